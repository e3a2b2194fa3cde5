import Glibc
import SQLite

/// One row as it was read: its integers by column, and all of it in the encoding of a seal, in which its texts are found again.
///
/// Plain memory that is written over for each row: this is read half a million times a second.
final class RowBuffer {
  private let columnCount: Int
  private let integers: UnsafeMutablePointer<Int64>
  /// Where a text or blob begins in `encoded`, and its length; -1 for NULL.
  private let starts: UnsafeMutablePointer<Int>
  private let lengths: UnsafeMutablePointer<Int>
  private let nulls: UnsafeMutablePointer<UInt64>
  private var encoded: UnsafeMutablePointer<UInt8>
  private var capacity = 4_096
  private var count = 0

  init(columns: Int) {
    precondition(columns <= 64, "one bit for each column")
    columnCount = columns
    integers = .allocate(capacity: columns)
    integers.initialize(repeating: 0, count: columns)
    starts = .allocate(capacity: columns)
    starts.initialize(repeating: 0, count: columns)
    lengths = .allocate(capacity: columns)
    lengths.initialize(repeating: 0, count: columns)
    nulls = .allocate(capacity: 1)
    nulls.initialize(to: 0)
    encoded = .allocate(capacity: capacity)
  }

  deinit {
    integers.deallocate()
    starts.deallocate()
    lengths.deallocate()
    nulls.deallocate()
    encoded.deallocate()
  }

  // MARK: Reading

  /// The integer of a column; 0 where it is NULL.
  func integer(_ column: Int) -> Int64 { integers[column] }

  func isNull(_ column: Int) -> Bool { nulls.pointee & (1 << UInt64(column)) != 0 }

  func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integers[column] }

  /// The bytes of a text or blob, valid until the next row is read. Empty for NULL.
  func bytes(_ column: Int) -> UnsafeRawBufferPointer {
    guard !isNull(column) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: encoded + starts[column], count: lengths[column])
  }

  func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

  func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

  /// The row as a seal hashes it.
  var sealBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: encoded, count: count) }

  // MARK: Writing

  func begin(_ table: TruthTable) {
    count = 0
    nulls.pointee = 0
    encoded[0] = table.rawValue
    count = 1
  }

  func setNull(_ column: Int) {
    reserve(1)
    nulls.pointee |= 1 << UInt64(column)
    integers[column] = 0
    encoded[count] = 0
    count += 1
  }

  func set(_ column: Int, _ value: Int64) {
    reserve(9)
    integers[column] = value
    encoded[count] = 1
    UnsafeMutableRawPointer(encoded + count + 1).storeBytes(of: value.littleEndian, as: Int64.self)
    count += 9
  }

  func set(_ column: Int, _ bytes: UnsafeRawBufferPointer, tag: UInt8) {
    reserve(5 + bytes.count)
    encoded[count] = tag
    UnsafeMutableRawPointer(encoded + count + 1).storeBytes(
      of: UInt32(truncatingIfNeeded: bytes.count).littleEndian, as: UInt32.self)
    starts[column] = count + 5
    lengths[column] = bytes.count
    if let start = bytes.baseAddress { memcpy(encoded + count + 5, start, bytes.count) }
    count += 5 + bytes.count
  }

  private func reserve(_ bytes: Int) {
    guard count + bytes > capacity else { return }
    let grown = max(2 * capacity, count + bytes)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
    memcpy(larger, encoded, count)
    encoded.deallocate()
    encoded = larger
    capacity = grown
  }
}
