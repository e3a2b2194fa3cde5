import Foundation
import SQLite
import Testing

@testable import LyingDisk

/// The disk itself: what it may forget and what not.
@Suite struct `A disk that lies` {
  private let folder = Folder()

  /// Random writes, truncations and syncs: whatever the policy, a byte that was synced and not touched since is what it was.
  @Test(arguments: Survival.all) func `never changes what was synced`(_ survival: Survival) {
    var dice = Dice(seed: Seed.current)
    var forgot = 0
    for run in 0..<200 {
      var state = DiskState()
      state.apply(.made(path: "a", file: 1), number: 1)
      state.apply(.synced(file: 1, directory: ""), number: 2)
      var synced: [UInt8] = []
      var isSafe: [Bool] = []
      var seen: [UInt8] = []
      for number in 3..<30 {
        switch dice.below(8) {
        case 0:
          state.apply(.synced(file: 1, directory: nil), number: number)
          synced = seen
          isSafe = seen.map { _ in true }
        case 1:
          let size = dice.below(seen.count + 1)
          state.apply(.truncated(file: 1, to: size), number: number)
          seen.setLength(size)
          for offset in isSafe.indices.dropFirst(size) { isSafe[offset] = false }
        default:
          let start = dice.below(seen.count + 1)
          let bytes = (0..<1 + dice.below(2_000)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
          state.apply(.wrote(file: 1, at: start, bytes: bytes), number: number)
          seen.write(bytes[...], at: start)
          for offset in start..<start + bytes.count where offset < isSafe.count { isSafe[offset] = false }
        }
      }
      let image = state.image(survival, &dice)["a"] ?? []
      for offset in isSafe.indices where isSafe[offset] && !(offset < image.count && image[offset] == synced[offset]) {
        Issue.record("run \(run): byte \(offset) was synced and is lost, \(survival)\n\(Seed.replay(Seed.current))")
        return
      }
      if image != seen { forgot += 1 }
    }
    #expect(forgot > 20, "a disk that forgets nothing tests nothing")
  }

  private func rows(_ path: String) throws -> Int64? {
    try Connection(path: path, mode: .readWrite).integer("SELECT count(*) FROM t")
  }

  @Test func `keeps a commit that was synced, and forgets one that was not`() throws {
    for (mode, left) in [("FULL", Int64(1)), ("NORMAL", 0)] {
      let data = folder["data-\(mode)"]
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      let disk = try LyingDisk(at: data, seed: 1)
      let connection = try Connection(path: data + "/a.db", mode: .readWrite)
      try connection.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a); PRAGMA wal_checkpoint; PRAGMA synchronous = \(mode)")
      try connection.execute("INSERT INTO t VALUES (1)")
      try disk.image(.nothing, seed: 1, to: folder["image-\(mode)"])
      #expect(try rows(folder["image-\(mode)"] + "/a.db") == left, "\(mode)")
    }
  }

  @Test func `does not save with a later sync what an earlier one has lost`() throws {
    let data = folder["data"]
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let disk = try LyingDisk(at: data, seed: 3)
    let connection = try Connection(path: data + "/a.db", mode: .readWrite)
    try connection.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a, b); PRAGMA wal_checkpoint; PRAGMA synchronous = NORMAL")
    for row in 1...20 { try connection.execute("INSERT INTO t VALUES (\(row), zeroblob(4000))") }
    disk.fail(disk.count + 1, with: .syncFails, .once)
    #expect(throws: SQLiteError.self) { try connection.execute("PRAGMA synchronous = FULL; INSERT INTO t VALUES (0, 0)") }
    try connection.execute("INSERT INTO t VALUES (0, 0)")
    #expect(try connection.integer("SELECT count(*) FROM t") == 21)
    try disk.image(.nothing, seed: 1, to: folder["image"])
    #expect(try rows(folder["image"] + "/a.db") ?? 99 < 21)
  }

  @Test func `answers nothing any more after a crash, and leaves other files alone`() throws {
    let data = folder["data"]
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let disk = try LyingDisk(at: data, seed: 1)
    disk.crash(at: 10)
    #expect(throws: SQLiteError.self) {
      try Connection(path: data + "/a.db", mode: .readWrite).execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
    }
    #expect(disk.isCrashed && disk.count == 10)
    let other = try Connection(path: folder["b.db"], mode: .readWrite)
    try other.execute("CREATE TABLE t (a)")
    #expect(disk.count == 10)
  }
}
