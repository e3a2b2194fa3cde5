import LedgerCore
import SQLite
import Sodium

/// Reads and writes `index_runs` and `index_pages`.
///
/// A page ends with a checksum of its entries and its place: a damaged entry would be a key that is forgotten. It is compared when a
/// ledger opens and when runs are merged, not at each lookup.
///
/// A class: as a value, each of its statements would be counted at every lookup.
final class IndexTables {
  private let hasher: ShortHash
  private let insertPage: Statement
  private let selectPage: Statement
  private let deletePages: Statement
  private let insertRun: Statement
  private let deleteRun: Statement

  init(on connection: Connection, _ hasher: ShortHash) throws(SQLiteError) {
    self.hasher = hasher
    insertPage = try connection.prepare("INSERT OR REPLACE INTO index_pages (page, entries) VALUES (?1, ?2)")
    selectPage = try connection.prepare("SELECT entries FROM index_pages WHERE page = ?1")
    deletePages = try connection.prepare("DELETE FROM index_pages WHERE page >= ?1 AND page < ?2")
    insertRun = try connection.prepare("INSERT INTO index_runs (run, level, bits, entries) VALUES (?1, ?2, ?3, ?4)")
    deleteRun = try connection.prepare("DELETE FROM index_runs WHERE run = ?1")
  }

  func write(_ entries: [IndexEntry], run: Int64, bucket: Int) throws(SQLiteError) {
    let page = IndexRun.page(run: run, bucket: bucket)
    var bytes = IndexPage.encode(entries)
    withUnsafeBytes(of: bytes.withUnsafeBytes { checksum($0, of: page) }.littleEndian) { bytes.append(contentsOf: $0) }
    insertPage.bind(1, page)
    insertPage.bind(2, blob: bytes)
    try insertPage.run()
  }

  func find(_ hash: UInt64, in run: borrowing IndexRun, into found: inout [Int64]) throws(SQLiteError) {
    selectPage.bind(1, IndexRun.page(run: run.number, bucket: run.bucket(of: hash)))
    guard try selectPage.step() else { return }
    selectPage.withBytes(0) { IndexPage.find(hash, in: IndexTables.entries($0), into: &found) }
    selectPage.reset()
  }

  /// Appends one bucket's entries to `entries`.
  func read(run: Int64, bits: Int, bucket: Int, into entries: inout [IndexEntry]) throws(SQLiteError) {
    let page = IndexRun.page(run: run, bucket: bucket)
    selectPage.bind(1, page)
    guard try selectPage.step() else { return }
    let topByte = UInt64(bucket >> (bits - 8))
    var read: [IndexEntry] = []
    let isWhole = selectPage.withBytes(0) { bytes in decode(bytes, of: page, topByte: topByte) { read.append($0) } }
    selectPage.reset()
    guard isWhole else {
      throw SQLiteError(extendedCode: 11, operation: "read index run \(run)", message: "a page is damaged")
    }
    entries += read
  }

  /// Calls `visit` for every entry of a page as stored. Returns false for a page that is not what was written there.
  func decode(_ stored: UnsafeRawBufferPointer, of page: Int64, topByte: UInt64, _ visit: (IndexEntry) -> Void) -> Bool {
    let entries = IndexTables.entries(stored)
    guard stored.count == entries.count + IndexTables.checksumBytes else { return false }
    let sum = UInt64(littleEndian: stored.loadUnaligned(fromByteOffset: entries.count, as: UInt64.self))
    return sum == checksum(entries, of: page) && IndexPage.decode(entries, topByte: topByte, visit)
  }

  private static let checksumBytes = 8

  /// The entries of a page, without its checksum.
  private static func entries(_ stored: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: stored.dropLast(checksumBytes))
  }

  private func checksum(_ entries: UnsafeRawBufferPointer, of page: Int64) -> UInt64 {
    hasher.hash(entries) ^ UInt64(bitPattern: page) &* 0x9E37_79B9_7F4A_7C15
  }

  func publish(_ run: borrowing IndexRun) throws(SQLiteError) {
    insertRun.bind(1, run.number)
    insertRun.bind(2, Int64(run.level))
    insertRun.bind(3, Int64(run.bits))
    insertRun.bind(4, Int64(run.entries))
    try insertRun.run()
  }

  func withdraw(run: Int64) throws(SQLiteError) {
    deleteRun.bind(1, run)
    try deleteRun.run()
  }

  /// Deletes the pages of some buckets of a run.
  func deletePages(run: Int64, buckets: Range<Int>) throws(SQLiteError) {
    deletePages.bind(1, IndexRun.page(run: run, bucket: buckets.lowerBound))
    deletePages.bind(2, IndexRun.page(run: run, bucket: buckets.upperBound))
    try deletePages.run()
  }
}
