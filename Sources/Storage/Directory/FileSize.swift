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
}
