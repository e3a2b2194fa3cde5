import LedgerCore
import Synchronization
package import Tenancy

/// Where a rotation of the data key is.
struct RotationState {
  enum Step: Equatable {
    case idle
    /// Records that were sealed with the old key are still on their way into the file.
    case draining
    case sealing(from: Int64)
  }

  var step = Step.idle
  var resealed: Int64 = 0
  /// Why it stopped.
  var trouble: VaultFailure?
}

/// Going over to another key while serving.
///
/// The data key: one commit makes a new key, which seals all that is new from then on. When the last record that was sealed with the old one
/// has arrived in the file, the records are gone through once, from the first to the last, a few in each commit; then nothing is
/// under the old key, and it is destroyed. What is left to do is told by the file alone, so a rotation that was cut off begins its walk
/// again, and finds most of it done.
extension TenantVault {
  package struct RotationStatus: Sendable, Equatable {
    package let isUnderWay: Bool
    package let resealed: Int64
    package let trouble: VaultFailure?
  }

  package var rotationStatus: RotationStatus {
    rotation.withLock { RotationStatus(isUnderWay: $0.step != .idle, resealed: $0.resealed, trouble: $0.trouble) }
  }

  /// Begins to seal under a new key; answered when that is durable. What was sealed before follows by `continueRotation`.
  package func rotateDataKey(_ origin: Origin, answer: @escaping Answer<Int64>) {
    records.write(
      { [self] file in
        let keys = try file.keys()
        guard !keys.contains(where: { $0.state == .retiring }) else {
          throw VaultFailure.notNow("the data key is being rotated already")
        }
        guard var old = keys.first(where: { $0.purpose == .records && $0.state == .active }) else { throw VaultFailure.shredded }
        let number = (keys.map(\.number).max() ?? 0) + 1
        let made = try ring.newKey(number: number, .records, of: tenant, now: now())
        old.state = .retiring
        try file.update(old)
        try file.insert(made)
        try file.audit(
          AuditEntry(
            origin, .dataKeyRotated, tenant: tenant, subject: tenant.text, before: [AuditEntry.Fact("key", "\(old.number)")],
            after: [AuditEntry.Fact("key", "\(number)")]))
        return { answer(.success(number)) }
      }, refused: { answer(.failure($0)) })
  }

  /// Whether a key is on its way out: then `continueRotation` is to be called, at start too.
  package var hasRetiringKey: Bool { records.keys.rows.contains { $0.state == .retiring } }

  /// Goes on until the old key is destroyed, in the background, a piece at a time between what others ask for. `done` is called once, with
  /// nil when all is done, or with what stopped it. Only one at a time.
  package func continueRotation(done: @escaping @Sendable (VaultFailure?) -> Void) {
    let begins = rotation.withLock { state in
      guard state.step == .idle else { return false }
      state = RotationState(step: .draining)
      return true
    }
    guard begins else { return done(.notNow("the data key is being rotated already")) }
    rotationStep(done)
  }

  /// One piece, one commit.
  private func rotationStep(_ done: @escaping @Sendable (VaultFailure?) -> Void) {
    records.write(
      { [self] file in
        let keys = try ring.keys(of: records)
        guard let old = try file.keys().first(where: { $0.state == .retiring }) else { return { [self] in ended(nil, done) } }
        switch rotation.withLock({ $0.step }) {
        case .idle, .draining:
          // The key that the ring holds counts who still seals with it. None does once new records see its successor.
          let isDrained = keys.key(old.number)?.isInUse != true
          return { [self] in
            if isDrained { rotation.withLock { $0.step = .sealing(from: 0) } }
            rotationStep(done)
          }
        case .sealing(let from): return try reseal(under: old, from: from, keys, in: file, done)
        }
      }, refused: { [self] in ended($0, done) })
  }

