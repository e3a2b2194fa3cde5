import LedgerCore
import SQLite

/// Opening a ledger again after a write or sync that failed.
///
/// After a failed fsync the page cache may show what the disk does not have, and a second fsync may succeed without having
/// written it (https://lwn.net/Articles/752063/). So nothing that is cached is trusted: like at every opening, the log is copied to
/// a new file, which is written and synced anew; what cannot be read back from there is not there.
enum LedgerReopening {
  static func reopen(
    path: String, tenant: TenantID, options: StorageOptions, readers: ReaderPool, closing failed: LedgerWriter
  ) throws -> LedgerWriter {
    readers.close()
    failed.file.connection.keepLogOnClose()
    failed.file.connection.abandon()
    let writer = try LedgerWriter(path: path, tenant: tenant, options: options)
    try writer.file.connection.checkpointAndTruncate()
    try readers.reopen()
    return writer
  }
}
