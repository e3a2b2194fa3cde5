import JSON
import WalletAPI
import WalletClient

extension AccountCommands {
  static let show = Command(
    words: ["account", "show"], summary: "Show an account with all its counters",
    arguments: [Argument("ACCOUNT", "its code or id")], options: [.currency, .asOf, .by],
    calls: [.getAccount],
    examples: [.init("walletctl account show wallet:alice", "what it is and how it stands")],
    run: { session throws(CommandFailure) in
      session.output.show(try session.accountAsOf(), as: AccountColumns.details)
    })
}

extension Session {
  /// The account the command names, now or as of a moment.
  func accountAsOf() throws(CommandFailure) -> JSONValue {
    if invocation.has("by"), !invocation.has("as-of") { throw .usage("--by says what --as-of means: add --as-of TIME") }
    return try get(
      PercentCoding.path("/v1/accounts", invocation.argument("ACCOUNT")),
      query: accountQuery + [("as_of", invocation.value("as-of")), ("by", invocation.value("by"))])
  }
}
