import Glibc

/// A file operation that the system refused.
package struct FileError: Error, CustomStringConvertible {
  package let operation: String
  package let path: String
  package let code: Int32

  /// Takes `errno` as it stands.
  init(_ operation: String, _ path: String) {
    self.operation = operation
    self.path = path
    code = errno
  }

  package var description: String { "cannot \(operation) \(path): \(String(cString: strerror(code)))" }
}

/// Directories as the engine needs them.
enum Directory {
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes a directory that only the daemon's user and group may enter; no error when it is there.
  static func make(_ path: String) throws(FileError) {
    if mkdir(path, 0o750) != 0, errno != EEXIST { throw FileError("create", path) }
  }

  /// Makes the entries of a directory durable.
  static func sync(_ path: String) throws(FileError) {
    let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw FileError("open", path) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw FileError("sync", path) }
  }

  static func removeFile(_ path: String) { unlink(path) }

  static func rename(_ path: String, to name: String) -> Bool { Glibc.rename(path, name) == 0 }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
