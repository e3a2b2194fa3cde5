import JSON

/// How a tenant is shown.
enum TenantColumns {
  static let list = [
    Column("CODE", "code", .text("code")), Column("NAME", "name", .text("name")), Column("MODE", "mode", .text("mode")),
    Column("STATUS", "status", .status("status")), Column("CREATED", "created_at", .time("created_at")),
    Column("ID", "id", .text("id")),
  ]

  static let details = [
    Column("Code", "code", .text("code")), Column("Name", "name", .text("name")), Column("Id", "id", .text("id")),
    Column("Mode", "mode", .text("mode")), Column("Status", "status", .status("status")),
    Column("Created", "created_at", .time("created_at")), Column("Closed", "closed_at", .time("closed_at")),
    Column("Deletable", "deletable_at", .time("deletable_at")),
    Column("Currencies", "currencies", .made { words($0.at("settings.currencies"), "any") }),
    Column("Requests/s", "requests_per_second", .made { setting($0, "requests_per_second") }),
    Column("Concurrent", "concurrent_requests", .made { setting($0, "concurrent_requests") }),
    Column("Body bytes", "body_bytes", .made { setting($0, "body_bytes") }),
    Column("Batch items", "batch_items", .made { setting($0, "batch_items") }),
    Column("Retention", "retention_days", .made { setting($0, "retention_days", unit: " days") }),
  ]

  static let deleted = [
    Column("Code", "code", .text("code")), Column("Id", "id", .text("id")), Column("Status", "status", .status("status")),
    Column("Deleted", "deleted_at", .time("deleted_at")),
  ]

  private static func setting(_ tenant: JSONValue, _ name: String, unit: String = "") -> String {
    tenant.at("settings." + name)?.integerValue.map { "\($0)\(unit)" } ?? "default"
  }

  /// A list of texts, or what stands for an empty one.
  static func words(_ list: JSONValue?, _ none: String) -> String {
    let words = (list?.arrayValue ?? []).compactMap(\.stringValue)
    return words.isEmpty ? none : words.joined(separator: " ")
  }
}
