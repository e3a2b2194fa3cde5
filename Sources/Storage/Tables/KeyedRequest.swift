import LedgerCore
import Sodium

/// An idempotency key, its hash, and the fingerprint of the request it is bound to.
struct KeyedRequest: Sendable {
  let key: Text
  let hash: UInt64
  let fingerprint: Text

  init(key: Text, fingerprint: Text, hasher: ShortHash) {
    self.key = key
    self.fingerprint = fingerprint
    hash = key.withBytes { hasher.hash($0) }
  }
}

/// The fields of a request, each by its number and five bytes of its keyed hash: enough to tell whether a key came back with the
/// same request, and if not, which field differs.
enum Fingerprint {
  static let entryBytes = 6

  static func of(_ operation: Operation, hasher: ShortHash) -> Text {
    var builder = Builder(hasher: hasher)
    operation.visitFields(&builder)
    return Text(builder.bytes)
  }

  static func of(_ batch: Batch, hasher: ShortHash) -> Text {
    var builder = Builder(hasher: hasher)
    batch.visitFields(&builder)
    return Text(builder.bytes)
  }

  /// The first field in which two requests differ; nil when they are the same.
  static func difference(stored: [UInt8], given: [UInt8]) -> FieldPath? {
    guard stored != given else { return nil }
    let (old, new) = (entries(stored), entries(given))
    let position = zip(old, new).prefix { $0 == $1 }.count
    let oldField = position < old.count ? RequestField(rawValue: old[position].field) : nil
    let newField = position < new.count ? RequestField(rawValue: new[position].field) : nil
    let before = old[..<position].filter { $0.field == RequestField.nextPosting.rawValue }.count
    // The last marker ends the list: behind it no field belongs to a posting.
    let isInList = before > 0 && old[position...].contains { $0.field == RequestField.nextPosting.rawValue }
    // Where one request has a field that the other lacks, the lacking one shows a later field here: the earlier one is named.
    let field =
      switch (oldField, newField) {
      case (let one?, let other?): isEarlier(one, other, isInList: isInList) ? one : other
      case (let one?, nil), (nil, let one?): one
      case (nil, nil): RequestField.operation
      }
    if field == .nextPosting { return FieldPath(field, posting: before) }
    return FieldPath(field, posting: isInList ? before - 1 : nil)
  }

  /// Whether a field is visited before another one. Inside of a list a marker comes behind the fields of a posting.
  private static func isEarlier(_ one: RequestField, _ other: RequestField, isInList: Bool) -> Bool {
    if isInList, one == .nextPosting || other == .nextPosting { return other == .nextPosting }
    return place(one) < place(other)
  }

  /// Where a field stands in requests: an order that fits those of all kinds.
  private static func place(_ field: RequestField) -> Int {
    switch field {
    case .operation: 0
    case .hold, .transaction, .account, .atomic: 1
    case .change, .code, .items: 2
    case .debit: 3
    case .credit: 4
    case .amount: 5
    case .currency: 6
    case .balancing: 7
    case .expiresIn, .expiresAt, .isFinal, .accountClass: 8
    case .nextPosting, .limit: 9
    case .managedBy: 10
    case .reference: 11
    case .effectiveAt: 12
    case .metadata: 13
    // Payments visit theirs in this order, behind the amount and before what all requests share.
    case .intent, .payment, .job, .delivery: 1
    case .merchant, .customer, .wallet, .name: 2
    case .paymentMethod, .captureMethod, .feePercent, .feeFixed, .settlementDays, .routes: 8
    case .description, .returnURL, .reason, .status: 9
    // Accounts at providers.
    case .provider: 1
    case .url: 3
    case .timeout: 4
    case .apiKey: 5
    case .secret: 6
    case .returnsFees: 9
    case .merchantDebt: 10
    // Wallets and customers.
    case .monitor: 1
    case .to, .direction: 3
    case .tier: 8
    case .transferFee: 14
    case .tiers: 15
    case .utcOffset: 16
    case .fees, .reservePercent, .reserveDays: 8
    case .calendar: 11
    case .settlement: 1
    case .bank, .paid, .report: 8
    case .writeOffLimit: 12
    // Payouts.
    case .payout: 1
    case .bankCode: 6
    case .accountNumber: 7
    case .accountHolder, .rail, .whenClosed: 8
    case .payoutApprovalAbove, .payoutMinimum, .payoutFeePercent, .payoutFeeFixed, .payoutFeeCurrency: 11
    }
  }

  private struct Entry: Equatable {
    let field: UInt8
    let hash: ArraySlice<UInt8>
  }

  private static func entries(_ bytes: [UInt8]) -> [Entry] {
    stride(from: 0, to: bytes.count - entryBytes + 1, by: entryBytes).map { start in
      Entry(field: bytes[start], hash: bytes[start + 1..<start + entryBytes])
    }
  }

  private struct Builder: RequestFieldVisitor {
    let hasher: ShortHash
    var bytes: [UInt8] = []

    init(hasher: ShortHash) {
      self.hasher = hasher
      bytes.reserveCapacity(48)
    }

    mutating func visit(_ field: RequestField, _ value: UnsafeRawBufferPointer) {
      let hash = hasher.hash(value)
      bytes.append(field.rawValue)
      for shift in stride(from: UInt64(0), to: 40, by: 8) { bytes.append(UInt8(truncatingIfNeeded: hash >> shift)) }
    }
  }
}
