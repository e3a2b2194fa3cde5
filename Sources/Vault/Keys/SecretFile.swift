import Glibc
import Sodium

/// Files that hold a secret: read straight into protected memory, refused when others could have read or written them.
enum SecretFile {
  /// Who may own the file, and who else may read it.
  enum Rule {
    /// The daemon's own: nobody else has any right.
    case own
    /// From systemd: may be root's, and its group may read it where access lists are used.
    case credential
  }

  /// Nil where there is no file. At most `limit` bytes.
  static func read(_ path: String, _ rule: Rule, limit: Int) throws(KeyFailure) -> SecretBytes? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    if file < 0, errno == ENOENT || errno == ENOTDIR { return nil }
    guard file >= 0 else { throw failure("open", path) }
    defer { close(file) }
    var information = stat()
    guard fstat(file, &information) == 0 else { throw failure("look at", path) }
    guard information.st_mode & S_IFMT == S_IFREG, information.st_size <= limit else { throw .notAKey(path: path) }
    let (owners, forbidden): ([uid_t], mode_t) =
      switch rule {
      case .own: ([geteuid()], 0o077)
      case .credential: ([geteuid(), 0], 0o037)
      }
    guard owners.contains(information.st_uid) else {
      throw .foreignOwner(path: path, owner: information.st_uid, expected: geteuid())
    }
    guard information.st_mode & forbidden == 0 else { throw .readableByOthers(path: path) }
    return try SecretBytes(count: Int(information.st_size)) { bytes throws(KeyFailure) in
      var position = 0
      while position < bytes.count {
        let count = Glibc.read(file, bytes.baseAddress?.advanced(by: position), bytes.count - position)
        guard count > 0 else { throw count < 0 ? failure("read", path) : .notAKey(path: path) }
        position += count
      }
    }
  }

  /// Writes a file that must not be there yet, durably: it has its name only when all of it is on the disk.
  static func make(_ path: String, _ content: borrowing SecretBytes) throws(KeyFailure) {
    let unfinished = path + ".unfinished"
    unlink(unfinished)
    let file = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw failure("create", unfinished) }
    defer {
      close(file)
      unlink(unfinished)
    }
    try content.withBytes { bytes throws(KeyFailure) in
      guard write(file, bytes.baseAddress, bytes.count) == bytes.count, fsync(file) == 0 else {
        throw failure("write", unfinished)
      }
    }
    guard link(unfinished, path) == 0 else {
      if errno == EEXIST { throw .exists(path: path) }
      throw failure("create", path)
    }
    try syncFolder(of: path)
  }

  /// Overwrites a file and removes it. On a disk that moves blocks around, what it held may still be somewhere: destroy the disk then.
  static func destroy(_ path: String) throws(KeyFailure) {
    let file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    if file < 0, errno == ENOENT { return }
    guard file >= 0 else { throw failure("open", path) }
    defer { close(file) }
    var information = stat()
    guard fstat(file, &information) == 0 else { throw failure("look at", path) }
    // With another name beside this one it is a key that is in use: only the name goes.
    if information.st_nlink == 1 {
      let zeros = [UInt8](repeating: 0, count: Int(information.st_size))
      guard write(file, zeros, zeros.count) == zeros.count, fsync(file) == 0 else { throw failure("overwrite", path) }
    }
    guard unlink(path) == 0 else { throw failure("remove", path) }
    try syncFolder(of: path)
  }

  // MARK: Replacing

  /// Writes what is to take the place of a file beside it.
  static func makeNext(_ path: String, _ content: borrowing SecretBytes) throws(KeyFailure) {
    // Left by an attempt that was cut off: it never counted.
    unlink(path + ".new")
    try make(path + ".new", content)
  }

  /// Removes what an attempt that was cut off left beside a file.
  static func removeUnfinished(_ path: String) {
    for suffix in [".new", ".new.unfinished", ".unfinished"] { unlink(path + suffix) }
  }

  /// Gives a file a second name, for after it was replaced.
  static func keepFormer(_ path: String) throws(KeyFailure) {
    unlink(path + ".old")
    guard link(path, path + ".old") == 0 else { throw failure("link", path) }
    try syncFolder(of: path)
  }

  static func adoptNext(_ path: String) throws(KeyFailure) {
    guard rename(path + ".new", path) == 0 else { throw failure("rename", path + ".new") }
    try syncFolder(of: path)
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func syncFolder(of path: String) throws(KeyFailure) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let file = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw failure("open", folder) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure("sync", folder) }
  }

  static func failure(_ operation: String, _ path: String) -> KeyFailure {
    .system(operation: operation, path: path, reason: String(cString: strerror(errno)))
  }
}
