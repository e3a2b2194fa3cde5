import JSON
import LedgerCore
import WalletClient

/// What the commands about one account share.
extension Session {
  var accountQuery: [(name: String, value: String?)] { [("currency", invocation.value("currency"))] }

  func account(_ reference: String, currency: String?) throws(CommandFailure) -> JSONValue {
    try get(PercentCoding.path("/v1/accounts", reference), query: [("currency", currency)])
  }

  /// Changes the account the command names, and shows it.
  func changeAccount(_ verb: String, _ body: JSONValue) throws(CommandFailure) {
    let path = PercentCoding.path("/v1/accounts", invocation.argument("ACCOUNT"), "/\(verb)")
    output.show(try post(path, body, query: accountQuery), as: AccountColumns.details)
  }

  /// The sides that --debits and --credits name; both where neither is given.
  var sides: JSONValue {
    let named = ["debits", "credits"].filter { invocation.has($0) }
    return ["sides": .array((named.isEmpty ? ["debits", "credits"] : named).map { .string($0) })]
  }

  /// What --limit and --floor say; nil where neither is given. `currency` reads the floor.
  func limit(in currency: Currency?) throws(CommandFailure) -> JSONValue? {
    guard let floor = invocation.value("floor") else { return invocation.value("limit").map { .string($0) } }
    guard !invocation.has("limit") else { throw .usage("--limit and --floor exclude each other") }
    return ["floor": .integer(try AmountInput.parse(floor, currency: currency, isMinor: isMinor))]
  }

  /// --meta NAME=VALUE as an object; nil where none is given.
  func metadata() throws(CommandFailure) -> JSONValue? {
    var members = JSONObject()
    for pair in invocation.values("meta") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else { throw .usage("--meta is NAME=VALUE, not '\(pair)'") }
      guard members[String(parts[0])] == nil else { throw .usage("--meta \(parts[0]) is given twice") }
      members[String(parts[0])] = .string(String(parts[1]))
    }
    return members.isEmpty ? nil : .object(members)
  }
}

extension Option {
  static let limitChoice = Option.choice("limit", ["none", "no_overdraft"], "how far available may go down")
  static let floor = Option.value("floor", nil, "AMOUNT", "available never falls below this; negative: a credit line")
}
