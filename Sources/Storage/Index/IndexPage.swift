/// One bucket of a run as stored: entries of 12 bytes, sorted by hash: 7 bytes of hash (its top byte is that of the bucket) and 5 of
/// sequence, both big endian.
enum IndexPage {
  static let entryBytes = 12

  static func encode(_ entries: [IndexEntry]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * entryBytes)
    for entry in entries {
      for shift in stride(from: UInt64(48), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: entry.hash >> shift)) }
      for shift in stride(from: Int64(32), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: entry.sequence >> shift))
      }
    }
    return bytes
  }

  /// Calls `visit` for every entry of a page. Returns false for a page that is not a whole number of entries.
  static func decode(_ page: UnsafeRawBufferPointer, topByte: UInt64, _ visit: (IndexEntry) -> Void) -> Bool {
    guard page.count % entryBytes == 0 else { return false }
    for index in 0..<page.count / entryBytes { visit(entry(page, index, topByte: topByte)) }
    return true
  }

  static func find(_ hash: UInt64, in page: UnsafeRawBufferPointer, into found: inout [Int64]) {
    let count = page.count / entryBytes
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if entry(page, middle, topByte: hash >> 56).hash < hash { low = middle + 1 } else { high = middle }
    }
    while low < count {
      let candidate = entry(page, low, topByte: hash >> 56)
      guard candidate.hash == hash else { return }
      found.append(candidate.sequence)
      low += 1
    }
  }

  private static func entry(_ page: UnsafeRawBufferPointer, _ index: Int, topByte: UInt64) -> IndexEntry {
    let offset = index * entryBytes
    let high = UInt64(bigEndian: page.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let low = UInt32(bigEndian: page.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self))
    return IndexEntry(hash: topByte << 56 | high >> 8, sequence: Int64(high & 0xff) << 32 | Int64(low))
  }
}
