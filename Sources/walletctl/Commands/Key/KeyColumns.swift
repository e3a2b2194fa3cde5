import JSON

/// How an API key is shown. Its secret is no column: it is written once, by `key create` and `key rotate`.
enum KeyColumns {
  static let list = [
    Column("NAME", "name", .text("name")), Column("KEY", "key", .text("key")), Column("STATUS", "status", .status("status")),
    Column("CREATED", "created_at", .time("created_at")), Column("LAST USED", "last_used_at", .time("last_used_at")),
    Column("EXPIRES", "expires_at", .time("expires_at")), Column("", "scopes", .text("scopes")),
    Column("", "addresses", .text("addresses")), Column("ID", "id", .text("id")),
  ]

  static let details = [
    Column("Id", "id", .text("id")), Column("Name", "name", .text("name")), Column("Key", "key", .text("key")),
    Column("Tenant", "tenant", .text("tenant")), Column("Mode", "mode", .text("mode")),
    Column("Status", "status", .status("status")),
    Column("Scopes", "scopes", .made { TenantColumns.words($0["scopes"], "none") }),
    Column("Addresses", "addresses", .made { TenantColumns.words($0["addresses"], "any") }),
    Column(
      "Requests/s", "requests_per_second", .made { $0["requests_per_second"]?.integerValue.map { "\($0)" } ?? "the tenant's" }),
    Column("Created", "created_at", .time("created_at")), Column("Expires", "expires_at", .time("expires_at")),
    Column("Revoked", "revoked_at", .time("revoked_at")), Column("Last used", "last_used_at", .time("last_used_at")),
    Column("Replaces", "replaces", .text("replaces")), Column("Replaced by", "replaced_by", .text("replaced_by")),
  ]
}
