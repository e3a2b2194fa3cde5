import LedgerCore
import Sodium
import Tenancy

/// What an administrative act writes, decided before anything is written.
struct AdministrativePlan {
  enum Step {
    case tenant(Tenant)
    case removal(Tenant)
    case newKey(UsedKey)
    case key(UsedKey)
  }

  private(set) var steps: [Step] = []
  private(set) var entries: [AuditEntry] = []
  private var result: AdministrativeResult

  init(_ act: AdministrativeAct, in directory: DataDirectory, _ origin: Origin) throws(TenantFailure) {
    switch act {
    case .create: preconditionFailure("a creation is no single commit")
    case .suspend(let id): try self.init(moving: id, from: [.active], to: .suspended, .tenantSuspended, directory, origin)
    case .resume(let id): try self.init(moving: id, from: [.suspended], to: .active, .tenantResumed, directory, origin)
    case .close(let id): try self.init(moving: id, from: [.active, .suspended], to: .closed, .tenantClosed, directory, origin)
    case .change(let id, let change): try self.init(changing: id, change, directory, origin)
    case .delete(let id, let confirmation): try self.init(deleting: id, confirmation, directory, origin)
    case .createKey(let new): try self.init(creating: new, replacing: nil, directory, origin)
    case .rotateKey(let id, let overlap): try self.init(rotating: id, overlap, directory, origin)
    case .revokeKey(let id): try self.init(revoking: id, directory, origin)
    }
  }

  /// Without what is shown only once.
  var storedResult: AdministrativeResult {
    switch result {
    case .tenant, .deleted: result
    case .key(let key, secret: _): .key(key, secret: nil)
    }
  }

  /// The result with the secret in it, once.
  mutating func takeResult() -> AdministrativeResult {
    defer { result = storedResult }
    return result
  }

  /// Puts the reason that was given into every row.
  mutating func note(reason: AuditEntry.Fact?) {
    guard let reason else { return }
    entries = entries.map { entry in
      AuditEntry(
        entry.origin, entry.action, tenant: entry.tenant, subject: entry.subject, before: entry.before,
        after: entry.after + [reason])
    }
  }

  // MARK: Tenants

  private init(
    moving id: TenantID, from allowed: [TenantStatus], to status: TenantStatus, _ action: AuditAction,
    _ directory: DataDirectory, _ origin: Origin
  ) throws(TenantFailure) {
    let tenant = try directory.known(id)
    guard allowed.contains(tenant.status) else { throw .wrongStatus(tenant.status) }
    let moved = tenant.with(status: status, closedAt: status == .closed ? directory.options.clock.now() : nil)
    result = .tenant(moved)
    steps = [.tenant(moved)]
    entries = [
      AuditEntry(
        origin, action, tenant: id, subject: id.text, before: [.init("status", tenant.status.rawValue)],
        after: [.init("status", status.rawValue)])
    ]
  }

  private init(
    changing id: TenantID, _ change: TenantSettingsChange, _ directory: DataDirectory, _ origin: Origin
  ) throws(TenantFailure) {
    let tenant = try directory.known(id)
    guard tenant.status != .closed else { throw .wrongStatus(.closed) }
    let changed = tenant.with(settings: change.applied(to: tenant.settings))
    result = .tenant(changed)
    steps = [.tenant(changed)]
    entries = [
      AuditEntry(
        origin, .tenantChanged, tenant: id, subject: id.text, before: tenant.settings.facts, after: changed.settings.facts)
    ]
  }

  private init(
    deleting id: TenantID, _ confirmation: String, _ directory: DataDirectory, _ origin: Origin
  ) throws(TenantFailure) {
    let tenant = try directory.known(id)
    guard tenant.status == .closed, let end = tenant.deletableAt else { throw .notClosed }
    let now = directory.options.clock.now()
    guard end <= now else { throw .retained(until: end) }
    guard confirmation == tenant.code else { throw .confirmationWrong }
    result = .deleted(tenant, at: now)
    steps = [.removal(tenant)]
    entries = [AuditEntry(origin, .tenantDeleted, tenant: id, subject: id.text, before: tenant.facts)]
  }

  // MARK: Keys

