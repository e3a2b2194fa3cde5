import Foundation
import Testing

/// A disk that is full: writes are refused and say so, reads go on, and nothing has to be restarted when there is room again.
@Suite(.serialized) struct `A full disk` {
  private let rounds = setting("WALLETD_SCARCITIES", otherwise: 2)

  /// On a small file system that really is full.
  @Test(.enabled(if: Obstacle.isNone(.ext4), "the log says why: 'power cuts: SKIPPED'"))
  func `refuses what it cannot keep, reads on, and writes on when there is room again`() throws {
    let rounds = rounds
    let findings = try PrivateMounts.run {
      let folder = try Folder()
      let disk = try LoopDisk(.ext4, mebibytes: 48, at: folder.file("data"), image: folder.file("image"))
      let ballast = disk.mountPoint + "/ballast"
      let full = try FullDisk(on: folder) { isFull, left in
        if isFull { try Self.fill(ballast, leaving: left) } else { unlink(ballast) }
      }
      return try full.findings(rounds: rounds)
    }
    #expect(findings == [])
    print("scarcity: a disk filled and freed \(rounds) times: \(findings.count) findings")
  }

  /// The same on any machine: every write below the folder is answered "no space".
  @Test func `that is only pretended is no different`() throws {
    let folder = try Folder()
    let flag = folder.file("full")
    let preload = try Preload("full-disk", ["FULL_DISK": flag, "FULL_DISK_UNDER": folder.path])
    let full = try FullDisk(on: folder, preload: preload) { isFull, _ in
      if isFull { close(creat(flag, 0o600)) } else { unlink(flag) }
    }
    #expect(try full.findings(rounds: rounds) == [])
  }

  /// A disk that never is full must be found to refuse nothing.
  @Test func `is looked at by what sees whether it is full`() throws {
    let full = try FullDisk(on: Folder()) { _, _ in }
    let findings = try full.findings(rounds: 1)
    #expect(findings.contains { $0.contains("was not refused") } && findings.contains { $0.contains("a tenant on a full disk") })
  }

  /// Writes until nothing more fits, then takes so many bytes back.
  private static func fill(_ path: String, leaving left: Int) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw RigFailure("cannot fill the disk: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    for size in [1 << 20, 1 << 16, 1 << 12] {
      let piece = [UInt8](repeating: 0x5A, count: size)
      while write(file, piece, size) == size {}
      fsync(file)
    }
    ftruncate(file, max(0, lseek(file, 0, SEEK_END) - left))
    fsync(file)
  }
}
