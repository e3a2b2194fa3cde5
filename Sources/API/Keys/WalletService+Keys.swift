import JSON
import LedgerCore
import Tenancy
import WalletAPI

/// The keys of a tenant's own programs.
extension WalletService {
  func createKey(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    let (key, fields) = try administration(
      call, allowed: [.name, .scopes, .addresses, .expiresAt, .expiresIn, .requestsPerSecond, .reason], required: [.name])
    guard let name = fields.text(.name) else { preconditionFailure("a required field was checked") }
    guard name.utf8.count <= WireLimits.keyNameLength else { throw .tooLong("name", most: WireLimits.keyNameLength) }
    guard !fields.has(.expiresAt) || !fields.has(.expiresIn) else {
      throw Problem(.contradiction, "A key's end is given as 'expires_at' or as 'expires_in', not both.", param: "expires_in")
    }
    let expiry = fields.integer(.expiresIn).map { Timestamp(microseconds: Timestamp.now.microseconds + $0 * 1_000_000) }
    let scopes = fields.list(.scopes).map { Permissions($0.compactMap { Permission(rawValue: $0) }) }
    let new = NewKey(
      tenant: tenant.id, name: name, scopes: scopes ?? Role.platform.permissions.subtracting(.unlessNamed),
      addresses: (fields.list(.addresses) ?? []).compactMap { Network($0) }, expiresAt: fields.time(.expiresAt) ?? expiry,
      requestsPerSecond: fields.integer(.requestsPerSecond).map { Int($0) })
    try administer(
      call, .createKey(new), administrativeRequest(call, key, fields, in: tenant), status: 201,
      render: AdministrativeRendering.write(newKey:to:))
  }

  func listKeys(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    let cursor = try call.query.cursor(.keys)
    let limit = try call.query.limit()
    let keys = directory.keys(of: tenant.id)
    // Newest first; a cursor is the id that the page before ended with, which is never taken away.
    let first = cursor.flatMap { cursor in keys.firstIndex { $0.key.id.rawValue == cursor }.map { $0 + 1 } }
    guard cursor == nil || first != nil else {
      throw Problem(.invalidCursor, "The cursor is not one that this list answered.", param: "cursor")
    }
    let items = Array(keys[(first ?? 0)...].prefix(limit))
    let next = (first ?? 0) + items.count < keys.count ? items.last.map { PageCursor(.keys, $0.key.id.rawValue) } : nil
    call.exchange.reply(200) { writer in
      ListRendering.write(items, next: next, to: &writer) { $0.write(to: &$1) }
    }
  }

  func getKey(_ call: Call) throws(Problem) {
    let found = try keyInPath(call, place(call))
    call.exchange.reply(200) { found.write(to: &$0) }
  }

  func rotateKey(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    let old = try keyInPath(call, tenant).key.id
    let (key, fields) = try administration(call, allowed: [.overlapSeconds, .reason], mayBeEmpty: true)
    try administer(
      call,
      .rotateKey(old, overlapSeconds: fields.integer(.overlapSeconds) ?? WireLimits.overlapSecondsByDefault),
      administrativeRequest(call, key, fields, in: tenant), status: 201
    ) { AdministrativeRendering.write(newKey: $0, replacing: old, to: &$1) }
  }

  func revokeKey(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    let revoked = try keyInPath(call, tenant)
    let (key, fields) = try administration(call, allowed: [.reason], mayBeEmpty: true)
    try administer(
      call, .revokeKey(revoked.key.id), administrativeRequest(call, key, fields, in: tenant),
      render: AdministrativeRendering.write(_:to:))
  }

  /// The key that a path names. One of another tenant is answered like one that there is not.
  private func keyInPath(_ call: Call, _ tenant: Tenant) throws(Problem) -> any KeyInUse {
    guard let id = KeyID(call.argument), let found = directory.key(id), found.key.tenant == tenant.id else {
      throw Problem(.keyNotFound, "This tenant has no such API key.", param: "key")
    }
    return found
  }
}

extension KeyInUse {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    key.writeMembers(lastUsedAt: lastUsedAt, to: &writer)
    writer.endObject()
  }
}

extension APIKey {
  func writeMembers(lastUsedAt: Timestamp?, to writer: inout JSONWriter) {
    writer.key("id")
    writer.id(id)
    writer.key("tenant")
    writer.id(tenant)
    writer.key("name")
    writer.string(name)
    writer.key("key")
    writer.string(KeyText.masked(mode, handle))
    writer.key("mode")
    writer.string(mode.rawValue)
    writer.key("status")
    writer.string(status(at: .now).rawValue)
    writer.key("scopes")
    writer.beginArray()
    for scope in scopes.all { writer.string(scope.rawValue) }
    writer.endArray()
    writer.key("addresses")
    writer.beginArray()
    for network in addresses { writer.string(network.text) }
    writer.endArray()
    writer.key("requests_per_second")
    writer.integerOrNull(requestsPerSecond)
    writer.key("created_at")
    writer.time(createdAt)
    writer.key("expires_at")
    writer.timeOrNull(expiresAt)
    writer.key("revoked_at")
    writer.timeOrNull(revokedAt)
    writer.key("replaced_by")
    if let replacedBy { writer.id(replacedBy) } else { writer.null() }
    writer.key("last_used_at")
    writer.timeOrNull(lastUsedAt)
  }
}
