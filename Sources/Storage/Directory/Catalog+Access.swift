import LedgerCore
import SQLite
import Sodium
import Tenancy

/// The catalogue's part of who may do what. Every change is made inside `act`, together with its audit row.
extension Catalog {
  /// Runs `work` as one commit with one audit row; nothing of it stays when anything throws.
  func act<Result>(_ work: () throws -> Result) throws -> Result {
    var isCommitting = false
    do {
      try connection.execute("BEGIN IMMEDIATE")
      let result = try work()
      isCommitting = true
      try connection.execute("COMMIT")
      return result
    } catch {
      // The first error is the one worth reporting; a failed ROLLBACK means SQLite had rolled back already.
      if !connection.isAutocommit { _ = Swift.Result { try connection.execute("ROLLBACK") } }
      if isCommitting { doubt(error) }
      throw error
    }
  }

  // MARK: Tenants

  static let tenantColumns = """
    id, code, name, mode, created_at, status, closed_at, currencies, requests_per_second, concurrent_requests, body_bytes, \
    batch_items, retention_days
    """

  /// The tenant of a row that has `tenantColumns` first; nil for one that is no tenant any more or never was.
  static func tenant(_ row: Statement) -> Tenant? {
    guard let id = TenantID(row.text(0)), let mode = TenantMode(rawValue: row.text(3)),
      let status = TenantStatus(rawValue: row.text(5))
    else { return nil }
    var settings = TenantSettings()
    settings.currencies = row.text(7).split(separator: " ").map(String.init)
    settings.requestsPerSecond = row.optionalInteger(8).map { Int($0) }
    settings.concurrentRequests = row.optionalInteger(9).map { Int($0) }
    settings.bodyBytes = row.optionalInteger(10).map { Int($0) }
    settings.batchItems = row.optionalInteger(11).map { Int($0) }
    settings.retentionDays = row.optionalInteger(12).map { Int($0) }
    return Tenant(
      id: id, code: row.text(1), name: row.text(2), mode: mode, createdAt: Timestamp(microseconds: row.integer(4)),
      status: status, closedAt: row.optionalInteger(6).map { Timestamp(microseconds: $0) }, settings: settings)
  }

  func update(_ tenant: Tenant) throws(SQLiteError) {
    let update = try connection.prepare(
      """
      UPDATE tenants SET status = ?2, closed_at = ?3, currencies = ?4, requests_per_second = ?5, concurrent_requests = ?6,
        body_bytes = ?7, batch_items = ?8, retention_days = ?9 WHERE id = ?1
      """)
    update.bind(1, text: tenant.id.text)
    update.bind(2, text: tenant.status.rawValue)
    update.bind(3, optional: tenant.closedAt?.microseconds)
    update.bind(4, text: tenant.settings.currencies.joined(separator: " "))
    update.bind(5, optional: tenant.settings.requestsPerSecond.map { Int64($0) })
    update.bind(6, optional: tenant.settings.concurrentRequests.map { Int64($0) })
    update.bind(7, optional: tenant.settings.bodyBytes.map { Int64($0) })
    update.bind(8, optional: tenant.settings.batchItems.map { Int64($0) })
    update.bind(9, optional: tenant.settings.retentionDays.map { Int64($0) })
    try update.run()
  }

  /// From here on there is no such tenant. Its row stays, so that nobody gets its code again; its keys are of no use without it.
  func markDeleted(_ tenant: TenantID) throws(SQLiteError) {
    let update = try connection.prepare("UPDATE tenants SET status = 'deleted' WHERE id = ?1")
    update.bind(1, text: tenant.text)
    try update.run()
  }

  /// Tenants that were deleted, for what of their files may still be there.
  func deletedTenants() throws(SQLiteError) -> [TenantID] {
    let select = try connection.prepare("SELECT id FROM tenants WHERE status = 'deleted'")
    var found: [TenantID] = []
    while try select.step() { if let id = TenantID(select.text(0)) { found.append(id) } }
    return found
  }

  /// Whether a deleted tenant had the code.
  func wasDeleted(code: String) throws(SQLiteError) -> Bool {
    let select = try connection.prepare("SELECT 1 FROM tenants WHERE status = 'deleted' AND code = ?1")
    select.bind(1, text: code)
    defer { select.reset() }
    return try select.step()
  }

  // MARK: Keys

