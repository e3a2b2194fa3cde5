import LedgerCore
import SQLite

/// Reads and writes `index_runs` and `index_pages`.
struct IndexTables {
  private let insertPage: Statement
  private let selectPage: Statement
  private let deletePages: Statement
  private let insertRun: Statement
  private let deleteRun: Statement

  init(on connection: Connection) throws(SQLiteError) {
    insertPage = try connection.prepare("INSERT OR REPLACE INTO index_pages (page, entries) VALUES (?1, ?2)")
    selectPage = try connection.prepare("SELECT entries FROM index_pages WHERE page = ?1")
    deletePages = try connection.prepare("DELETE FROM index_pages WHERE page >= ?1 AND page < ?2")
    insertRun = try connection.prepare("INSERT INTO index_runs (run, level, bits, entries) VALUES (?1, ?2, ?3, ?4)")
    deleteRun = try connection.prepare("DELETE FROM index_runs WHERE run = ?1")
  }

  func write(_ entries: [IndexEntry], run: Int64, bucket: Int) throws(SQLiteError) {
    let bytes = IndexPage.encode(entries)
    insertPage.bind(1, IndexRun.page(run: run, bucket: bucket))
    insertPage.bind(2, blob: bytes)
    try insertPage.run()
  }

  func find(_ hash: UInt64, in run: borrowing IndexRun, into found: inout [Int64]) throws(SQLiteError) {
    selectPage.bind(1, IndexRun.page(run: run.number, bucket: run.bucket(of: hash)))
    guard try selectPage.step() else { return }
    selectPage.withBytes(0) { IndexPage.find(hash, in: $0, into: &found) }
    selectPage.reset()
  }

  /// Appends one bucket's entries to `entries`.
  func read(run: Int64, bits: Int, bucket: Int, into entries: inout [IndexEntry]) throws(SQLiteError) {
    selectPage.bind(1, IndexRun.page(run: run, bucket: bucket))
    guard try selectPage.step() else { return }
    let topByte = UInt64(bucket >> (bits - 8))
    var read: [IndexEntry] = []
    let isWhole = selectPage.withBytes(0) { page in IndexPage.decode(page, topByte: topByte) { read.append($0) } }
    selectPage.reset()
    guard isWhole else {
      throw SQLiteError(extendedCode: 11, operation: "read index run \(run)", message: "a page has a broken length")
    }
    entries += read
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
