import Audit
import Foundation
import Glibc
import SQLite
import Testing

@testable import Storage

/// Which files are looked at, and what damage does.
struct OpeningFiles {
  @Test func `a file that is not there is said to be not there`() {
    #expect(throws: AuditFailure.noSuchFile(path: "/nowhere/ledger.db")) {
      try LedgerVerifier().verify(path: "/nowhere/ledger.db")
    }
  }

  @Test func `a folder is not a file`() {
    #expect(throws: AuditFailure.notAFile(path: "/")) { try LedgerVerifier().verify(path: "/") }
  }

  /// `DATA/tenants/ten/ledger.db` with a lock file.
  private func dataDirectory(_ ledger: LedgerScribe) throws -> (path: String, lock: String) {
    let tenant = ledger.folder.appendingPathComponent("data/tenants/ten")
    try FileManager.default.createDirectory(at: tenant, withIntermediateDirectories: true)
    let path = tenant.appendingPathComponent("ledger.db").path
    try FileManager.default.copyItem(atPath: ledger.path, toPath: path)
    let lock = ledger.folder.appendingPathComponent("data/walletd.lock").path
    try Data().write(to: URL(fileURLWithPath: lock))
    return (path, lock)
  }

  @Test func `the file of a running daemon is refused`() throws {
    let ledger = try Stories.everything()
    try ledger.close()
    let (path, lock) = try dataDirectory(ledger)
    let descriptor = open(lock, O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let error = #expect(throws: AuditFailure.self) { try LedgerVerifier().verify(path: path) }
    guard case .live = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("running daemon"))
    flock(descriptor, LOCK_UN)
    guard case .sound = try LedgerVerifier().verify(path: path) else {
      Issue.record("without the daemon the file is verified")
      return
    }
  }

  @Test func `a backup kept below the data directory of a running daemon is nobody's`() throws {
    let ledger = try Stories.everything()
    try ledger.close()
    let backup = ledger.folder.appendingPathComponent("data/backups/monday")
    let (path, lock) = try dataDirectory(ledger)
    try FileManager.default.createDirectory(at: backup, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: path, toPath: backup.appendingPathComponent("ledger.db").path)
    let descriptor = open(lock, O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    guard case .sound = try LedgerVerifier().verify(path: backup.appendingPathComponent("ledger.db").path) else {
      Issue.record("unsound")
      return
    }
  }

  @Test func `a verification that is told to stop stops`() throws {
    let worker = try EngineFiles.Worker(seed: 9)
    try worker.work(10)
    let copy = worker.folder + "-stop.db"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    _ = try worker.ledger.backup(to: copy)
    var verifier = LedgerVerifier()
    verifier.onProgress = { _ in false }
    verifier.rowsPerProgress = 1
    #expect(throws: AuditFailure.stopped(path: copy)) { try verifier.verify(path: copy) }
  }

  @Test func `the log of a daemon that crashed is read too`() throws {
    let ledger = try LedgerScribe()
    try ledger.connection.execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
    _ = try ledger.open("asset")
    ledger.commit()
    try ledger.seal()
    // What a crash leaves: the file and its log, copied while the writer is alive.
    let crashed = ledger.folder.appendingPathComponent("crashed.db").path
    try FileManager.default.copyItem(atPath: ledger.path, toPath: crashed)
    try FileManager.default.copyItem(atPath: ledger.path + "-wal", toPath: crashed + "-wal")
    guard case .sound(let report) = try LedgerVerifier().verify(path: crashed) else {
      Issue.record("unsound")
      return
    }
    #expect(report.rows == 1)
    #expect(FileManager.default.fileExists(atPath: crashed + "-wal"))
  }

  @Test func `verifying leaves the bytes of the file alone`() throws {
    let ledger = try Stories.everything()
    try ledger.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: ledger.path))
    _ = try LedgerVerifier().verify(path: ledger.path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: ledger.path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: ledger.folder.path) == ["ledger.db"])
  }

  @Test(arguments: [
    "", "not a database, but long enough to hold the hundred bytes that a header has" + String(repeating: ".", count: 99),
  ])
  func `what is no database is unsound`(text: String) throws {
    let ledger = try LedgerScribe()
    let path = ledger.folder.appendingPathComponent("other.db").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    guard case .unsound(let finding) = try LedgerVerifier().verify(path: path) else {
      Issue.record("sound")
      return
    }
    #expect(finding.rule == .readable || finding.rule == .schema)
  }

  @Test(arguments: stride(from: 1, to: 60_000, by: 997).map { $0 })
  func `a truncated file is unsound and harms nobody`(length: Int) throws {
    let ledger = try Stories.everything()
    try ledger.close()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: ledger.path))
    guard length < bytes.count else { return }
    try bytes.prefix(length).write(to: URL(fileURLWithPath: ledger.path))
    guard case .unsound = try LedgerVerifier().verify(path: ledger.path) else {
      Issue.record("sound at \(length) bytes")
      return
    }
  }

  /// Every flip in a page of rows or seals is found; elsewhere (free space, indexes) it may be harmless. None is fatal.
  @Test(arguments: 0..<8)
  func `flipped bits never trap the verifier, and altered rows are found`(seed: Int) throws {
    let ledger = try Stories.everything()
    try ledger.sql("PRAGMA journal_mode = DELETE")
    try ledger.close()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: ledger.path))
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    var unsound = 0
    for _ in 0..<60 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bit = Int(state >> 20) % (bytes.count * 8)
      var altered = bytes
      altered[bit / 8] ^= 1 << UInt8(bit % 8)
      try altered.write(to: URL(fileURLWithPath: ledger.path))
      if case .unsound = try LedgerVerifier().verify(path: ledger.path) { unsound += 1 }
    }
    #expect(unsound > 0)
  }
}
