package import LedgerCore
import SQLite
import Sodium
import Synchronization
package import Tenancy

/// What administrators do to tenants and keys: decided and written under the catalogue's lock, published when it is durable.
extension DataDirectory {
  package func administer(
    _ act: AdministrativeAct, _ request: AdministrativeRequest, render: (AdministrativeResult) -> String
  ) throws(TenantFailure) -> AdministrativeReply {
    try catalog.withLock { catalog throws(TenantFailure) in
      let fields = request.fields.map { "\($0.name)=\($0.value)" }.joined(separator: "\n")
      do {
        if let known = try catalog.reply(toKey: request.key) {
          guard known.fields == fields else {
            throw TenantFailure.mismatch(DataDirectory.firstDifference(known.fields, fields))
          }
          return .replayed(known.reply)
        }
        guard !isShuttingDown else {
          throw TenantFailure.ledger(.notApplied("the daemon is stopping; send the request again when it is back"))
        }
        var plan = try plan(act, request.origin)
        let now = options.clock.now()
        let reply = render(plan.storedResult)
        let (steps, entries) = (plan.steps, plan.entries)
        try catalog.act {
          for step in steps {
            switch step {
            case .tenant(let tenant): try catalog.update(tenant)
            case .newKey(let used): try catalog.add(used.key, hash: used.hash)
            case .key(let used): try catalog.update(used.key)
            }
          }
          for entry in entries { try catalog.trail.append(entry, at: now) }
          try catalog.keep(key: request.key, fields: fields, status: 200, reply: reply, at: now)
        }
        for step in plan.steps {
          switch step {
          case .tenant(let tenant): replace(tenant)
          case .newKey(let used), .key(let used): keyTable.put(used)
          }
        }
        return .done(plan.takeResult())
      } catch let failure as TenantFailure {
        throw failure
      } catch {
        throw DataDirectory.failure(error)
      }
    }
  }

  package func audit(_ entry: AuditEntry) throws(TenantFailure) {
    try catalog.withLock { catalog throws(TenantFailure) in
      do {
        let now = options.clock.now()
        _ = try catalog.act { try catalog.trail.append(entry, at: now) }
      } catch {
        throw DataDirectory.failure(error)
      }
    }
  }

  package func auditRecords(before cursor: Int64?, tenant: TenantID?, limit: Int) throws(TenantFailure) -> [AuditRecord] {
    try catalog.withLock { catalog throws(TenantFailure) in
      do { return try catalog.trail.records(before: cursor, tenant: tenant, limit: limit) } catch {
        throw .ledger(.notApplied("the catalogue could not be read: \(Outage.sentence(error))"))
      }
    }
  }

  package func key(_ handle: KeyHandle, secret: UnsafeRawBufferPointer) -> (any KeyInUse)? { keyTable.find(handle, secret) }
  package func fingerprint(of bytes: UnsafeRawBufferPointer) -> KeyFingerprint { keyTable.fingerprint(of: bytes) }
  package var keyGeneration: UInt64 { keyTable.generation }
  package func key(_ id: KeyID) -> (any KeyInUse)? { keyTable.find(id) }
  package func keys(of tenant: TenantID) -> [any KeyInUse] { keyTable.keys(of: tenant) }

  /// Writes down when keys were last used; nothing depends on it, so a failure waits for the next time.
  func noteKeyUses() {
    let uses = keyTable.takeUses()
    _ = Result { try catalog.withLock { try $0.note(lastUses: uses) } }
  }

  static func failure(_ error: any Error) -> TenantFailure {
    let sqlite = error as? SQLiteError
    guard sqlite?.isFull == true || sqlite?.isBusy == true else { return .ledger(.outcomeUnknown) }
    return .ledger(.notApplied("the catalogue could not be written: \(Outage.sentence(error))"))
  }

  // MARK: Planning

  /// What an act writes, decided before anything is written.
  private struct Plan {
    enum Step {
      case tenant(Tenant)
      case newKey(UsedKey)
      case key(UsedKey)
    }

    var steps: [Step] = []
    var entries: [AuditEntry] = []
    private var result: AdministrativeResult

    init(_ result: AdministrativeResult) { self.result = result }

    /// Without what is shown only once.
    var storedResult: AdministrativeResult {
      switch result {
      case .tenant: result
      case .key(let key, secret: _): .key(key, secret: nil)
      }
    }

    /// The result with the secret in it, once.
    mutating func takeResult() -> AdministrativeResult {
      defer { result = storedResult }
      return result
    }
  }

  private func plan(_ act: AdministrativeAct, _ origin: Origin) throws(TenantFailure) -> Plan {
    switch act {
    case .suspend(let id): return try move(id, from: [.active], to: .suspended, .tenantSuspended, origin)
    case .resume(let id): return try move(id, from: [.suspended], to: .active, .tenantResumed, origin)
    case .close(let id): return try move(id, from: [.active, .suspended], to: .closed, .tenantClosed, origin)
    case .change(let id, let settings):
      let tenant = try known(id)
      guard tenant.status != .closed else { throw .wrongStatus(.closed) }
      let changed = tenant.with(settings: settings)
      var plan = Plan(.tenant(changed))
      plan.steps = [.tenant(changed)]
      plan.entries = [
        AuditEntry(
          origin, .tenantChanged, tenant: id, subject: id.text, before: tenant.settings.facts, after: settings.facts)
      ]
      return plan
    case .createKey(let new): return try createKey(new, replacing: nil, origin)
    case .rotateKey(let id, let overlap): return try rotate(id, overlap, origin)
    case .revokeKey(let id):
      let old = try activeKey(id)
      let revoked = old.key.with(expiresAt: old.key.expiresAt, revokedAt: options.clock.now(), replacedBy: old.key.replacedBy)
      var plan = Plan(.key(revoked, secret: nil))
      plan.steps = [.key(UsedKey(revoked, hash: old.hash, lastUse: old.lastUsedAt))]
      plan.entries = [
        AuditEntry(
          origin, .keyRevoked, tenant: revoked.tenant, subject: id.text, before: [.init("status", "active")],
          after: [.init("status", "revoked")])
      ]
      return plan
    }
  }

