import LedgerCore
import Sodium
import Synchronization
import Tenancy

/// All API keys in memory, by handle.
///
/// A key is compared as its hash, in constant time. A handle that is not there is compared too, with what no secret hashes to, so that
/// the time says nothing about which handles there are.
final class KeyTable: Sendable {
  private struct State {
    var byHandle = HandleTable()
    var byID: [KeyID: UsedKey] = [:]
    var byTenant: [TenantID: [KeyID]] = [:]
  }

  private let state = Mutex(State())
  private let hasher: SecretHash
  /// Of this process alone: nothing made with it is ever written down.
  private let fingerprints = WideShortHash(key: Sodium.randomBytes(WideShortHash.keyBytes))
  private let changes = Atomic<UInt64>(0)

  init(hasher: SecretHash, rows: [KeyRow]) {
    self.hasher = hasher
    for row in rows { put(UsedKey(row)) }
  }

  func hash(_ secret: UnsafeRawBufferPointer) -> [UInt8] { hasher.hash(secret) }

  func find(_ handle: KeyHandle, _ secret: UnsafeRawBufferPointer) -> UsedKey? {
    let hashed = hasher.hashed(secret)
    return state.withLock { $0.byHandle.find(handle, hashed) }
  }

  func fingerprint(of bytes: UnsafeRawBufferPointer) -> KeyFingerprint {
    let (high, low) = fingerprints.hash(bytes)
    return KeyFingerprint(high: high, low: low)
  }

  var generation: UInt64 { changes.load(ordering: .acquiring) }

  func find(_ id: KeyID) -> UsedKey? { state.withLock { $0.byID[id] } }

  func keys(of tenant: TenantID) -> [UsedKey] {
    state.withLock { state in (state.byTenant[tenant] ?? []).reversed().compactMap { state.byID[$0] } }
  }

  func has(_ handle: KeyHandle) -> Bool { state.withLock { $0.byHandle.has(handle) } }

  /// Puts a key in, or in the place of what it was.
  func put(_ used: UsedKey) {
    state.withLock { state in
      if state.byID[used.key.id] == nil { state.byTenant[used.key.tenant, default: []].append(used.key.id) }
      state.byID[used.key.id] = used
      state.byHandle.put(used)
    }
    // Behind the change: who sees the new number sees the new key.
    changes.add(1, ordering: .releasing)
  }

  /// Takes the keys of a tenant out.
  func remove(_ tenant: TenantID) {
    state.withLock { state in
      for id in state.byTenant.removeValue(forKey: tenant) ?? [] {
        if let used = state.byID.removeValue(forKey: id) { state.byHandle.remove(used.key.handle) }
      }
    }
  }

  func replaceAll(_ rows: [KeyRow]) {
    let uses = state.withLock { state in
      defer { state = State() }
      return state.byID.compactMapValues(\.lastUsedAt)
    }
    for row in rows { put(UsedKey(row.key, hash: row.hash, lastUse: uses[row.key.id] ?? row.lastUsedAt)) }
  }

  /// Keys used since they were last asked for.
  func takeUses() -> [(KeyID, Timestamp)] {
    state.withLock { Array($0.byID.values) }.compactMap { used in used.takeUse().map { (used.key.id, $0) } }
  }
}

/// A key, its hash and its uses.
final class UsedKey: KeyInUse {
  let key: APIKey
  let hash: [UInt8]
  let principal: Principal
  /// Microseconds; 0 for never.
  private let lastUse: Atomic<Int64>
  private let isNoted: Atomic<Bool>

  convenience init(_ row: KeyRow) { self.init(row.key, hash: row.hash, lastUse: row.lastUsedAt) }

  init(_ key: APIKey, hash: [UInt8], lastUse: Timestamp?) {
    self.key = key
    self.hash = hash
    principal = Principal(
      .key(key.id), role: .platform, permissions: Role.platform.permissions.intersection(key.scopes), reach: .only(key.tenant))
    self.lastUse = Atomic(lastUse?.microseconds ?? 0)
    isNoted = Atomic(true)
  }

  func use(at now: Timestamp) -> Bool {
    let before = lastUse.load(ordering: .relaxed)
    // To the second is enough, and spares the other threads' caches.
    guard before == 0 || now.microseconds - before >= 1_000_000 else { return false }
    isNoted.store(false, ordering: .relaxed)
    return lastUse.exchange(now.microseconds, ordering: .relaxed) == 0
  }

  var lastUsedAt: Timestamp? {
    let value = lastUse.load(ordering: .relaxed)
    return value == 0 ? nil : Timestamp(microseconds: value)
  }

  fileprivate func takeUse() -> Timestamp? {
    isNoted.exchange(true, ordering: .relaxed) ? nil : lastUsedAt
  }
}
