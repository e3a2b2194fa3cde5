import Glibc
import LedgerCore
import SQLite

/// Opening a ledger again after a write or sync that failed.
///
/// After a failed fsync the page cache may show what the disk does not have, and a second fsync may succeed without having
/// written it (https://lwn.net/Articles/752063/). So nothing that is cached is trusted: the log is copied to a new file, which is
/// written and synced anew; what cannot be read back from there is not there.
enum LedgerReopening {
  static func reopen(
    path: String, tenant: TenantID, options: StorageOptions, readers: ReaderPool, closing failed: LedgerWriter
  ) throws -> LedgerWriter {
    readers.close()
    failed.file.connection.keepLogOnClose()
    failed.file.connection.abandon()
    try copyAnew(path + "-wal")
    let writer = try LedgerWriter(path: path, tenant: tenant, options: options)
    try writer.file.connection.checkpointAndTruncate()
    try readers.reopen()
    return writer
  }

  /// Replaces a file by a synced copy of itself. Does nothing where there is none.
  private static func copyAnew(_ path: String) throws {
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