  private func move(
    _ id: TenantID, from allowed: [TenantStatus], to status: TenantStatus, _ action: AuditAction, _ origin: Origin
  ) throws(TenantFailure) -> Plan {
    let tenant = try known(id)
    guard allowed.contains(tenant.status) else { throw .wrongStatus(tenant.status) }
    let moved = tenant.with(status: status, closedAt: status == .closed ? options.clock.now() : nil)
    var plan = Plan(.tenant(moved))
    plan.steps = [.tenant(moved)]
    plan.entries = [
      AuditEntry(
        origin, action, tenant: id, subject: id.text, before: [.init("status", tenant.status.rawValue)],
        after: [.init("status", status.rawValue)])
    ]
    return plan
  }

  private func createKey(_ new: NewKey, replacing old: KeyID?, _ origin: Origin) throws(TenantFailure) -> Plan {
    let tenant = try known(new.tenant)
    guard tenant.status != .closed else { throw .wrongStatus(.closed) }
    let now = options.clock.now()
    var handle = KeyHandle(rawValue: options.randomInteger() >> 4)
    while keyTable.has(handle) { handle = KeyHandle(rawValue: options.randomInteger() >> 4) }
    let key = APIKey(
      id: KeyID(time: now, low: options.randomInteger()), tenant: tenant.id, handle: handle, name: new.name, mode: tenant.mode,
      scopes: new.scopes, addresses: new.addresses, createdAt: now, expiresAt: new.expiresAt,
      requestsPerSecond: new.requestsPerSecond)
    let secret = KeyText.secret(options.randomBytes(KeyText.secretCharacters))
    let hash = secret.withUnsafeBytes { keyTable.hash($0) }
    var plan = Plan(.key(key, secret: Array(KeyText.prefix(key.mode, handle).utf8) + secret))
    plan.steps = [.newKey(UsedKey(key, hash: hash, lastUse: nil))]
    plan.entries = [
      AuditEntry(
        origin, old == nil ? .keyCreated : .keyRotated, tenant: tenant.id, subject: key.id.text,
        before: old.map { [.init("replaces", $0.text)] } ?? [], after: key.facts)
    ]
    return plan
  }

  private func rotate(_ id: KeyID, _ overlapSeconds: Int64, _ origin: Origin) throws(TenantFailure) -> Plan {
    let old = try activeKey(id)
    let key = old.key
    let new = NewKey(
      tenant: key.tenant, name: key.name, scopes: key.scopes, addresses: key.addresses, expiresAt: key.expiresAt,
      requestsPerSecond: key.requestsPerSecond)
    var plan = try createKey(new, replacing: id, origin)
    guard case .key(let made, secret: _) = plan.storedResult else { preconditionFailure("a key was made") }
    let end = Timestamp(microseconds: options.clock.now().microseconds + overlapSeconds * 1_000_000)
    let replaced = key.with(
      expiresAt: key.expiresAt.map { min($0, end) } ?? end, revokedAt: nil, replacedBy: made.id)
    plan.steps.append(.key(UsedKey(replaced, hash: old.hash, lastUse: old.lastUsedAt)))
    return plan
  }

  private func known(_ id: TenantID) throws(TenantFailure) -> Tenant {
    guard let tenant = tenant(id: id) else { throw .unknownTenant }
    return tenant
  }

  private func activeKey(_ id: KeyID) throws(TenantFailure) -> UsedKey {
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

extension TenantSettings {
  /// What is set, for the audit trail.
  var facts: [AuditEntry.Fact] {
    var facts: [AuditEntry.Fact] = []
    if !currencies.isEmpty { facts.append(.init("currencies", currencies.joined(separator: " "))) }
    let numbers: [(String, Int?)] = [
      ("requests_per_second", requestsPerSecond), ("concurrent_requests", concurrentRequests), ("body_bytes", bodyBytes),
      ("batch_items", batchItems), ("retention_days", retentionDays),
    ]
    for (name, number) in numbers { if let number { facts.append(.init(name, String(number))) } }
    return facts
  }
}

extension Tenant {
  /// What it is, for the audit trail.
  var facts: [AuditEntry.Fact] {
    [.init("code", code), .init("name", name), .init("mode", mode.rawValue), .init("status", status.rawValue)]
  }
}

extension APIKey {
  /// What it is, for the audit trail.
  var facts: [AuditEntry.Fact] {
    var facts: [AuditEntry.Fact] = [
      .init("name", name), .init("key", KeyText.masked(mode, handle)),
      .init("scopes", scopes.all.map(\.rawValue).joined(separator: " ")),
    ]
    if !addresses.isEmpty { facts.append(.init("addresses", addresses.map(\.text).joined(separator: " "))) }
    if let expiresAt { facts.append(.init("expires_at", expiresAt.rfc3339)) }
    return facts
  }
}
