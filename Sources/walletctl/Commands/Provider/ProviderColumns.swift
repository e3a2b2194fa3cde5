import JSON

/// How an account at a provider is shown.
enum ProviderColumns {
  static let list = [
    Column("PROVIDER", "provider", .text("provider")), Column("STATUS", "status", .status("status")),
    Column("HEALTH", "health", .status("health")), Column("URL", "url", .text("url")),
    Column("KEY", "api_key", .made { secret($0["api_key"]) }),
    Column("WEBHOOK SECRETS", "webhook_secrets", .made { "\($0["webhook_secrets"]?.arrayValue?.count ?? 0)" }),
    Column("CHANGED", "updated_at", .time("updated_at")), Column("", "id", .text("id")),
  ]

  static let details = [
    Column("Provider", "provider", .text("provider")), Column("Id", "id", .text("id")),
    Column("Status", "status", .status("status")), Column("Health", "health", .status("health")),
    Column("URL", "url", .text("url")), Column("Timeout ms", "timeout_ms", .text("timeout_ms")),
    Column("Key", "api_key", .made { secret($0["api_key"]) }),
    Column("Key since", "key_since", .time("api_key.since")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
  ]

  static let secrets = [
    Column("WEBHOOK SECRET", "id", .text("id")), Column("ENDING", "ending", .made { secret($0) }),
    Column("SINCE", "since", .time("since")), Column("FINGERPRINT", "fingerprint", .text("fingerprint")),
  ]

  static let operations = [
    Column("OPERATION", "operation", .text("operation")), Column("BREAKER", "state", .status("state")),
    Column("FAILURES", "failures", .number("failures")), Column("TRIES AGAIN", "tries_again_at", .time("tries_again_at")),
    Column("LAST", "last_outcome", .text("last_outcome")), Column("WHY", "last_reason", .text("last_reason")),
    Column("AT", "last_at", .time("last_at")),
  ]

  /// What tells one secret from another.
  @Sendable private static func secret(_ mark: JSONValue?) -> String {
    guard let mark, let fingerprint = mark["fingerprint"]?.stringValue else { return "" }
    return mark["ending"]?.stringValue.map { "…" + $0 } ?? "fingerprint " + fingerprint.prefix(8)
  }

  /// An account, what webhooks are known by, and how its operations do.
  static func show(_ account: JSONValue, _ session: Session) {
    session.output.show(account, as: details)
    guard session.output.format == .table else { return }
    for (name, columns) in [("webhook_secrets", secrets), ("operations", operations)] {
      guard let items = account[name]?.arrayValue, !items.isEmpty else { continue }
      session.streams.out("\n" + session.output.table(items, as: columns))
    }
  }
}