  func keys() throws -> [KeyRow] {
    let select = try connection.prepare(
      """
      SELECT id, tenant, handle, hash, name, mode, scopes, addresses, requests_per_second, created_at, expires_at, revoked_at,
        replaced_by, last_used_at FROM api_keys
      WHERE tenant IN (SELECT id FROM tenants WHERE status <> 'deleted') ORDER BY created_at, id
      """)
    var found: [KeyRow] = []
    while try select.step() {
      guard let id = KeyID(select.text(0)), let tenant = TenantID(select.text(1)), let mode = TenantMode(rawValue: select.text(5))
      else { throw CatalogError.brokenRow(table: "api_keys", id: select.text(0)) }
      let scopes = select.text(6).split(separator: " ").compactMap { Permission(rawValue: String($0)) }
      let key = APIKey(
        id: id, tenant: tenant, handle: KeyHandle(rawValue: UInt64(select.integer(2))), name: select.text(4), mode: mode,
        scopes: Permissions(scopes),
        addresses: try select.text(7).split(separator: " ").map { text in
          guard let network = Network(String(text)) else { throw CatalogError.brokenRow(table: "api_keys", id: id.text) }
          return network
        },
        createdAt: Timestamp(microseconds: select.integer(9)),
        expiresAt: select.optionalInteger(10).map { Timestamp(microseconds: $0) },
        revokedAt: select.optionalInteger(11).map { Timestamp(microseconds: $0) },
        replacedBy: select.optionalText(12).flatMap { KeyID($0) }, requestsPerSecond: select.optionalInteger(8).map { Int($0) })
      found.append(
        KeyRow(key: key, hash: select.bytes(3), lastUsedAt: select.optionalInteger(13).map { Timestamp(microseconds: $0) }))
    }
    return found
  }

  func add(_ key: APIKey, hash: [UInt8]) throws(SQLiteError) {
    let insert = try connection.prepare(
      """
      INSERT INTO api_keys (id, tenant, handle, hash, name, mode, scopes, addresses, requests_per_second, created_at, expires_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """)
    insert.bind(1, text: key.id.text)
    insert.bind(2, text: key.tenant.text)
    insert.bind(3, Int64(key.handle.rawValue))
    insert.bind(4, blob: hash)
    insert.bind(5, text: key.name)
    insert.bind(6, text: key.mode.rawValue)
    insert.bind(7, text: key.scopes.all.map(\.rawValue).joined(separator: " "))
    insert.bind(8, text: key.addresses.map(\.text).joined(separator: " "))
    insert.bind(9, optional: key.requestsPerSecond.map { Int64($0) })
    insert.bind(10, key.createdAt.microseconds)
    insert.bind(11, optional: key.expiresAt?.microseconds)
    try insert.run()
  }

  func update(_ key: APIKey) throws(SQLiteError) {
    let update = try connection.prepare("UPDATE api_keys SET expires_at = ?2, revoked_at = ?3, replaced_by = ?4 WHERE id = ?1")
    update.bind(1, text: key.id.text)
    update.bind(2, optional: key.expiresAt?.microseconds)
    update.bind(3, optional: key.revokedAt?.microseconds)
    if let other = key.replacedBy { update.bind(4, text: other.text) } else { update.bindNull(4) }
    try update.run()
  }

  /// Notes when keys were last used.
  func note(lastUses: [(KeyID, Timestamp)]) throws {
    guard !lastUses.isEmpty else { return }
    try act {
      let update = try connection.prepare("UPDATE api_keys SET last_used_at = ?2 WHERE id = ?1")
      for (key, at) in lastUses {
        update.bind(1, text: key.text)
        update.bind(2, at.microseconds)
        try update.run()
      }
    }
  }

  /// The catalogue's own key for a purpose, made at its first use.
  func secret(_ purpose: String, randomBytes: (Int) -> [UInt8]) throws(SQLiteError) -> [UInt8] {
    let select = try connection.prepare("SELECT value FROM secrets WHERE purpose = ?1")
    select.bind(1, text: purpose)
    if try select.step() {
      defer { select.reset() }
      return select.bytes(0)
    }
    let value = randomBytes(SecretHash.bytes)
    let insert = try connection.prepare("INSERT INTO secrets VALUES (?1, ?2)")
    insert.bind(1, text: purpose)
    insert.bind(2, blob: value)
    try insert.run()
    return value
  }

  // MARK: Requests

  func reply(toKey key: String) throws(SQLiteError) -> (fields: String, reply: String)? {
    let select = try connection.prepare("SELECT fields, reply FROM requests WHERE key = ?1")
    select.bind(1, text: key)
    guard try select.step() else { return nil }
    defer { select.reset() }
    return (select.text(0), select.text(1))
  }

  func keep(key: String, fields: String, status: Int64, reply: String, at now: Timestamp) throws(SQLiteError) {
    let insert = try connection.prepare("INSERT INTO requests VALUES (?1, ?2, ?3, ?4, ?5)")
    insert.bind(1, text: key)
    insert.bind(2, text: fields)
    insert.bind(3, status)
    insert.bind(4, text: reply)
    insert.bind(5, now.microseconds)
    try insert.run()
  }
}

/// A key as the catalogue keeps it.
struct KeyRow {
  let key: APIKey
  let hash: [UInt8]
  let lastUsedAt: Timestamp?
}

enum CatalogError: Error, CustomStringConvertible {
  case brokenRow(table: String, id: String)

  var description: String {
    switch self {
    case .brokenRow(let table, let id): "the catalogue's row \(id) of \(table) cannot be read: put back a backup of catalog.db"
    }
  }
}
