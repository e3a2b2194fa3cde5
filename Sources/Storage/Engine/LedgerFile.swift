import LedgerCore
import SQLite
import Sodium
import Tenancy

/// The writer's connection to a ledger file, its statements, and what the file says it is.
final class LedgerFile {
  let path: String
  let connection: Connection
  let identity: LedgerFileIdentity
  let hasher: ShortHash
  let postings: PostingsTable
  let accountChanges: AccountChangesTable
  let outcomes: OutcomesTable
  let records: RecordsTable
  let seals: SealsTable
  let derived: DerivedTables
  let index: IndexTables
  private let begin: Statement
  private let commitStatement: Statement

  /// Opens a ledger, making the file for `tenant` where there is none.
  init(path: String, tenant: TenantID, options: StorageOptions) throws {
    self.path = path
    try FileSync.copyAnew(path + "-wal")
    connection = try Connection(path: path, mode: .readWrite)
    try connection.execute(
      """
      PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;
      PRAGMA synchronous = \(options.syncsEachCommit ? "FULL" : "NORMAL"); PRAGMA foreign_keys = ON
      """)
    guard try connection.text("PRAGMA journal_mode") == "wal" else { throw LedgerFileError.noLog(path: path) }
    // Freed pages of the index are not secrets; Debian's SQLite would overwrite each with zeros first.
    try connection.execute(
      "PRAGMA secure_delete = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -\(options.writerCacheKiB)")
    try connection.checkpointOnlyWhenAsked()
    try Migrations.ledger.apply(to: connection)
    identity = try LedgerFile.identity(on: connection, tenant: tenant, options)
    guard identity.tenant == tenant else { throw LedgerFileError.foreign(path: path, found: identity.tenant, expected: tenant) }
    hasher = ShortHash(key: identity.hashKey)
    postings = try PostingsTable(on: connection)
    accountChanges = try AccountChangesTable(on: connection)
    outcomes = try OutcomesTable(on: connection)
    records = try RecordsTable(on: connection)
    seals = try SealsTable(on: connection)
    derived = try DerivedTables(on: connection)
    index = try IndexTables(on: connection, hasher)
    begin = try connection.prepare("BEGIN IMMEDIATE")
    commitStatement = try connection.prepare("COMMIT")
  }

  /// Begins a transaction unless one is open.
  func beginIfNeeded() throws(SQLiteError) {
    if connection.isAutocommit { try begin.run() }
  }

  func commit() throws(SQLiteError) { try commitStatement.run() }

  func openSavepoint() throws(SQLiteError) { try connection.execute("SAVEPOINT batch") }
  func releaseSavepoint() throws(SQLiteError) { try connection.execute("RELEASE batch") }
  func rollbackToSavepoint() throws(SQLiteError) { try connection.execute("ROLLBACK TO batch; RELEASE batch") }

  /// Ends a transaction that failed. SQLite may have ended it already.
  func rollback() throws(SQLiteError) {
    if !connection.isAutocommit { try connection.execute("ROLLBACK") }
  }

  private static func identity(on connection: Connection, tenant: TenantID, _ options: StorageOptions) throws
    -> LedgerFileIdentity
  {
    if let found = try read(on: connection) { return found }
    let insert = try connection.prepare(
      "INSERT INTO ledger (id, tenant, tag, hash_key, created_at) VALUES (1, ?1, ?2, ?3, ?4)")
    insert.bind(1, text: tenant.text)
    insert.bind(2, Int64(options.randomInteger() & 0xff_ffff))
    insert.bind(3, blob: options.randomBytes(ShortHash.keyBytes))
    insert.bind(4, options.clock.now().microseconds)
    try insert.run()
    guard let made = try read(on: connection) else { throw LedgerFileError.notALedger(path: connection.path) }
    return made
  }

  private static func read(on connection: Connection) throws -> LedgerFileIdentity? {
    let select = try connection.prepare("SELECT tenant, tag, hash_key, created_at FROM ledger WHERE id = 1")
    guard try select.step() else { return nil }
    guard let tenant = TenantID(select.text(0)) else { throw LedgerFileError.notALedger(path: connection.path) }
    return LedgerFileIdentity(
      tenant: tenant, tag: LedgerTag(rawValue: UInt32(truncatingIfNeeded: select.integer(1))), hashKey: select.bytes(2),
      createdAt: Timestamp(microseconds: select.integer(3)))
  }
}

/// Why a file cannot be served as a ledger.
enum LedgerFileError: Error, CustomStringConvertible {
  case missing(path: String)
  case noLog(path: String)
  case notALedger(path: String)
  case foreign(path: String, found: TenantID, expected: TenantID)
  case newerSchema(path: String, version: Int64, known: Int)
  case alteredMigration(path: String, name: String)
  case broken(path: String, sequence: Int64, reason: String)
  case notTheSigned(path: String, head: SignedHead)

  var description: String {
    switch self {
    case .missing(let path): "\(path) is missing: put it back from a backup; an empty ledger is never made in its place"
    case .noLog(let path): "\(path) cannot have a write-ahead log: put the data directory on a local file system"
    case .notALedger(let path): "\(path) is not a ledger of walletd"
    case .foreign(let path, let found, let expected):
      "\(path) is the ledger of \(found), not of \(expected): was a file put into the wrong folder?"
    case .newerSchema(let path, let version, let known):
      "\(path) has schema \(version), this walletd knows \(known): install the version that wrote it, or a newer one"
    case .alteredMigration(let path, let name): "\(path) was migrated by another \(name) than this walletd's"
    case .broken(let path, let sequence, let reason):
      "\(path) is not what was written: row \(sequence): \(reason). Run `walletctl verify --file` on it and restore a backup"
    case .notTheSigned(let path, let head):
      """
      \(path) does not hold the head that was signed on \(head.signedAt.rfc3339) at row \(head.sequence), seal \(head.sealNumber): an \
      older or another file was put in its place, or its end was cut off. Put the right file back. To serve this one all the same, and \
      lose what came after it: with the daemon stopped, delete the tenant's row from the table ledgers in catalog.db, and its \
      later rows from the table heads
      """
    }
  }
}
