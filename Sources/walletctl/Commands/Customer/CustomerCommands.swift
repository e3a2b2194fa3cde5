import JSON
import WalletAPI
import WalletClient

/// The commands about customers.
enum CustomerCommands {
  static let create = Command(
    words: ["customer", "create"], summary: "Register a customer, whose tier limits what their wallets may have and move",
    arguments: [Argument("NAME", "your own name for them, which never changes: c456")],
    options: said, calls: [.createCustomer],
    examples: [.init("walletctl customer create c457 --name Siti", "without a tier nothing is limited")],
    run: { session throws(CommandFailure) in
      var body = try body(session)
      body["customer_id"] = .string(session.invocation.argument("NAME"))
      session.output.show(try session.post("/v1/customers", .object(body)), as: CustomerColumns.details)
    })

  static let list = Command(
    words: ["customer", "list"], summary: "List customers, newest first",
    options: [.choice("status", WireWords.customerStates, "with this status")] + Option.paging,
    calls: [.listCustomers],
    examples: [.init("walletctl customer list --status suspended", "whose wallets take part in nothing new")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/customers", query: [("status", session.invocation.value("status"))], as: CustomerColumns.list,
        empty: "No customer is like that.")
    })

  static let show = Command(
    words: ["customer", "show"], summary: "Show a customer", arguments: [.customer],
    calls: [.getCustomer],
    examples: [.init("walletctl customer show c456", "tier, wallets, and what is left of their limits")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/customers", session.invocation.argument("CUSTOMER"))
      let customer = try session.get(path)
      session.output.show(customer, as: CustomerColumns.details)
      guard session.output.format == .table, let limits = customer["limits"]?.arrayValue, !limits.isEmpty else { return }
      session.streams.out("\n" + session.output.table(limits, as: CustomerColumns.limits))
    })

  static let change = Command(
    words: ["customer", "change"], summary: "Change a customer's tier, name or status",
    details: """
      What is not named stays as it is. Another tier counts at once, for what was moved in this month too. The wallets of a customer who is \
      suspended take part in nothing new.
      """,
    arguments: [.customer],
    options: said + [.choice("status", WireWords.customerStates, "whether their wallets take part")],
    calls: [.changeCustomer],
    examples: [.init("walletctl customer change c456 --status suspended", "nothing new for their wallets")],
    run: { session throws(CommandFailure) in
      var body = try body(session)
      body["status"] = session.invocation.value("status").map { .string($0) }
      guard !body.members.isEmpty else { throw .usage("nothing is to be changed; `--help` shows what can be") }
      let path = PercentCoding.path("/v1/customers", session.invocation.argument("CUSTOMER"))
      session.output.show(try session.post(path, .object(body)), as: CustomerColumns.details)
    })

  private static let said: [Option] = [
    .value("name", nil, "TEXT", "what people call them"),
    .value("tier", nil, "TIER", "how well they are known: a tier of the payment settings"), .metadata,
  ]

  private static func body(_ session: Session) throws(CommandFailure) -> JSONObject {
    var body = JSONObject()
    body["name"] = session.invocation.value("name").map { .string($0) }
    body["kyc_tier"] = session.invocation.value("tier").map { .string($0) }
    body["metadata"] = try session.metadata()
    return body
  }
}

extension Argument {
  static let customer = Argument("CUSTOMER", "your own name for them, or their id, cus_…")
}