  private init(
    creating new: NewKey, replacing old: KeyID?, _ directory: DataDirectory, _ origin: Origin
  ) throws(TenantFailure) {
    let tenant = try directory.known(new.tenant)
    guard tenant.status != .closed else { throw .wrongStatus(.closed) }
    let now = directory.options.clock.now()
    if let end = new.expiresAt, end <= now { throw .expiryInPast }
    let options = directory.options
    var handle = KeyHandle(rawValue: options.randomInteger() >> 4)
    while directory.keyTable.has(handle) { handle = KeyHandle(rawValue: options.randomInteger() >> 4) }
    let key = APIKey(
      id: KeyID(time: now, low: options.randomInteger()), tenant: tenant.id, handle: handle, name: new.name, mode: tenant.mode,
      scopes: new.scopes, addresses: new.addresses, createdAt: now, expiresAt: new.expiresAt,
      requestsPerSecond: new.requestsPerSecond)
    let secret = KeyText.secret(options.randomBytes(KeyText.secretCharacters))
    let hash = secret.withUnsafeBytes { directory.keyTable.hash($0) }
    result = .key(key, secret: Array(KeyText.prefix(key.mode, handle).utf8) + secret)
    steps = [.newKey(UsedKey(key, hash: hash, lastUse: nil))]
    entries = [
      AuditEntry(
        origin, old == nil ? .keyCreated : .keyRotated, tenant: tenant.id, subject: key.id.text,
        before: old.map { [.init("replaces", $0.text)] } ?? [], after: key.facts)
    ]
  }

  private init(
    rotating id: KeyID, _ overlapSeconds: Int64, _ directory: DataDirectory, _ origin: Origin
  ) throws(TenantFailure) {
    let old = try directory.activeKey(id)
    let key = old.key
    let new = NewKey(
      tenant: key.tenant, name: key.name, scopes: key.scopes, addresses: key.addresses, expiresAt: key.expiresAt,
      requestsPerSecond: key.requestsPerSecond)
    try self.init(creating: new, replacing: id, directory, origin)
    guard case .key(let made, secret: _) = result else { preconditionFailure("a key was made") }
    let end = Timestamp(microseconds: directory.options.clock.now().microseconds + overlapSeconds * 1_000_000)
    let replaced = key.with(expiresAt: key.expiresAt.map { min($0, end) } ?? end, revokedAt: nil, replacedBy: made.id)
    steps.append(.key(UsedKey(replaced, hash: old.hash, lastUse: old.lastUsedAt)))
  }

  private init(revoking id: KeyID, _ directory: DataDirectory, _ origin: Origin) throws(TenantFailure) {
    let old = try directory.activeKey(id)
    let now = directory.options.clock.now()
    let revoked = old.key.with(expiresAt: old.key.expiresAt, revokedAt: now, replacedBy: old.key.replacedBy)
    result = .key(revoked, secret: nil)
    steps = [.key(UsedKey(revoked, hash: old.hash, lastUse: old.lastUsedAt))]
    entries = [
      AuditEntry(
        origin, .keyRevoked, tenant: revoked.tenant, subject: id.text, before: [.init("status", "active")],
        after: [.init("status", "revoked")])
    ]
  }
}

extension DataDirectory {
  fileprivate func known(_ id: TenantID) throws(TenantFailure) -> Tenant {
    guard let tenant = tenant(id: id) else { throw .unknownTenant }
    return tenant
  }

  fileprivate func activeKey(_ id: KeyID) throws(TenantFailure) -> UsedKey {
    guard let found = keyTable.find(id) else { throw .unknownKey }
    let status = found.key.status(at: options.clock.now())
    guard status == .active else { throw .keyNotActive(status) }
    return found
  }

  /// The name of the first field in which two requests differ.
  static func firstDifference(_ one: String, _ other: String) -> String {
    let ones = one.split(separator: "\n", omittingEmptySubsequences: false)
    let others = other.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(ones.count, others.count) {
      let left = index < ones.count ? ones[index] : ""
      let right = index < others.count ? others[index] : ""
      if left != right { return String((right.isEmpty ? left : right).prefix { $0 != "=" }) }
    }
    return "body"
  }
}

extension AdministrativeRequest {
  /// As it is kept and compared: a line for each field.
  var text: String { fields.map { "\($0.name)=\($0.value)" }.joined(separator: "\n") }
}
