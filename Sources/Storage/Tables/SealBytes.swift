import SQLite

/// The bytes a seal is computed over, for the rows of one commit. A plain growing buffer: this is the hottest append there is.
struct SealBytes: ~Copyable {
  static let nullTag: UInt8 = 0
  static let integerTag: UInt8 = 1
  static let textTag: UInt8 = 2
  static let blobTag: UInt8 = 3

  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 64 * 1024) {
    self.capacity = capacity
    start = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  }

  deinit { start.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  mutating func clear() { count = 0 }

  /// Forgets what came after the first `count` bytes.
  mutating func cut(to count: Int) {
    precondition(count <= self.count, "only what was written can be cut")
    self.count = count
  }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  mutating func append(integer value: Int64) {
    reserve(9)
    start.storeBytes(of: SealBytes.integerTag, toByteOffset: count, as: UInt8.self)
    start.storeBytes(of: value.littleEndian, toByteOffset: count + 1, as: Int64.self)
    count += 9
  }

  mutating func append(_ tag: UInt8, _ value: UnsafeRawBufferPointer) {
    reserve(5 + value.count)
    start.storeBytes(of: tag, toByteOffset: count, as: UInt8.self)
    start.storeBytes(of: UInt32(truncatingIfNeeded: value.count).littleEndian, toByteOffset: count + 1, as: UInt32.self)
    if let source = value.baseAddress { (start + count + 5).copyMemory(from: source, byteCount: value.count) }
    count += 5 + value.count
  }

  /// Appends a row that is read back: every column of the statement's current row, by its type in the file.
  mutating func append(rowOf statement: Statement, table: SealedTable) {
    append(table.rawValue)
    for column in 0..<table.columns {
      switch statement.kind(column) {
      case .null: append(SealBytes.nullTag)
      case .integer: append(integer: statement.integer(column))
      case .text: statement.withBytes(column) { append(SealBytes.textTag, $0) }
      case .blob, .real: statement.withBytes(column) { append(SealBytes.blobTag, $0) }
      }
    }
  }

  private mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(capacity * 2, count + more)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: start, byteCount: count)
    start.deallocate()
    start = moved
    capacity = larger
  }
}
