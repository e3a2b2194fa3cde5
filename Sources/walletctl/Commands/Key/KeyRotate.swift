import JSON
import WalletAPI
import WalletClient

extension KeyCommands {
  static let rotate = Command(
    words: ["key", "rotate"], summary: "Make the key that follows a key; both work for the overlap",
    details: """
      The new key has the same name and rights, and its secret is shown this once, as by `key create`. The old one goes on for the overlap \
      and has then expired: give the new one to its program meanwhile, and look at `key show` for the old one's last use.
      """,
    arguments: [.key],
    options: [
      .value("overlap", nil, "DURATION", "how long the old key goes on: 1h, 7d, 0s (default: the daemon's, a day)"), .secretFile,
      .reason,
    ],
    calls: [.rotateKey],
    examples: [
      .init(
        "walletctl -t toko key rotate key_000SGB98QC3TGAWG0200000002 --overlap 1h --secret-file checkout-2.key",
        "nothing that uses the old one stops within the hour")
    ],
    run: { session throws(CommandFailure) in
      var body = JSONObject()
      if let text = session.invocation.value("overlap") {
        body["overlap_seconds"] = .integer(try DurationInput.seconds(text, "overlap"))
      }
      var secret = try NewKeySecret(session)
      let path = PercentCoding.path("/v1/keys", session.invocation.argument("KEY"), "/rotate")
      try secret.show(try session.post(path, .object(session.withReason(body))))
    })
}
