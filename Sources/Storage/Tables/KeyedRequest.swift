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
    // Where one request has a field the other lacks, the lacking one shows a later field here: name the one that comes first.
    let isExtraInOld = newField.map { field in old[position...].contains { $0.field == field.rawValue } } ?? true
    let field = (isExtraInOld ? oldField ?? newField : newField) ?? .operation
    return FieldPath(field, posting: posting(at: position, in: position < new.count ? new : old))
  }

  /// In which posting of a list an entry stands: postings begin with a marker each, and one more marker ends the list.
  private static func posting(at position: Int, in entries: [Entry]) -> Int? {
    let marker = RequestField.nextPosting.rawValue
    guard let end = entries.lastIndex(where: { $0.field == marker }), position < end else { return nil }
    let before = entries[...position].filter { $0.field == marker }.count
    return before == 0 ? nil : before - 1
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
