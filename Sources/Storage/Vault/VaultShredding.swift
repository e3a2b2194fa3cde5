import Glibc
import LedgerCore
import SQLite
import Tenancy
import Vault

/// Destroying the keys of a vault that nobody has open: for a tenant that is being deleted, at its request or when a deletion that was
/// cut off is taken up at the start. Needs no key.
enum VaultShredding {
  /// Does nothing where there is no vault, or no key left in it. What is no vault any more is overwritten as a whole.
  static func shred(path: String, tenant: TenantID, origin: Origin, options: StorageOptions) throws {
    guard Directory.exists(path) else { return }
    do {
      let file = try VaultFile(path: path, tenant: tenant, options: options)
      defer { file.connection.abandon() }
      try destroyKeys(in: file, origin)
    } catch let error as SQLiteError where error.isCorrupt {
      try overwrite(path)
    } catch is VaultFileError {
      try overwrite(path)
    }
  }

  private static func destroyKeys(in file: VaultFile, _ origin: Origin) throws {
    let live = try file.keys().filter { $0.state != .destroyed }
    guard !live.isEmpty else { return }
    try file.begin()
    for key in live {
      var key = key
      key.state = .destroyed
      key.wrapped = nil
      key.wrappedUnder = nil
      try file.update(key)
    }
    try file.audit(
      AuditEntry(
        origin, .vaultShredded, tenant: file.tenant, subject: file.tenant.text,
        after: [AuditEntry.Fact("keys", "\(live.count)")]))
    try file.commit()
    try file.connection.checkpointAndTruncate()
  }

  private static func overwrite(_ path: String) throws {
    for path in [path, path + "-wal"] where Directory.exists(path) {
      let file = open(path, O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { throw FileError("open", path) }
      defer { close(file) }
      let zeros = [UInt8](repeating: 0, count: 1 << 16)
      var left = FileSize.of(path)
      while left > 0 {
        let count = write(file, zeros, min(zeros.count, Int(left)))
        guard count > 0 else { throw FileError("overwrite", path) }
        left -= Int64(count)
      }
      guard fsync(file) == 0 else { throw FileError("sync", path) }
    }
  }
}