  private func reseal(
    under old: WrappedKey, from: Int64, _ keys: TenantKeys, in file: any VaultTransaction,
    _ done: @escaping @Sendable (VaultFailure?) -> Void
  ) throws -> @Sendable () -> Void {
    let found = try file.records(
      under: old.number, from: from, scanning: VaultLimits.rotationScan, limit: VaultLimits.rotationPiece)
    // All are opened before one is written: a work that throws must not have written.
    let anew = try found.records.map { record in
      try seals.check(record, keys)
      return try seals.sealedAnew(record, keys)
    }
    // Of accounts' secrets there are few: they go with the last piece.
    let secrets = found.next == nil ? try file.liveProviderSecrets().filter { $0.key == old.number } : []
    let secretsAnew = try secrets.map { secret in
      try seals.check(secret, keys)
      return try seals.sealedAnew(secret, keys)
    }
    for record in anew { try file.update(record) }
    for secret in secretsAnew { try file.update(secret) }
    if let next = found.next {
      return { [self] in
        rotation.withLock { state in
          state.step = .sealing(from: next)
          state.resealed += Int64(anew.count)
        }
        rotationStep(done)
      }
    }
    // That was the last of them.
    try destroy(old, in: file)
    try file.audit(
      AuditEntry(
        .daemon, .dataKeyRotated, tenant: tenant, subject: tenant.text, before: [AuditEntry.Fact("key", "\(old.number)")],
        after: [AuditEntry.Fact("destroyed", "\(old.number)")]))
    return { [self] in
      rotation.withLock { $0.resealed += Int64(anew.count + secretsAnew.count) }
      ended(nil, done)
    }
  }

  private func ended(_ failure: VaultFailure?, _ done: @Sendable (VaultFailure?) -> Void) {
    rotation.withLock { state in
      state.step = .idle
      state.trouble = failure
    }
    // So that the ring lets go of the key that was destroyed now, not when the vault is used next.
    if failure == nil { _ = Result { () throws(VaultFailure) in try ring.keys(of: records) } }
    done(failure)
  }

  private func destroy(_ key: WrappedKey, in file: any VaultTransaction) throws {
    var key = key
    key.state = .destroyed
    key.wrapped = nil
    key.wrappedUnder = nil
    try file.update(key)
    file.scrubLog()
  }

  // MARK: The key above

  /// Puts the tenant's keys under the present key-encryption key. Answered with how many were under another; once more does nothing.
  package func rewrapKeys(_ origin: Origin, answer: @escaping Answer<Int>) {
    records.write(
      { [self] file in
        let anew = try file.keys().compactMap { try ring.rewrapped($0, of: tenant) }
        guard !anew.isEmpty else { return { answer(.success(0)) } }
        for key in anew { try file.update(key) }
        let under = anew.first?.wrappedUnder.map { [AuditEntry.Fact("key", "\($0)")] } ?? []
        try file.audit(AuditEntry(origin, .vaultKeyRotated, tenant: tenant, subject: tenant.text, after: under))
        file.scrubLog()
        return { answer(.success(anew.count)) }
      }, refused: { answer(.failure($0)) })
  }

  /// Destroys all keys of the tenant: nothing of this vault can be read any more, neither here nor in a copy without the key-encryption
  /// key. Works while the vault is sealed, and even without its key. Once more does nothing.
  package func shred(_ origin: Origin, answer: @escaping Answer<Int>) {
    records.write(
      { [self] file in
        let live = try file.keys().filter { $0.state != .destroyed }
        guard !live.isEmpty else { return { answer(.success(0)) } }
        for key in live { try destroy(key, in: file) }
        try file.audit(
          AuditEntry(
            origin, .vaultShredded, tenant: tenant, subject: tenant.text, after: [AuditEntry.Fact("keys", "\(live.count)")]))
        return { [self] in
          ring.forget(tenant)
          answer(.success(live.count))
        }
      }, refused: { answer(.failure($0)) })
  }
}
