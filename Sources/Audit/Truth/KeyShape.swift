import LedgerCore
import Sodium

/// What an idempotency key and the fingerprint of its request look like.
enum KeyShape {
  /// Bytes of one field in a fingerprint: its number, and five of its hash.
  static let entryBytes = 6

  /// Whether a row goes without a key: neither the key nor a request is there.
  static func isMissing(_ row: RowBuffer, key: Int, request: Int) -> Bool { row.isNull(key) && row.isNull(request) }

  struct Fault {
    let subject: String
    let expected: String
    let found: String
  }

  /// What is wrong with the key and the fingerprint of a row that has to have them.
  static func fault(_ row: RowBuffer, key: Int, request: Int) -> Fault? {
    guard !row.isNull(key), !row.bytes(key).isEmpty else {
      return Fault(subject: "key", expected: "1 to 255 bytes", found: row.isNull(key) ? "NULL" : "empty")
    }
    let bytes = row.bytes(request)
    guard !row.isNull(request), !bytes.isEmpty, bytes.count % entryBytes == 0 else {
      return Fault(
        subject: "request", expected: "six bytes for each field", found: row.isNull(request) ? "NULL" : "\(bytes.count) bytes")
    }
    for start in stride(from: 0, to: bytes.count, by: entryBytes) {
      guard let field = RequestField(rawValue: bytes[start]), start > 0 || field == .operation else {
        return Fault(
          subject: "request", expected: start == 0 ? "the operation first" : "numbers of fields", found: "field \(bytes[start])")
      }
    }
    return nil
  }
}

/// Reads what fingerprints tell: of a batch whether it was atomic, and of how many items; and whether one is of work about records.
struct RequestReader {
  private let hasher: ShortHash
  /// What the fingerprints of work about records begin with. The daemon's own work has no key.
  private var work: [[UInt8]] = []
  private var posting: [[UInt8]] = []

  init(hashKey: [UInt8]) {
    hasher = ShortHash(key: hashKey)
    let kinds = OperationKind.allCases.filter(\.isKeyedWork)
    func beginnings(_ posts: Bool) -> [[UInt8]] {
      kinds.filter { $0.answersWithPostings == posts }.map { [RequestField.operation.rawValue] + hash(Int64($0.rawValue)) }
    }
    (work, posting) = (beginnings(false), beginnings(true))
  }

  /// Whether its answer is a record.
  func isWork(_ request: UnsafeRawBufferPointer) -> Bool { work.contains { request.starts(with: $0) } }

  /// Whether its answer is what it posts.
  func isPostingWork(_ request: UnsafeRawBufferPointer) -> Bool { posting.contains { request.starts(with: $0) } }

  /// What a fingerprint holds of a field that is a number.
  func hash(_ number: Int64) -> [UInt8] {
    let hash = withUnsafeBytes(of: number.littleEndian) { hasher.hash($0) }
    return (0..<UInt64(KeyShape.entryBytes - 1)).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
  }

  enum Shape {
    case separate
    /// With what the fingerprint holds of the number of its items.
    case atomic(count: [UInt8])
    case none
  }

  func shape(_ request: UnsafeRawBufferPointer) -> Shape {
    let fields = [RequestField.operation, .atomic, .items]
    guard request.count == fields.count * KeyShape.entryBytes else { return .none }
    let entries = fields.indices.map { Array(request[$0 * KeyShape.entryBytes..<($0 + 1) * KeyShape.entryBytes]) }
    guard zip(entries, fields).allSatisfy({ $0[0] == $1.rawValue }) else { return .none }
    guard Array(entries[0][1...]) == hash(Int64(OperationKind.batch.rawValue)) else { return .none }
    if Array(entries[1][1...]) == hash(1) { return .atomic(count: Array(entries[2][1...])) }
    return Array(entries[1][1...]) == hash(0) ? .separate : .none
  }
}
