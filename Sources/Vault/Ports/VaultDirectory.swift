package import LedgerCore
package import Tenancy

/// All vaults of a data directory. Implemented by storage.
package protocol VaultDirectory: AnyObject, Sendable {
  var ring: KeyRing { get }
  /// The vault of a tenant, opened now if need be; nil where there is none yet and `making` is off. Waits for the disk, and for a while
  /// for a place where as many are open as may be. A vault that is used must be held: who lets go of it lets it be closed.
  func vault(of tenant: TenantID, making: Bool) throws(VaultFailure) -> TenantVault?
  /// A piece of the audit trail of a tenant's vault; empty where it has none. Needs no key. Waits for the disk.
  func auditRecords(of tenant: TenantID, _ window: TrailWindow) throws(VaultFailure) -> [AuditRecord]
  /// Rows of the audit trail of a tenant's vault, newest first; none where it has no vault. A page may hold fewer than asked for, and have a
  /// next one still. Needs no key. Waits for the disk.
  func auditRecords(
    of tenant: TenantID, _ filter: AuditFilter, before cursor: Int64?, limit: Int
  ) throws(VaultFailure) -> Page<AuditRecord, Int64>
  /// The head of that trail, signed and kept; the chain's beginning where the tenant has no vault. Needs no key. Waits for the disk.
  func auditHead(of tenant: TenantID) throws(VaultFailure) -> SignedAuditHead
  /// Writes a copy of a tenant's vault, sealed as it is, to a path where nothing is yet; false where it has none. Needs no key. Waits for the
  /// disk.
  func copyVault(of tenant: TenantID, to path: String) throws(VaultFailure) -> Bool

  /// Goes on with a rotation of the key-encryption key that was begun in the ring: wraps the keys of every vault anew, then destroys the
  /// old key. Returns at once; does nothing where none was begun, or while it goes on already. What was cut off, by a kill or by what
  /// stopped it, begins again and passes over what is done.
  func continueMasterRotation()
  var masterRotation: MasterRotationStatus { get }

  var openVaults: OpenVaultStatistics { get }
}

/// How far a rotation of the key-encryption key is, or how far the last one came.
package struct MasterRotationStatus: Sendable, Equatable {
  package var isUnderWay = false
  /// Vaults that are under the new key, of how many.
  package var done = 0
  package var total = 0
  /// What stopped it: until that is put right both keys stay.
  package var trouble: VaultFailure?

  package init(isUnderWay: Bool = false) { self.isUnderWay = isUnderWay }
}

/// How many vaults are open, and how often one had to be opened.
package struct OpenVaultStatistics: Sendable, Equatable {
  /// Open, being opened or being closed.
  package var open = 0
  /// As many may be open at once.
  package var bound = 0
  package var opens: Int64 = 0
  package var evictions: Int64 = 0
  package var failures: Int64 = 0

  package init() {}
}
