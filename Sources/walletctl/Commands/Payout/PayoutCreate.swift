import JSON
import LedgerCore
import WalletAPI

/// The commands about payouts, one file each; `wallet withdraw` makes them of wallets.
enum PayoutCommands {
  static let create = Command(
    words: ["payout", "create"], summary: "Set a merchant's money aside and have it paid out",
    details: """
      The amount and the fee leave what is available at once. Unless your settings let the amount pass, somebody else has to approve it; \
      what no rail takes now waits for the next working hours.
      """,
    arguments: [.merchant], options: wish + destination,
    calls: [.createPayout],
    examples: [
      .init(
        "walletctl payout create m123 -a 250000 -c IDR --bank 014 --account 1234567890 --holder 'Warung Contoh'",
        "Rp250.000 to an account at BCA"),
      .init("walletctl payout create m123 -a 250000 -c IDR", "to the account that `merchant change` has set"),
    ],
    run: { session throws(CommandFailure) in try ask("merchant_id", session.invocation.argument("MERCHANT"), session) })

  /// What is asked for.
  static let wish: [Option] = [
    Option.amount.required, Option.value("currency", "c", "CODE", "of the amount: IDR").required,
    .choice("rail", WireWords.rails, "by which it goes (default: the one that takes it first)"),
    .choice("when-closed", ["wait", "refuse"], "what becomes of it while no rail takes it (default wait)"),
    .value("description", "d", "TEXT", "what the bank shows, at most 100 bytes"), .metadata,
  ]

  /// Where it goes.
  static let destination: [Option] = [
    .value("bank", nil, "CODE", "the bank's three digits: 014"), .value("account", nil, "DIGITS", "the number of the account"),
    .value("holder", nil, "NAME", "whose it is, as the bank has it"),
  ]

  static func ask(_ field: String, _ source: String, _ session: Session) throws(CommandFailure) {
    let invocation = session.invocation
    let currency = try AmountInput.currency(invocation.value("currency") ?? "")
    let amount = try AmountInput.parse(invocation.value("amount") ?? "", currency: currency, isMinor: session.isMinor)
    var body = JSONObject([
      (field, .string(source)), ("amount", .integer(amount)), ("currency", .string(currency.code)),
    ])
    body["destination"] = try account(session)
    body["rail"] = invocation.value("rail").map { .string($0) }
    body["when_closed"] = invocation.value("when-closed").map { .string($0) }
    body["description"] = invocation.value("description").map { .string($0) }
    body["metadata"] = try session.metadata()
    session.output.show(try session.post("/v1/payouts", .object(body)), as: PayoutColumns.details)
  }

  /// Nil where none is named.
  static func account(_ session: Session) throws(CommandFailure) -> JSONValue? {
    let words = ["bank", "account", "holder"].map { session.invocation.value($0) }
    guard words.contains(where: { $0 != nil }) else { return nil }
    guard let bank = words[0], let account = words[1], let holder = words[2] else {
      throw .usage("an account is named by --bank, --account and --holder, all three")
    }
    return ["bank_code": .string(bank), "account_number": .string(account), "account_holder": .string(holder)]
  }
}

extension Argument {
  static let payout = Argument("PAYOUT", "its id, po_…")
}
