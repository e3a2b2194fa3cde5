import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// The commands about balances that are watched.
enum MonitorCommands {
  static let create = Command(
    words: ["monitor", "create"], summary: "Have a wallet's or an account's balance watched",
    details: "An event tells once when what is available has crossed the line, and once when it is back.",
    options: [
      .value("wallet", nil, "WALLET", "whose own money is watched"), .value("account", nil, "ACCOUNT", "or any account"),
      .choice("direction", ["below", "above"], "on which side of the line somebody is told").required,
      Option.amount.required, Option.value("currency", "c", "CODE", "of the amount").required,
    ],
    calls: [.createMonitor],
    examples: [
      .init("walletctl monitor create --wallet alice --direction below -a 50000 -c IDR", "less than Rp50.000 is told of")
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let currency = try AmountInput.currency(invocation.value("currency") ?? "")
      let amount = try AmountInput.parse(invocation.value("amount") ?? "", currency: currency, isMinor: session.isMinor)
      var body = JSONObject([("amount", .integer(amount))])
      body["direction"] = invocation.value("direction").map { .string($0) }
      body["wallet"] = invocation.value("wallet").map { .string($0) }
      body["account"] = invocation.value("account").map { .string($0) }
      guard (body["wallet"] == nil) != (body["account"] == nil) else { throw .usage("either --wallet or --account is watched") }
      if body["account"] != nil { body["currency"] = .string(currency.code) }
      session.output.show(try session.post("/v1/balance_monitors", .object(body)), as: details)
    })

  static let list = Command(
    words: ["monitor", "list"], summary: "List balances that are watched, newest first",
    options: [.choice("status", WireWords.monitorStates, "with this status")] + Option.paging,
    calls: [.listMonitors],
    examples: [.init("walletctl monitor list --status crossed", "what is beyond its line now")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/balance_monitors", query: [("status", session.invocation.value("status"))], as: columns,
        empty: "No monitor is like that.")
    })

  static let show = Command(
    words: ["monitor", "show"], summary: "Show a balance monitor", arguments: [monitor], calls: [.getMonitor],
    examples: [.init("walletctl monitor show mon_01JD4W7Q2M0000CR00000000AG", "on which side of its line the balance is")],
    run: { session throws(CommandFailure) in
      session.output.show(try session.get(path(session)), as: details)
    })

  static let remove = Command(
    words: ["monitor", "remove"], summary: "Have a balance watched no more", arguments: [monitor], calls: [.removeMonitor],
    examples: [.init("walletctl monitor remove mon_01JD4W7Q2M0000CR00000000AG", "it stays in the list, as removed")],
    run: { session throws(CommandFailure) in
      session.output.show(try session.post(path(session, "/remove"), [:]), as: details)
    })

  private static let monitor = Argument("MONITOR", "its id, mon_…")

  private static func path(_ session: Session, _ rest: String = "") -> String {
    PercentCoding.path("/v1/balance_monitors", session.invocation.argument("MONITOR"), rest)
  }

  private static let columns = [
    Column("CREATED", "created_at", .time("created_at")), Column("STATUS", "status", .status("status")),
    Column("DIRECTION", "direction", .text("direction")), Column("LINE", "amount", .amount("amount", currency: "currency")),
    Column("WAS", "available", .amount("available", currency: "currency")), Column("", "currency", .text("currency")),
    Column("ACCOUNT", "account", .text("account")), Column("MONITOR", "id", .text("id")),
  ]

  private static let details = [
    Column("Monitor", "id", .text("id")), Column("Status", "status", .status("status")),
    Column("Wallet", "wallet", .text("wallet")),
    Column("Account", "account", .text("account")), Column("Direction", "direction", .text("direction")),
    Column("Currency", "currency", .text("currency")), Column("Line", "amount", .amount("amount", currency: "currency")),
    Column("Available then", "available", .amount("available", currency: "currency")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
  ]
}
