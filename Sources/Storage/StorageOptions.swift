package import LedgerCore
import Sodium
package import Tenancy

/// Every bound of the engine, with its unit. Values a test may want smaller are variables of `StorageOptions`.
package struct StorageOptions: Sendable {
  /// Rows after which a commit is closed although more commands wait, so that one commit stays short.
  package var rowsPerCommit = 8_192
  /// Entries of the index kept in memory before they are written as a run; the watermark is never much more than twice as far behind.
  package var entriesPerRun = 65_536
  /// Frames in the write-ahead log that start a checkpoint.
  package var framesPerCheckpoint = 8_192
  /// Bytes of memory for the filters of one ledger's index (2 bytes for each key ever used, up to here).
  package var filterBytes = 64 << 20
  /// Submissions that may wait for one ledger.
  package var waitingSubmissions = 20_000
  /// Threads that write, for all ledgers together. Zero: nothing runs but what `DataDirectory.runReady` is called for, so that a
  /// simulation is one thread.
  package var writerThreads = 4
  /// Read-only connections for each ledger.
  package var readersPerLedger = 2
  /// Ledgers that may be open at once: each takes descriptors and memory, see docs/internals/many-tenants.md.
  package var openLedgers = 1_000
  /// Threads that open and close ledgers. Without writer threads there are none either.
  package var openerThreads = 4
  /// Microseconds a request for a closed ledger waits for one of the open ones to become free, when all are in use.
  package var waitForPlace: Int64 = 5_000_000
  /// Entries of the index that an opening may have to replay: a ledger that is closed with more has its derived state written first.
  package var entriesReplayed = 4_096
  /// KiB of page cache for the writer and for each reader.
  package var writerCacheKiB = 16_384
  package var vaultCacheKiB = 4_096
  /// Vaults that may be open at once: each takes descriptors, memory, and slots of protected memory for its keys.
  package var openVaults = 200
  /// Works after which a commit of a vault is closed although more wait.
  package var worksPerVaultCommit = 1_024
  /// Threads that serve the vaults, for all tenants together. Zero: as for `writerThreads`, and `SQLiteVaults.runReady` serves.
  package var vaultThreads = 2
  package var readerCacheKiB = 4_096
  /// Seconds between two signatures of a ledger's head, while it moves.
  package var secondsPerSignedHead: Int64 = 600
  /// Whether a commit is durable before it is answered. Only a test that must notice the difference turns this off.
  package var syncsEachCommit = true
  package var clock: any LedgerClock = SystemClock()
  /// Told when a ledger is not served, and why. Called on any thread; must not wait.
  package var report: @Sendable (TenantID, String) -> Void = { _, _ in }
  /// Rung after each commit of a ledger, a vault or the catalogue.
  package var bell = CommitBell()
  /// What is looked at when something was posted; nil: nothing.
  package var watch: (any RecordWatch)?
  /// Where ids, tags and keys come from: so many unpredictable bytes.
  package var randomBytes: @Sendable (Int) -> [UInt8] = { Sodium.randomBytes($0) }

  package init() {}

  func randomInteger() -> UInt64 { randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
