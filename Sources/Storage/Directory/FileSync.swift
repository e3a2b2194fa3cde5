import Glibc

enum FileSize {
  /// Bytes of a file; 0 where there is none. Looks at the name only: opening and closing a database file would drop SQLite's locks.
  static func of(_ path: String) -> Int64 {
    var information = stat()
    return stat(path, &information) == 0 ? Int64(information.st_size) : 0
  }
}

enum FileSync {
  /// Makes a finished file, and its name, durable.
  static func sync(_ path: String) throws(FileError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError("open", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw FileError("sync", path) }
    try Directory.sync(Directory.parent(of: path))
  }

  /// Replaces a write-ahead log by a synced copy of itself. Does nothing where there is none.
  ///
  /// Before a database is opened, always: what a daemon that was killed had written and not synced is in the page cache, and
  /// SQLite would read it from there. An answer made of such rows would be lost with the next power cut.
  static func copyAnew(_ path: String) throws(FileError) {
    guard FileSize.of(path) > 0 else { return }
    let source = open(path, O_RDONLY | O_CLOEXEC)
    if source < 0, errno == ENOENT { return }
    guard source >= 0 else { throw FileError("open", path) }
    defer { close(source) }
    let copyPath = path + ".new"
    let copy = open(copyPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard copy >= 0 else { throw FileError("create", copyPath) }
    // After the rename there is nothing of that name; before it, half a copy that only takes room.
    defer {
      close(copy)
      unlink(copyPath)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(source, &buffer, buffer.count)
      guard count >= 0 else { throw FileError("read", path) }
      if count == 0 { break }
      var written = 0
      while written < count {
        let result = buffer.withUnsafeBytes { write(copy, $0.baseAddress?.advanced(by: written), count - written) }
        guard result > 0 else { throw FileError("write", copyPath) }
        written += result
      }
    }
    guard fsync(copy) == 0 else { throw FileError("sync", copyPath) }
    guard rename(copyPath, path) == 0 else { throw FileError("rename", copyPath) }
    try Directory.sync(Directory.parent(of: path))
  }
}
