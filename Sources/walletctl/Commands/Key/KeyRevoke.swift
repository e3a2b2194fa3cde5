import JSON
import WalletAPI
import WalletClient

extension KeyCommands {
  static let revoke = Command(
    words: ["key", "revoke"], summary: "End an API key at once and for good",
    details: "What uses it is refused from the next request on. To replace a key without that: `key rotate`.",
    arguments: [.key], options: [.reason],
    calls: [.revokeKey],
    examples: [
      .init(
        #"walletctl -t toko key revoke key_000SGB98QC3TGAWG0200000002 --reason "was in a public repository" --yes"#, "at once")
    ],
    run: { session throws(CommandFailure) in
      let key = session.invocation.argument("KEY")
      try session.confirm("Revoke \(key)? What uses it is refused from now on.")
      session.output.show(
        try session.post(PercentCoding.path("/v1/keys", key, "/revoke"), .object(session.withReason())), as: KeyColumns.details)
    })
}
