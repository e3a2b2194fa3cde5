import LedgerCore
import Sodium

/// Sealing and opening the two parts of a record, and the mark over all of it.
///
/// Bound into each part: the format's version, the tenant, the token, the key's number, and which part it is. So a part that was put into
/// another record, another tenant's vault or the other part's place does not open. The mark covers what is in the clear too.
struct RecordSeal {
  enum Part: Int64 {
    case secret = 1
    case details = 2
  }

  let tenant: TenantID
  let tag: LedgerTag

  func token(_ record: SealedRecord) -> TokenID { TokenID(time: record.createdAt, tag: tag, number: record.number) }

  func seal(_ plain: UnsafeRawBufferPointer, _ part: Part, of token: TokenID, with key: DataKey) -> [UInt8] {
    AEAD.seal(plain, key: key.secret, associated: binding(part, token, key.number))
  }

  /// Throws `damaged` for anything but what was sealed there.
  func open(_ part: Part, of record: SealedRecord, _ keys: TenantKeys) throws(VaultFailure) -> SecretBytes {
    let token = token(record)
    let sealed =
      switch part {
      case .secret: record.secret
      case .details: record.details
      }
    guard let sealed, let number = record.key, let key = keys.key(number),
      let plain = AEAD.open(sealed, key: key.secret, associated: binding(part, token, number))
    else { throw .damaged("the payment method \(token) does not open") }
    return plain
  }

  /// The same record with both parts sealed under the active key.
  func sealedAnew(_ record: SealedRecord, _ keys: TenantKeys) throws(VaultFailure) -> SealedRecord {
    let token = token(record)
    let secret = try open(.secret, of: record, keys)
    let details = try open(.details, of: record, keys)
    var anew = record
    anew.key = keys.active.number
    anew.secret = secret.withBytes { seal($0, .secret, of: token, with: keys.active) }
    anew.details = details.withBytes { seal($0, .details, of: token, with: keys.active) }
    return marked(anew, keys)
  }

  func marked(_ record: SealedRecord, _ keys: TenantKeys) -> SealedRecord {
    var record = record
    record.mark = mark(of: record, keys)
    return record
  }

  /// Throws `damaged` unless every field is as it was when the record was marked.
  func check(_ record: SealedRecord, _ keys: TenantKeys) throws(VaultFailure) {
    guard ConstantTime.equal(record.mark, mark(of: record, keys)) else {
      throw .damaged("the payment method \(token(record)) is not what was stored")
    }
  }

  private func mark(of record: SealedRecord, _ keys: TenantKeys) -> [UInt8] {
    var bytes = Binding("walletd vault record 1")
    bytes.add(tenant)
    bytes.add(token(record))
    bytes.add(record.kind.number)
    bytes.add(record.fingerprint)
    bytes.add(optional: record.customer)
    bytes.add(record.isDefault ? 1 : 0)
    bytes.add(optional: record.deletedAt?.microseconds)
    bytes.add(optional: record.key)
    bytes.add(optional: record.details)
    bytes.add(optional: record.secret)
    bytes.add(record.requestKey)
    bytes.add(record.request)
    return KeyedHash.of(bytes.bytes, key: keys.index.marks, count: 16)
  }

  // MARK: Requests

  func marked(_ request: KeptRequest, _ keys: TenantKeys) -> KeptRequest {
    var request = request
    request.mark = mark(of: request, keys)
    return request
  }

  /// Throws `damaged` unless the request is as it was when it was marked.
  func check(_ request: KeptRequest, _ keys: TenantKeys) throws(VaultFailure) {
    guard ConstantTime.equal(request.mark, mark(of: request, keys)) else {
      throw .damaged("what was done under an idempotency key is not what was stored")
    }
  }

  private func mark(of request: KeptRequest, _ keys: TenantKeys) -> [UInt8] {
    var bytes = Binding("walletd vault request 1")
    bytes.add(tenant)
    bytes.add(Int64(tag.rawValue))
    bytes.add(request.key)
    bytes.add(request.act.rawValue)
    bytes.add(request.record)
    bytes.add(request.at.microseconds)
    return KeyedHash.of(bytes.bytes, key: keys.index.marks, count: 16)
  }

  private func binding(_ part: Part, _ token: TokenID, _ key: Int64) -> [UInt8] {
    var bytes = Binding("walletd vault part 1")
    bytes.add(tenant)
    bytes.add(token)
    bytes.add(key)
    bytes.add(part.rawValue)
    return bytes.bytes
  }
}
