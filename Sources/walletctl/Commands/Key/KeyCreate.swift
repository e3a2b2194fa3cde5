import JSON
import WalletAPI

/// The commands about API keys, one file each.
enum KeyCommands {
  static let create = Command(
    words: ["key", "create"], summary: "Make an API key: it opens one tenant and nothing else",
    details: """
      The secret is shown this once and kept nowhere. With --quiet it alone is written to standard output; with --secret-file it goes into a \
      file that only you can read. Without --scope the key may do what a platform may (docs/reference/permissions.md), but not reveal \
      payment methods: that is said by name.
      """,
    arguments: [Argument("NAME", "for people: which program uses it")],
    options: [
      Option.value("scope", nil, "PERMISSION", "only this, such as accounts:read; may be given again").repeatable,
      Option.value(
        "address", nil, "NETWORK", "only from there, as a trusted proxy names it: 203.0.113.0/24; may be given again"
      ).repeatable,
      .value("expires-at", nil, "TIME", "its end, RFC 3339 (default: none)"),
      .value("expires-in", nil, "DURATION", "its end from now: 90d, 12h, 30m or 45s"),
      .value("requests-per-second", nil, "N", "of this key (default: the tenant's)"),
      .secretFile, .reason,
    ],
    calls: [.createKey],
    examples: [
      .init(
        "walletctl -t toko key create checkout --secret-file checkout.key", "then: walletctl --key-file checkout.key account list"
      ),
      .init(
        "walletctl -t toko key create reports --scope accounts:read --scope reports:read --expires-in 90d",
        "a key that only looks"),
      .init(
        "walletctl -t toko key create checkout --quiet | systemd-creds encrypt - checkout.cred", "never on a disk in the clear"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      var body = JSONObject([("name", .string(invocation.argument("NAME")))])
      if invocation.has("scope") { body["scopes"] = .array(invocation.values("scope").map { .string($0) }) }
      if invocation.has("address") { body["addresses"] = .array(invocation.values("address").map { .string($0) }) }
      guard !(invocation.has("expires-at") && invocation.has("expires-in")) else {
        throw .usage("--expires-at and --expires-in exclude each other")
      }
      body["expires_at"] = invocation.value("expires-at").map { .string($0) }
      if let text = invocation.value("expires-in") {
        body["expires_in"] = .integer(try DurationInput.seconds(text, "expires-in"))
      }
      if let text = invocation.value("requests-per-second") {
        guard let number = Int64(text), number > 0 else {
          throw .usage("--requests-per-second is a number above zero, not '\(text)'")
        }
        body["requests_per_second"] = .integer(number)
      }
      var secret = try NewKeySecret(session)
      try secret.show(try session.post("/v1/keys", .object(session.withReason(body))))
    })
}

/// Spans of time as people write them.
enum DurationInput {
  /// `90d`, `12h`, `30m`, `45s`; a number alone is seconds.
  static func seconds(_ text: String, _ option: String) throws(CommandFailure) -> Int64 {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Int64(unit == nil ? text[...] : text.dropLast()), number >= 0 else {
      throw .usage("--\(option) is a number of seconds, or one with d, h, m or s behind it, not '\(text)'")
    }
    let (seconds, isTooMuch) = number.multipliedReportingOverflow(by: unit ?? 1)
    guard !isTooMuch else { throw .usage("--\(option) is too long: '\(text)'") }
    return seconds
  }
}
