package import LedgerCore
import Sodium
import Synchronization
package import Tenancy

/// A tenant's vault: payment methods go in and get tokens, and come out under audit only.
///
/// Sealing and opening happen here; what is handed to `VaultRecords`, and queued there, is sealed. Every answer comes exactly once, after
/// the commit, on a thread of the vault, and must not block; a failure that is seen at once is answered on the caller's thread.
package final class TenantVault: Sendable {
  package let tenant: TenantID
  let records: any VaultRecords
  let ring: KeyRing
  let now: @Sendable () -> Timestamp
  let seals: RecordSeal
  let rotation = Mutex(RotationState())

  package init(records: any VaultRecords, ring: KeyRing, now: @escaping @Sendable () -> Timestamp) {
    tenant = records.tenant
    self.records = records
    self.ring = ring
    self.now = now
    seals = RecordSeal(tenant: records.tenant, tag: records.tag)
  }

  package typealias Answer<T> = @Sendable (Result<T, VaultFailure>) -> Void

  /// A payment method under its token. A replay is answered with what is there now under the same token.
  package struct Tokenised: Sendable, Equatable {
    package let method: PaymentMethod
    package let isReplay: Bool
  }

  // MARK: In

  /// Keeps a payment method. The same idempotency key with the same method gives the same token; the same card with another key gives a new
  /// token with the same fingerprint.
  package func tokenise(
    _ method: consuming NewMethod, key requestKey: String, _ origin: Origin, answer: @escaping Answer<Tokenised>
  ) {
    let keys: TenantKeys
    do { keys = try borrowKeys() } catch { return answer(.failure(error)) }
    let record = sealed(method, requestKey: requestKey, keys)
    let placement = method.placement
    let details = method.details
    records.write(
      { [self] file in
        if let known = try file.record(requestKey: requestKey) {
          let replay = try replay(of: known, for: record.request)
          return {
            keys.active.end()
            answer(.success(replay))
          }
        }
        guard try file.request(key: requestKey) == nil else { throw VaultFailure.mismatch(.operation) }
        guard try ring.keys(of: records).key(keys.active.number) != nil else {
          throw VaultFailure.notApplied("the key was rotated in this moment; send the request again")
        }
        if placement.isDefault, let customer = placement.customer { try clearDefault(of: customer, in: file, keys) }
        try file.insert(record)
        let token = seals.token(record)
        let kind = AuditEntry.Fact("kind", record.kind.rawValue)
        try file.audit(AuditEntry(origin, .paymentMethodCreated, tenant: tenant, subject: token.text, after: [kind]))
        return { [self] in
          keys.active.end()
          answer(.success(Tokenised(method: shown(record, details), isReplay: false)))
        }
      },
      refused: { failure in
        keys.active.end()
        answer(.failure(failure))
      })
  }

  /// The keys, with the active one marked as in use until `end` is called.
  func borrowKeys() throws(VaultFailure) -> TenantKeys {
    while true {
      let keys = try ring.keys(of: records)
      keys.active.begin()
      // Between the two lines a rotation may have found that nobody uses the key.
      if keys.version == records.keysVersion { return keys }
      keys.active.end()
    }
  }

  private func sealed(_ method: borrowing NewMethod, requestKey: String, _ keys: TenantKeys) -> SealedRecord {
    let number = records.takeNumber()
    let createdAt = now()
    let token = TokenID(time: createdAt, tag: records.tag, number: number)
    let key = keys.active
    let encoded = method.details.encoded
    let record = SealedRecord(
      number: number, createdAt: createdAt, kind: method.kind, fingerprint: Fingerprint.of(method, keys.index),
      customer: method.placement.customer, isDefault: method.placement.isDefault, deletedAt: nil, key: key.number,
      details: encoded.withUnsafeBytes { seals.seal($0, .details, of: token, with: key) },
      secret: method.secret.withBytes { seals.seal($0, .secret, of: token, with: key) }, requestKey: requestKey,
      request: Fingerprint.ofRequest(method, encoded: encoded, keys.index), mark: [])
    return seals.marked(record, keys)
  }

  private func replay(of known: SealedRecord, for request: [UInt8]) throws -> Tokenised {
    let keys = try ring.keys(of: records)
    try seals.check(known, keys)
    if let field = Fingerprint.difference(known.request, request) { throw VaultFailure.mismatch(field) }
    return Tokenised(method: try shown(known, keys), isReplay: true)
  }

  // MARK: Looking

  package func method(_ token: TokenID, answer: @escaping Answer<PaymentMethod>) {
    records.read(
      { [self] file in
        let keys = try ring.keys(of: records)
        let record = try found(token, in: file, keys)
        answer(.success(try shown(record, keys)))
      }, refused: { answer(.failure($0)) })
  }

  /// Newest first. A page may be shorter than `limit`, and even empty, and yet have a next one.
  package func methods(
    _ filter: MethodFilter, after cursor: TokenID?, limit: Int, answer: @escaping Answer<Page<PaymentMethod, TokenID>>
  ) {
    records.read(
      { [self] file in
        let keys = try ring.keys(of: records)
        if let cursor, cursor.tag != records.tag { throw VaultFailure.unknownToken }
        let page = try file.records(filter, below: cursor?.number, limit: min(max(limit, 1), VaultLimits.pageItems))
        let methods = try page.records.map { record in
          try seals.check(record, keys)
          return try shown(record, keys)
        }
        // Only the number of a cursor is looked at.
        let next = page.next.map { TokenID(time: Timestamp(microseconds: 0), tag: records.tag, number: $0) }
        answer(.success(Page(items: methods, next: next)))
      }, refused: { answer(.failure($0)) })
  }

  // MARK: Parts

  /// The record of a token, whole and unchanged.
  func found(_ token: TokenID, in file: any VaultTransaction, _ keys: TenantKeys) throws -> SealedRecord {
    guard token.tag == records.tag, let record = try file.record(token.number) else { throw VaultFailure.unknownToken }
    // Before the token is compared: a record whose time was changed is damaged, not unknown.
    try seals.check(record, keys)
    guard seals.token(record) == token else { throw VaultFailure.unknownToken }
    return record
  }

  func shown(_ record: SealedRecord, _ keys: TenantKeys) throws(VaultFailure) -> PaymentMethod {
    guard record.deletedAt == nil else { return shown(record, MethodDetails()) }
    let plain = try seals.open(.details, of: record, keys)
    guard let details = plain.withBytes({ MethodDetails($0) }) else {
      throw .damaged("the details of payment method \(seals.token(record)) cannot be read")
    }
    return shown(record, details)
  }

  private func shown(_ record: SealedRecord, _ details: MethodDetails) -> PaymentMethod {
    PaymentMethod(
      token: seals.token(record), kind: record.kind, fingerprint: KeyEncoding.hex(record.fingerprint), customer: record.customer,
      isDefault: record.isDefault, createdAt: record.createdAt, deletedAt: record.deletedAt, details: details)
  }

  func clearDefault(of customer: String, in file: any VaultTransaction, _ keys: TenantKeys) throws {
    guard var former = try file.defaultRecord(of: customer) else { return }
    // A record that was tampered with must not get a good mark here.
    try seals.check(former, keys)
    former.isDefault = false
    try file.update(seals.marked(former, keys))
  }
}
