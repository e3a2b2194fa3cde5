import JSON
import LedgerCore
import WalletAPI
import WalletClient

extension HoldCommands {
  static let capture = Command(
    words: ["hold", "capture"], summary: "Post what a hold reserves, all or part of it",
    details: "What is not captured is released, unless --keep-rest leaves it reserved for another capture.",
    arguments: [Argument("HOLD", "its id, hold_…")],
    options: [
      .value("amount", "a", "AMOUNT", "how much (default: all that remains)"),
      .flag("keep-rest", nil, "leave the rest reserved"),
      Option.value("posting", "p", "DEBIT,CREDIT,AMOUNT[,CURRENCY]", "a further posting of the same transaction").repeatable,
      .currency,
    ] + Option.details + [.dryRun],
    calls: [.captureHold, .getHold, .getAccount],
    examples: [
      .init("walletctl hold capture hold_01JD4W7Q2M0000CR00000000AC", "all of it"),
      .init(
        "walletctl hold capture hold_01JD4W7Q2M0000CR00000000AC -a 100000 --keep-rest -p wallet:shop,fees,1000,IDR",
        "a part, with a fee; more can be captured later"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let path = PercentCoding.path("/v1/holds", invocation.argument("HOLD"))
      var body = try session.details(JSONObject([("final", .bool(!invocation.has("keep-rest")))]))
      let needsHold = invocation.has("dry-run") || (invocation.has("amount") && !session.isMinor && !invocation.has("currency"))
      let hold: JSONValue? = if needsHold { try session.get(path) } else { .none }
      var amount: Int64?
      if let text = invocation.value("amount") {
        let code = invocation.value("currency") ?? hold.map { $0.text(at: "currency") }
        let currency = try code.map { code throws(CommandFailure) in try AmountInput.currency(code) }
        amount = try AmountInput.parse(text, currency: currency, isMinor: session.isMinor)
      }
      body["amount"] = amount.map { .integer($0) }
      var postings: [PostingInput] = []
      for text in invocation.values("posting") { postings.append(try session.posting(text)) }
      if !postings.isEmpty { body["postings"] = .array(postings.map { .object($0.json) }) }
      if let hold, invocation.has("dry-run") {
        let resolved = try resolved(hold, amount, isFinal: !invocation.has("keep-rest"))
        return try DryRun.show(resolved + postings, session)
      }
      HoldColumns.showResolution(try session.post(path + "/capture", .object(body)), session.output)
    })

  /// The capture, and the release of what is left.
  private static func resolved(_ hold: JSONValue, _ asked: Int64?, isFinal: Bool) throws(CommandFailure) -> [PostingInput] {
    let remaining = hold["remaining"]?.integerValue ?? 0
    let amount = asked ?? remaining
    guard hold.text(at: "status") == "open" else { throw CommandFailure(.conflict, "the hold is \(hold.text(at: "status"))") }
    guard amount <= remaining else { throw CommandFailure(.conflict, "the hold has only \(remaining) minor units left") }
    let capture = PostingInput(
      kind: .capture, debit: hold.text(at: "debit"), credit: hold.text(at: "credit"), amount: amount,
      currency: hold["currency"]?.stringValue, balancing: nil)
    guard isFinal, amount < remaining else { return [capture] }
    let release = PostingInput(
      kind: .release, debit: capture.debit, credit: capture.credit, amount: remaining - amount, currency: capture.currency,
      balancing: nil)
    return [capture, release]
  }
}
