import JSON
import Tenancy

/// Tenants, API keys and the audit trail.
enum AdministrationShapes {
  // MARK: What callers send

  static let tenantCreation = RequestShapes.closed(
    [
      Field("code", .string(pattern: WirePattern.tenantCode), "Short and unique, for people and headers."),
      Field("name", .string(length: 1...WireLimits.tenantNameLength)),
      .optional("mode", mode, "Whether money is real here. Default: live."),
    ], example: ["code": "toko", "name": "Toko Maju"])

  static let settingsChange = RequestShapes.closed(
    [
      .optional("currencies", currencies.orNull, "What accounts may be opened in. Null: any."),
      .optional("requests_per_second", Schema.integer(WireLimits.requestsPerSecond).orNull),
      .optional("concurrent_requests", Schema.integer(WireLimits.concurrentRequests).orNull),
      .optional("body_bytes", Schema.integer(WireLimits.bodyBytes).orNull, "Of one request; the server's own bound stays."),
      .optional("batch_items", Schema.integer(WireLimits.batchItems).orNull),
      .optional(
        "retention_days", Schema.integer(WireLimits.retentionDays).orNull,
        "Days from closing to when it may be deleted. Null: 3,653 for live, 0 for test."),
      .optional("reason", reason),
    ], example: ["currencies": ["IDR"], "requests_per_second": 500])

  static let tenantDeletion = RequestShapes.closed(
    [
      Field("confirm", .string(length: 1...40), "The tenant's code, typed again."), .optional("reason", reason),
    ], example: ["confirm": "toko"])

  static let reasonedAct = RequestShapes.closed([.optional("reason", reason)], example: ["reason": "as agreed with the platform"])

  static let keyCreation = RequestShapes.closed(
    [
      Field("name", .string(length: 1...WireLimits.keyNameLength), "For people: which program uses it."),
      .optional("scopes", .array(of: .oneOf(scopes), count: 1...scopes.count, unique: true), "Permissions by name."),
      .optional(
        "addresses", .array(of: network, count: 1...WireLimits.keyAddresses),
        "Networks it may be used from, as a trusted proxy names them. Default: anywhere."),
      .optional("expires_at", Shapes.time, "This or `expires_in`. Default: never."),
      .optional("expires_in", .integer(WireLimits.keySeconds), "Seconds from now."),
      .optional("requests_per_second", .integer(WireLimits.requestsPerSecond), "Default: the tenant's."),
      .optional("reason", reason),
    ], example: ["name": "checkout", "scopes": ["accounts:read", "transactions:post"]])

  static let keyRotation = RequestShapes.closed(
    [
      .optional(
        "overlap_seconds", .integer(WireLimits.overlapSeconds),
        "How long the old key goes on. Default: \(WireLimits.overlapSecondsByDefault)."),
      .optional("reason", reason),
    ], example: ["overlap_seconds": 3_600])

  // MARK: What is answered

  static let tenant = Schema.object([
    Field("id", Shapes.tenantID), Field("code", .string()), Field("name", .string()), Field("mode", mode),
    Field("status", .oneOf(TenantStatus.allCases.map(\.rawValue))), Field("created_at", Shapes.time),
    Field("closed_at", Shapes.time.orNull), Field("deletable_at", Shapes.time.orNull, "Null while it is not closed."),
    Field(
      "settings",
      .object([
        Field("currencies", .array(of: Shapes.currency), "Empty: any."), Field("requests_per_second", Schema.integer().orNull),
        Field("concurrent_requests", Schema.integer().orNull), Field("body_bytes", Schema.integer().orNull),
        Field("batch_items", Schema.integer().orNull), Field("retention_days", Schema.integer().orNull),
      ]), "Null: the daemon's default."),
  ])

  static let deletedTenant = Schema.object([
    Field("id", Shapes.tenantID), Field("code", .string()), Field("status", .constant("deleted")),
    Field("deleted_at", Shapes.time),
  ])

  static let apiKey = Schema.object([
    Field("id", Shapes.keyID), Field("tenant", Shapes.tenantID), Field("name", .string()),
    Field("key", .string(pattern: "^wk_(live|test)_[0-9A-HJKMNP-TV-Z]{12}…$"), "What everybody may see of it."),
    Field("mode", mode), Field("status", .oneOf(["active", "expired", "revoked"])),
    Field("scopes", .array(of: .oneOf(scopes))), Field("addresses", .array(of: network)),
    Field("requests_per_second", Schema.integer().orNull), Field("created_at", Shapes.time),
    Field("expires_at", Shapes.time.orNull), Field("revoked_at", Shapes.time.orNull),
    Field("replaced_by", Shapes.keyID.orNull), Field("last_used_at", Shapes.time.orNull, "To the second or so."),
    .optional("replaces", Shapes.keyID, "In the answer to a rotation."),
    .optional(
      "secret", Schema.string(pattern: "^wk_(live|test)_[0-9A-HJKMNP-TV-Z]{44}$").orNull,
      "The whole key, in the answer that made it; null when that answer is repeated."),
    .optional("detail", .string(), "Why `secret` is null."),
  ])

  static let auditRecord = Schema.object([
    Field("sequence", .integer()), Field("at", Shapes.time),
    Field("actor", .string(), "`uid:… pid:… login:…`, the id of a key, or `daemon`."), Field("action", .string()),
    Field("tenant", Shapes.tenantID.orNull), Field("subject", .string(), "The id of what was acted on."),
    Field("request_id", .string()), Field("before", .map(of: .string())), Field("after", .map(of: .string())),
    Field("seal", .string(pattern: "^[0-9a-f]{64}$"), "Over the seal before and every field."),
  ])

  static let auditHead = Schema.object([
    Field("trail", .string(), "`catalog`, or `vault` and the tenant's id."), Field("sequence", .integer()),
    Field("seal", .string(pattern: "^[0-9a-f]{64}$")),
    Field("signed_at", Shapes.time), Field("public_key", .string(pattern: "^[0-9a-f]{64}$")),
    Field("signature", .string(pattern: "^[0-9a-f]{128}$")),
  ])

  // MARK: Parts

  private static let mode = Schema.oneOf(TenantMode.allCases.map(\.rawValue))
  private static let scopes = Permission.allCases.filter { $0.roles.contains(.platform) }.map(\.rawValue)
  private static let reason = Schema.string(length: 1...WireLimits.reasonLength).described("For the audit trail.")
  private static let currencies = Schema.array(of: Shapes.currency, count: 1...WireLimits.tenantCurrencies, unique: true)
  private static let network = Schema.string(length: 2...50).described("An address, or a network in CIDR notation.")
    .examples("203.0.113.0/24")
}
