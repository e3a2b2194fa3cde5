package import LedgerCore
package import Tenancy

/// Where a tenant's vault is kept: the port of this room. Implemented by storage, which sees nothing but what is sealed.
///
/// Works from many callers are done in turn inside one transaction and made durable by one commit. All of it may be called from any thread.
package protocol VaultRecords: AnyObject, Sendable {
  var tenant: TenantID { get }
  var tag: LedgerTag { get }
  /// A number that no record has had and none will have.
  func takeNumber() -> Int64
  /// The keys as they are durable now, and how often they have changed since the vault was opened.
  var keys: (version: Int, rows: [WrappedKey]) { get }
  /// The version alone: cheap.
  var keysVersion: Int { get }

  /// Hands over a work that writes. It runs inside the transaction, on a thread of the vault, and returns what is to be called when that is
  /// durable, or is not. A work that throws must not have written anything; what it throws is handed to `refused`, once the others are
  /// durable.
  func write(
    _ work: @escaping @Sendable (any VaultTransaction) throws -> @Sendable () -> Void,
    refused: @escaping @Sendable (VaultFailure) -> Void)

  /// Hands over a work that only reads, and sees only what is durable. A full disk does not keep it from answering.
  func read(
    _ work: @escaping @Sendable (any VaultTransaction) throws -> Void, refused: @escaping @Sendable (VaultFailure) -> Void)
}

/// What a work does in the file. Not to be kept after the work has returned.
package protocol VaultTransaction {
  func record(_ number: Int64) throws -> SealedRecord?
  func record(requestKey: String) throws -> SealedRecord?
  func defaultRecord(of customer: String) throws -> SealedRecord?
  /// Records that were not deleted, newest first, with numbers below `number`. At most `VaultLimits.scannedRows` rows are looked at;
  /// `next` is where to go on.
  func records(_ filter: MethodFilter, below number: Int64?, limit: Int) throws -> (records: [SealedRecord], next: Int64?)
  /// Records under a key, of the `scanning` rows from `number` upwards, `limit` at most; `next`: where to go on, nil at the end.
  func records(under key: Int64, from number: Int64, scanning: Int, limit: Int) throws -> (
    records: [SealedRecord], next: Int64?
  )
  /// The change that was asked for under an idempotency key.
  func request(key: String) throws -> KeptRequest?
  func insert(_ request: KeptRequest) throws
  func insert(_ record: SealedRecord) throws
  func update(_ record: SealedRecord) throws

  func providerSecret(_ number: Int64) throws -> SealedSecret?
  func providerSecret(requestKey: String) throws -> SealedSecret?
  /// All that were not destroyed.
  func liveProviderSecrets() throws -> [SealedSecret]
  func insert(_ secret: SealedSecret) throws
  func update(_ secret: SealedSecret) throws

  func keys() throws -> [WrappedKey]
  func insert(_ key: WrappedKey) throws
  func update(_ key: WrappedKey) throws
  /// After the commit, what the log still holds of former pages is overwritten: for keys that were destroyed.
  func scrubLog()

  /// Appends to the vault's own audit trail, in the same commit.
  func audit(_ entry: AuditEntry) throws
  /// A piece of that trail. It is in the clear: no key is needed.
  func auditRecords(_ window: TrailWindow) throws -> [AuditRecord]
  /// Rows of that trail, newest first, from before `cursor`. At most `VaultLimits.scannedRows` rows are looked at; `next` is where to go
  /// on. They are in the clear: no key is needed.
  func auditRecords(_ filter: AuditFilter, before cursor: Int64?, limit: Int) throws -> Page<AuditRecord, Int64>
}
