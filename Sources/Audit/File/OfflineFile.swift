import Glibc
import SQLite

/// A database file that no daemon is using, opened for reading only.
///
/// A daemon locks `walletd.lock` in its data directory for as long as it lives. We look for that lock above the file, refuse when
/// it is held, and hold it shared while we read, so that no daemon starts to write underneath. With a write-ahead log beside the
/// file (its daemon crashed) SQLite reads the log too; without one the file is opened as immutable, which needs no permission to
/// write beside it and leaves no trace.
final class OfflineFile {
  let path: String
  let connection: Connection
  private let lock: Int32?

  init(path: String) throws(AuditFailure) {
    self.path = path
    try OfflineFile.requireRegularFile(path)
    lock = try OfflineFile.lockDataDirectory(above: path)
    do {
      let hasLog = OfflineFile.isNonempty(path + "-wal") || OfflineFile.isNonempty(path + "-journal")
      connection = try Connection(path: path, mode: hasLog ? .readOnly : .immutable)
    } catch {
      if let lock { close(lock) }
      throw .unreadable(path: path, reason: error.message)
    }
  }

  deinit {
    if let lock { close(lock) }
  }

  /// Takes one snapshot for all that is read. The file is input: a damaged page is an error, not a crash.
  func begin() throws(Finding) {
    try reading("the file", after: nil) { () throws(SQLiteError) in
      try connection.execute("PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536; BEGIN")
    }
  }

  private static func requireRegularFile(_ path: String) throws(AuditFailure) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      throw code == ENOENT ? .noSuchFile(path: path) : .unreadable(path: path, reason: String(cString: strerror(code)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
  }

  private static func isNonempty(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_size > 0
  }

  /// A shared lock on the data directory the file is in; nil for a file that is in none (a copy, a backup).
  private static func lockDataDirectory(above path: String) throws(AuditFailure) -> Int32? {
    guard let resolved = realpath(path, nil) else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    defer { free(resolved) }
    for directory in dataDirectories(of: String(cString: resolved)) {
      let descriptor = open(directory + "/walletd.lock", O_RDONLY | O_CLOEXEC)
      if descriptor < 0, errno == ENOENT || errno == ENOTDIR { continue }
      guard descriptor >= 0 else {
        throw .unreadable(path: directory + "/walletd.lock", reason: String(cString: strerror(errno)))
      }
      guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
        close(descriptor)
        throw .live(path: path, directory: directory.isEmpty ? "/" : directory)
      }
      return descriptor
    }
    return nil
  }

  /// Where the data directory of a file may be: its own folder (`DATA/catalog.db`), or DATA of `DATA/tenants/{id}/ledger.db`.
  /// A backup kept somewhere below a data directory is in neither place, and is nobody's.
  private static func dataDirectories(of path: String) -> [String] {
    let parts = path.split(separator: "/").dropLast()
    func folder(_ parts: ArraySlice<Substring>) -> String { parts.isEmpty ? "" : "/" + parts.joined(separator: "/") }
    let isTenants = parts.count >= 2 && parts[parts.endIndex - 2] == "tenants"
    return [folder(parts)] + (isTenants ? [folder(parts.dropLast(2))] : [])
  }
}
