import JSON
import LedgerCore

/// Postings as they are asked for, before the daemon sees them.
struct PostingInput {
  /// What it does to the two accounts; only what is asked for is sent, the rest is for showing.
  enum Kind {
    case post, hold, capture, release
  }

  var kind = Kind.post
  let debit: String
  let credit: String
  /// Minor units.
  let amount: Int64
  let currency: String?
  let balancing: String?

  var json: JSONObject {
    var json = JSONObject([("debit", .string(debit)), ("credit", .string(credit)), ("amount", .integer(amount))])
    json["currency"] = currency.map { .string($0) }
    json["balancing"] = balancing.map { .string($0) }
    return json
  }
}

extension Session {
  /// The posting that DEBIT, CREDIT and --amount describe.
  func posting() throws(CommandFailure) -> PostingInput {
    try posting(
      debit: invocation.argument("DEBIT"), credit: invocation.argument("CREDIT"), amount: invocation.value("amount") ?? "",
      currency: invocation.value("currency"))
  }

  func posting(debit: String, credit: String, amount: String, currency: String?) throws(CommandFailure) -> PostingInput {
    let known = try currency.map { code throws(CommandFailure) in try AmountInput.currency(code) }
    let read = if isMinor || known != nil { known } else { try self.currency(of: debit) }
    let minor = try AmountInput.parse(amount, currency: read, isMinor: isMinor)
    guard minor > 0 else { throw .usage("an amount is more than zero; to move money back, exchange the accounts") }
    return PostingInput(
      debit: debit, credit: credit, amount: minor, currency: (known ?? read)?.code, balancing: invocation.value("balancing"))
  }

  /// `DEBIT,CREDIT,AMOUNT[,CURRENCY]`
  func posting(_ text: String) throws(CommandFailure) -> PostingInput {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard (3...4).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
      throw .usage("a posting is DEBIT,CREDIT,AMOUNT or DEBIT,CREDIT,AMOUNT,CURRENCY, not '\(text)'")
    }
    return try posting(
      debit: parts[0], credit: parts[1], amount: parts[2], currency: parts.count == 4 ? parts[3] : invocation.value("currency"))
  }

  /// The currency of an account, asked of the daemon: for amounts that come without one.
  func currency(of account: String) throws(CommandFailure) -> Currency {
    if let code = invocation.value("currency") { return try AmountInput.currency(code) }
    let found = try self.account(account, currency: nil).text(at: "currency")
    return try AmountInput.currency(found)
  }

  /// --reference, --meta and --effective-at as members of a request.
  func details(_ body: JSONObject) throws(CommandFailure) -> JSONObject {
    var body = body
    body["reference"] = invocation.value("reference").map { .string($0) }
    body["effective_at"] = invocation.value("effective-at").map { .string($0) }
    body["metadata"] = try metadata()
    return body
  }
}
