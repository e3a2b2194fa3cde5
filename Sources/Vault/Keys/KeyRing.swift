package import LedgerCore
import Sodium
import Synchronization

/// The keys in memory: the key-encryption key, and the tenants' own keys that are in use. One per daemon, for all vaults.
package final class KeyRing: Sendable {
  package enum State: Sendable, Equatable {
    /// There is no key. The ledger runs on, the vault answers 503.
    case absent
    /// There is one, under a passphrase; nothing can be opened until it is given.
    case sealed
    case unsealed(MasterKeyID)
  }

  struct Contents {
    var state: State
    var current: MasterKey?
    /// The key that is being rotated away.
    var previous: MasterKey?
    var tenants: [TenantID: TenantKeys] = [:]
  }

  let contents: Mutex<Contents>
  let files: KeyFiles

  /// Reads the key: `credentials` is systemd's `$CREDENTIALS_DIRECTORY`, `folder` the data directory's `keys`.
  package init(folder: String, credentials: String? = nil) throws(KeyFailure) {
    files = KeyFiles(folder: folder, credentials: credentials)
    contents = Mutex(try files.read())
  }

  package var state: State { contents.withLock { $0.state } }

  /// The key that is being rotated away, while a rotation is under way.
  package var retiring: MasterKeyID? { contents.withLock { $0.previous?.id } }

  // MARK: For vaults

  /// The tenant's keys as of its vault's present version.
  func keys(of records: any VaultRecords) throws(VaultFailure) -> TenantKeys {
    try contents.withLock { contents throws(VaultFailure) in
      let known = contents.tenants[records.tenant]
      if let known, known.version == records.keysVersion { return known }
      let (version, rows) = records.keys
      let opened = try contents.open(rows, version: version, tenant: records.tenant, reusing: known)
      contents.tenants[records.tenant] = opened
      return opened
    }
  }

  /// Drops the keys of a vault that is being closed.
  package func forget(_ tenant: TenantID) {
    contents.withLock { contents in contents.tenants[tenant] = nil }
  }

  /// The keys that a new vault begins with.
  package func firstKeys(of tenant: TenantID, now: Timestamp) throws(VaultFailure) -> [WrappedKey] {
    [
      try newKey(number: 1, .index, of: tenant, now: now), try newKey(number: 2, .records, of: tenant, now: now),
    ]
  }

  func newKey(number: Int64, _ purpose: WrappedKey.Purpose, of tenant: TenantID, now: Timestamp) throws(VaultFailure)
    -> WrappedKey
  {
    let master = try contents.withLock { contents throws(VaultFailure) in try contents.master() }
    return KeyWrap.wrap(
      SecretBytes.random(AEAD.keyBytes), number: number, purpose: purpose, createdAt: now, tenant: tenant, under: master)
  }

  /// The same key under the present key-encryption key; nil when it is already.
  func rewrapped(_ key: WrappedKey, of tenant: TenantID) throws(VaultFailure) -> WrappedKey? {
    guard key.state != .destroyed else { return nil }
    let (master, secret) = try contents.withLock { contents throws(VaultFailure) in
      (try contents.master(), key.wrappedUnder == contents.current?.id ? nil : try contents.secret(of: key, tenant: tenant))
    }
    guard let secret else { return nil }
    return KeyWrap.wrap(
      secret.secret, number: key.number, purpose: key.purpose, createdAt: key.createdAt, tenant: tenant, under: master,
      state: key.state)
  }
}

extension KeyRing.Contents {
  func master() throws(VaultFailure) -> MasterKey {
    switch state {
    case .absent: throw .keyAbsent
    case .sealed: throw .keySealed
    case .unsealed:
      guard let current else { preconditionFailure("an unsealed key ring has a key") }
      return current
    }
  }

  func secret(of key: WrappedKey, tenant: TenantID) throws(VaultFailure) -> DataKey {
    let masters = [try master()] + (previous.map { [$0] } ?? [])
    guard let under = key.wrappedUnder else { throw .damaged("key \(key.number) of the vault of \(tenant) is missing") }
    guard let master = masters.first(where: { $0.id == under }) else {
      throw .wrongKey(expected: under, given: masters.map(\.id))
    }
    guard let secret = KeyWrap.open(key, tenant: tenant, with: master) else {
      throw .damaged("key \(key.number) of the vault of \(tenant) does not open")
    }
    return DataKey(number: key.number, secret: secret)
  }

  func open(
    _ rows: [WrappedKey], version: Int, tenant: TenantID, reusing known: TenantKeys?
  ) throws(VaultFailure) -> TenantKeys {
    _ = try master()
    let live = rows.filter { $0.state != .destroyed }
    guard !live.isEmpty else { throw .shredded }
    var all: [Int64: DataKey] = [:]
    var active: DataKey?
    var index = known?.index
    for row in live {
      switch row.purpose {
      case .index:
        if index == nil { index = IndexKeys(try secret(of: row, tenant: tenant).secret) }
      case .records:
        // The same object as before: it counts who still uses it.
        let key: DataKey
        if let before = known?.key(row.number) { key = before } else { key = try secret(of: row, tenant: tenant) }
        all[row.number] = key
        if row.state == .active { active = key }
      }
    }
    guard let active, let index else { throw .damaged("the keys of the vault of \(tenant) are not complete") }
    return TenantKeys(version: version, active: active, all: all, index: index)
  }
}
