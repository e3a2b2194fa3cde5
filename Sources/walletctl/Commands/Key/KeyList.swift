import WalletAPI
import WalletClient

extension KeyCommands {
  static let list = Command(
    words: ["key", "list"], summary: "List a tenant's API keys, newest first, without their secrets", options: Option.paging,
    calls: [.listKeys],
    examples: [.init("walletctl -t toko key list", "which are in use, and when each was used last")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/keys", query: [], as: KeyColumns.list, empty: "This tenant has no key yet: walletctl key create NAME")
    })

  static let show = Command(
    words: ["key", "show"], summary: "Show an API key, without its secret", arguments: [.key],
    calls: [.getKey],
    examples: [.init("walletctl -t toko key show key_000SGB98QC3TGAWG0200000002", "its scopes, networks, end and last use")],
    run: { session throws(CommandFailure) in
      session.output.show(
        try session.get(PercentCoding.path("/v1/keys", session.invocation.argument("KEY"))), as: KeyColumns.details)
    })
}

extension Argument {
  static let key = Argument("KEY", "its id, key_…: `walletctl key list` shows it")
}
