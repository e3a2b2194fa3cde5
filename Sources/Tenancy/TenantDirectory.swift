package import LedgerCore

/// All tenants of this daemon, and the only door to a tenant's records. Implemented by storage. Callable from any thread.
package protocol TenantDirectory: AnyObject, Sendable {
  /// Where its files are on this machine; nothing else belongs in there.
  var path: String { get }
  /// Creates a tenant with an empty ledger; durable when it returns. Waits for the disk. The same key with the same code, name and mode
  /// gives the tenant it made before.
  func create(
    code: String, name: String, mode: TenantMode, key: String, origin: Origin
  ) throws(TenantFailure) -> (tenant: Tenant, isReplay: Bool)
  /// By id (`ten_…`) or code; from memory.
  func tenant(_ reference: String) -> Tenant?
  /// By id; from memory.
  func tenant(id: TenantID) -> Tenant?
  /// In the order of creation, newest first; from memory.
  func tenants(after cursor: TenantID?, limit: Int) -> Page<Tenant, TenantID>
  /// The ledger of a tenant that is open, with nobody waiting for it; nil otherwise. From memory. It stays open for as long as somebody
  /// holds on to it.
  func openLedger(of tenant: TenantID) -> (any Ledger)?
  /// Calls `body` once with the ledger of a tenant, in the order of the calls: at once where it is open, otherwise on a thread of the
  /// directory when it has been opened, or could not be. `body` must not wait.
  func whenOpen(_ tenant: TenantID, _ body: @escaping @Sendable (Result<any Ledger, LedgerFailure>) -> Void)
  /// The ledger of a tenant, opened if it was closed: waits for the disk. Nil where it cannot be opened; `trouble` of the directory says
  /// why.
  func ledger(of tenant: TenantID) -> (any Ledger)?
  /// Looks at a ledger if it is open, without holding on to it or counting as a use of it.
  func glance<R>(at tenant: TenantID, _ body: (any Ledger) -> R) -> R?
  /// How many ledgers are open, and how they came and went.
  var openLedgers: OpenLedgerStatistics { get }
  /// The key that has this handle and this secret; from memory, and in the same time whether there is one or not.
  func key(_ handle: KeyHandle, secret: UnsafeRawBufferPointer) -> (any KeyInUse)?
  /// A keyed hash of some bytes that hold a key, new for each process: to know them again without keeping them. From memory.
  func fingerprint(of bytes: UnsafeRawBufferPointer) -> KeyFingerprint
  /// Changes whenever any key does; what was found before is to be looked up again.
  var keyGeneration: UInt64 { get }
  /// A key by its id; from memory.
  func key(_ id: KeyID) -> (any KeyInUse)?
  /// The keys of a tenant, newest first; from memory.
  func keys(of tenant: TenantID) -> [any KeyInUse]
  /// Does what an administrator asks for: effect, audit row and answer in one commit. Waits for the disk.
  ///
  /// - Parameter render: writes the reply that is stored with the key. It must not hold a secret.
  func administer(
    _ act: AdministrativeAct, _ request: AdministrativeRequest, render: (AdministrativeResult) -> String
  ) throws(TenantFailure) -> AdministrativeReply
  /// Writes rows of the catalogue's audit trail, all or none; durable when it returns. Waits for the disk.
  func audit(_ entries: [AuditEntry]) throws(TenantFailure)
  /// What was answered to a request before; nil where it is new. Waits for the disk.
  func storedReply(to request: AdministrativeRequest) throws(TenantFailure) -> String?
  /// Rows of the catalogue's audit trail, newest first, from before a sequence. Waits for the disk.
  func auditRecords(_ filter: AuditFilter, before cursor: Int64?, limit: Int) throws(TenantFailure) -> [AuditRecord]
  /// The rows of the catalogue's audit trail that are about one tenant. Waits for the disk.
  func auditRecords(of tenant: TenantID, _ window: TrailWindow) throws(TenantFailure) -> [AuditRecord]
  /// The head of the catalogue's audit trail, signed now if it moved since. Waits for the disk.
  func auditHead() throws(TenantFailure) -> SignedAuditHead
  /// Begins to serve what was submitted without waking the writers.
  func wakeWriters()
  /// The latest signed head of a tenant's ledger, made now if it moved since. Waits for the disk.
  func signedHead(of tenant: TenantID) throws(TenantFailure) -> SignedHead
  /// Writes a copy of the list of tenants, with their keys and signed heads, to a path where nothing is yet. Waits for the disk.
  func backupCatalog(to path: String) throws(TenantFailure)
}

/// Counts since the start, for metrics.
package struct OpenLedgerStatistics: Sendable {
  package var open = 0
  /// As many may be open at once.
  package var bound = 0
  /// Tenants whose ledger somebody waits for now.
  package var waitedFor = 0
  package var opens: Int64 = 0
  package var evictions: Int64 = 0
  package var failures: Int64 = 0
  /// From the wish for a closed ledger to its first request: counts of waits that took at most 2^i microseconds, and their sum.
  package var waitMicrosecondsLog2 = [Int64](repeating: 0, count: 32)
  package var waitMicrosecondsSum: Int64 = 0

  package init() {}
}

/// What an administrative request is answered with.
package enum AdministrativeReply: Sendable {
  case done(AdministrativeResult)
  /// The key was used before for the same request: what was answered then, less what is shown only once.
  case replayed(String)
}

package enum TenantFailure: Error, Sendable, Equatable {
  case codeTaken
  /// The key was used before with another code or name: the field that differs.
  case mismatch(String)
  case unknownTenant
  case unknownKey
  /// The tenant's status does not allow it.
  case wrongStatus(TenantStatus)
  case keyNotActive(APIKey.Status)
  /// A new key would have expired already.
  case expiryInPast
  /// Only a closed tenant is deleted, only when its retention is over, and only when its code was typed right.
  case notClosed
  case retained(until: Timestamp)
  case confirmationWrong
  case ledger(LedgerFailure)
}

/// What a ledger's seal chain had come to at a moment, signed by the daemon: an anchor against a cut or rewritten tail.
package struct SignedHead: Sendable, Equatable {
  package let tenant: TenantID
  package let sequence: Int64
  package let sealNumber: Int64
  package let seal: [UInt8]
  package let signedAt: Timestamp
  package let publicKey: [UInt8]
  package let signature: [UInt8]

  package init(
    tenant: TenantID, sequence: Int64, sealNumber: Int64, seal: [UInt8], signedAt: Timestamp, publicKey: [UInt8],
    signature: [UInt8]
  ) {
    self.tenant = tenant
    self.sequence = sequence
    self.sealNumber = sealNumber
    self.seal = seal
    self.signedAt = signedAt
    self.publicKey = publicKey
    self.signature = signature
  }

  /// The bytes that are signed: a domain, then the fields as text, so that any tool can make them again.
  package static func message(tenant: TenantID, sequence: Int64, sealNumber: Int64, seal: [UInt8], signedAt: Timestamp) -> [UInt8]
  {
    let hex = seal.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return Array("walletd head 1\n\(tenant)\n\(sequence)\n\(sealNumber)\n\(hex)\n\(signedAt.rfc3339)\n".utf8)
  }
}

extension TenantDirectory {
  package func audit(_ entry: AuditEntry) throws(TenantFailure) { try audit([entry]) }

  /// A tenant for real money, made by the daemon itself.
  package func create(code: String, name: String, key: String) throws(TenantFailure) -> (tenant: Tenant, isReplay: Bool) {
    try create(code: code, name: name, mode: .live, key: key, origin: .daemon)
  }
}
