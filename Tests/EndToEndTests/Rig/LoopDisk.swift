import Foundation

/// A file system of our own in a file, mounted, whose power can be cut. Made and used inside `PrivateMounts.run`.
final class LoopDisk {
  enum Kind: String, Sendable, CaseIterable {
    case ext4, xfs

    var program: String { "mkfs." + rawValue }
  }

  /// What of the file system's own journal reaches the disk at the cut. Data that nobody synced does not, either way.
  enum Journal: UInt32, Sendable {
    /// All that was pending: names and sizes may be newer than the data behind them.
    case written = 1
    /// Nothing.
    case lost = 2
  }

  let mountPoint: String
  private let image: String
  private let options: String
  private var isMounted = false

  /// `options` are mount's own.
  init(_ kind: Kind, mebibytes: Int, at mountPoint: String, image: String, options: String = "") throws {
    self.mountPoint = mountPoint
    self.image = image
    self.options = (["loop", "noatime"] + (options.isEmpty ? [] : [options])).joined(separator: ",")
    guard FileManager.default.createFile(atPath: image, contents: nil), truncate(image, mebibytes << 20) == 0 else {
      throw RigFailure("no image at \(image)")
    }
    switch kind {
    case .ext4: try System.run(kind.program, "-q", "-F", "-b", "4096", "-E", "nodiscard,lazy_itable_init=1", image)
    case .xfs: try System.run(kind.program, "-q", "-f", "-K", image)
    }
    try FileManager.default.createDirectory(atPath: mountPoint, withIntermediateDirectories: true)
    try mount()
  }

  deinit {
    // Otherwise the kernel does it when the thread of `PrivateMounts` ends.
    if isMounted { umount(mountPoint) }
  }

  func mount() throws {
    try System.run("mount", "-o", options, image, mountPoint)
    isMounted = true
  }

  func unmount() throws {
    // A killed process may hold its files for a moment longer than its end is known.
    var failure: Int32 = 0
    let isDone = Patience.wait(.seconds(10)) {
      failure = umount(mountPoint) == 0 ? 0 : errno
      return failure != EBUSY
    }
    guard isDone, failure == 0 else { throw RigFailure("cannot unmount \(mountPoint): \(String(cString: strerror(failure)))") }
    isMounted = false
  }

  /// From now on nothing reaches the disk: EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN, which are one number. Only a new mount shows what is
  /// there.
  func cutPower(_ journal: Journal) throws {
    let directory = open(mountPoint, O_RDONLY | O_CLOEXEC)
    guard directory >= 0 else { throw RigFailure("cannot open \(mountPoint): \(String(cString: strerror(errno)))") }
    defer { close(directory) }
    var flags = journal.rawValue
    let shutdown: UInt = 0x8004_587D
    guard ioctl(directory, shutdown, &flags) == 0 else {
      throw RigFailure("cannot shut \(mountPoint) down: \(String(cString: strerror(errno)))")
    }
  }

  /// Writes some bytes of a file out that nobody asked for, as the kernel may at any time: data of which no sync has spoken.
  func writeBack(_ name: String, from offset: Int, count: Int) {
    let file = open(mountPoint + "/" + name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    // Declared only under _GNU_SOURCE.
    guard let symbol = dlsym(nil, "sync_file_range") else { return }
    let syncFileRange = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int, Int, UInt32) -> Int32).self)
    let writeAndWait: UInt32 = 2 | 4
    _ = syncFileRange(file, offset, count, writeAndWait)
  }

  /// Why power cannot be cut on this machine; nil if it can.
  static func obstacle(_ kind: Kind) -> String? {
    guard getuid() == 0 else { return "not root" }
    guard System.path(of: kind.program) != nil else { return "no \(kind.program)" }
    do {
      try PrivateMounts.run {
        let folder = try Folder()
        let disk = try LoopDisk(kind, mebibytes: 320, at: folder.file("mount"), image: folder.file("image"))
        try disk.cutPower(.lost)
        try disk.unmount()
      }
      return nil
    } catch {
      return "no loop devices for \(kind.rawValue): \(error)"
    }
  }
}
