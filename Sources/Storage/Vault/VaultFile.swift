import LedgerCore
import SQLite
import Tenancy
import Vault

/// The connection to a vault file: the only one there is. It writes, checkpoints and reads.
final class VaultFile {
  let path: String
  let connection: Connection
  let tenant: TenantID
  let tag: LedgerTag
  let records: VaultRecordsTable
  let requests: VaultRequestsTable
  let providerSecrets: ProviderSecretsTable
  let keyTable: VaultKeysTable
  let trail: AuditTrail
  /// Rows written since the file was opened; a work that refuses must not have moved it.
  private(set) var writes = 0
  /// Where the trail stands by a row of the open transaction; nil when that has none.
  private var moved: TrailEnd?
  /// Keys changed in the open transaction.
  private(set) var changesKeys = false
  /// A key was destroyed since the log was overwritten last.
  var mustScrub = false
  private let clock: any LedgerClock
  private let beginStatement: Statement
  private let commitStatement: Statement

  /// Opens a vault that is there. What is not whole, or is somebody else's, is refused.
  init(path: String, tenant: TenantID, options: StorageOptions) throws {
    self.path = path
    clock = options.clock
    guard Directory.exists(path) else { throw VaultFileError.missing(path: path) }
    guard FileSize.of(path) > 0 else { throw VaultFileError.truncated(path: path) }
    try FileSync.copyAnew(path + "-wal")
    connection = try VaultFile.connection(path, options)
    try Migrations.vault.apply(to: connection)
    let select = try connection.prepare("SELECT tenant, tag FROM vault WHERE id = 1")
    guard try select.step(), let found = TenantID(select.text(0)) else { throw VaultFileError.notAVault(path: path) }
    tag = LedgerTag(rawValue: UInt32(truncatingIfNeeded: select.integer(1)))
    select.reset()
    guard found == tenant else { throw VaultFileError.foreign(path: path, found: found, expected: tenant) }
    self.tenant = tenant
    // The log is empty after this, so that the file alone must be whole; and what it held of former pages is gone.
    try connection.checkpointAndTruncate()
    let pages = try connection.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
    guard FileSize.of(path) >= pages else { throw VaultFileError.truncated(path: path) }
    records = try VaultRecordsTable(on: connection)
    requests = try VaultRequestsTable(on: connection)
    providerSecrets = try ProviderSecretsTable(on: connection)
    keyTable = try VaultKeysTable(on: connection)
    trail = try AuditTrail(on: connection, name: VaultFile.trailName(tenant))
    beginStatement = try connection.prepare("BEGIN IMMEDIATE")
    commitStatement = try connection.prepare("COMMIT")
  }

  /// The highest number that anything in it has.
  func highestNumber() throws(SQLiteError) -> Int64 {
    max(try records.highestNumber(), try providerSecrets.highestNumber())
  }

  static func trailName(_ tenant: TenantID) -> String { "vault \(tenant)" }

  /// Where the trail of a vault stands of which nothing was written.
  static func beginning(of tenant: TenantID) -> TrailEnd {
    TrailEnd(sequence: 0, seal: AuditTrail.beginning(of: trailName(tenant)))
  }

  /// Whether the trail came by that row.
  func holds(_ end: TrailEnd) throws(SQLiteError) -> Bool {
    guard end.sequence > 0 else { return true }
    return try trail.seal(at: end.sequence) == end.seal
  }

  /// Makes a vault under another name; it gets its own when it is whole and on the disk.
  static func make(path: String, tenant: TenantID, keys: [WrappedKey], options: StorageOptions) throws {
    let unfinished = path + ".unfinished"
    for suffix in ["", "-wal", "-shm"] { Directory.removeFile(unfinished + suffix) }
    let connection = try connection(unfinished, options)
    try Migrations.vault.apply(to: connection)
    let insert = try connection.prepare("INSERT INTO vault (id, tenant, tag, created_at) VALUES (1, ?1, ?2, ?3)")
    insert.bind(1, text: tenant.text)
    insert.bind(2, Int64(options.randomInteger() & 0xff_ffff))
    insert.bind(3, options.clock.now().microseconds)
    try insert.run()
    let table = try VaultKeysTable(on: connection)
    for key in keys { try table.insert(key) }
    try connection.checkpointAndTruncate()
    connection.abandon()
    try FileSync.sync(unfinished)
    guard Directory.rename(unfinished, to: path) else { throw FileError("rename", unfinished) }
    try Directory.sync(Directory.parent(of: path))
  }

  private static func connection(_ path: String, _ options: StorageOptions) throws -> Connection {
    let connection = try Connection(path: path, mode: .readWrite)
    try connection.execute(
      """
      PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;
      PRAGMA synchronous = \(options.syncsEachCommit ? "FULL" : "NORMAL"); PRAGMA foreign_keys = ON
      """)
    guard try connection.text("PRAGMA journal_mode") == "wal" else { throw VaultFileError.noLog(path: path) }
    // What is deleted is overwritten with zeros in its page.
    try connection.execute(
      "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -\(options.vaultCacheKiB)")
    try connection.checkpointOnlyWhenAsked()
    return connection
  }

  // MARK: The cycle

  func begin() throws(SQLiteError) { try beginStatement.run() }

  func commit() throws(SQLiteError) { try commitStatement.run() }

  /// Ends a transaction that failed. SQLite may have ended it already.
  func rollback() throws(SQLiteError) {
    changesKeys = false
    moved = nil
    if !connection.isAutocommit { try connection.execute("ROLLBACK") }
  }

  /// The keys after a commit that changed them; nil when none did.
  func changedKeys() throws -> [WrappedKey]? {
    guard changesKeys else { return nil }
    changesKeys = false
    return try keyTable.all()
  }

  /// Where the trail stands after a commit that moved it; nil when none did.
  func movedEnd() -> TrailEnd? {
    defer { moved = nil }
    return moved
  }

  /// Writes a consistent copy where nothing is yet, without what was deleted.
  func copy(to path: String) throws {
    let copy = try connection.prepare("VACUUM INTO ?1")
    copy.bind(1, text: path)
    try copy.run()
    try FileSync.sync(path)
  }

  /// Moves the log into the file when it has grown enough, or at once and wholly when it may hold a key that was destroyed.
  func checkpoint(atFrames limit: Int) throws(SQLiteError) {
    if mustScrub {
      try connection.checkpointAndTruncate()
      mustScrub = false
    } else if connection.logFrames >= limit {
      try connection.checkpoint()
    }
  }
}

extension VaultFile: VaultTransaction {
  func record(_ number: Int64) throws -> SealedRecord? { try records.record(number) }
  func record(requestKey: String) throws -> SealedRecord? { try records.record(requestKey: requestKey) }
  func defaultRecord(of customer: String) throws -> SealedRecord? { try records.defaultRecord(of: customer) }

  func records(_ filter: MethodFilter, below number: Int64?, limit: Int) throws -> (records: [SealedRecord], next: Int64?) {
    try records.page(filter, below: number, limit: limit)
  }

  func records(
    under key: Int64, from number: Int64, scanning: Int, limit: Int
  ) throws -> (records: [SealedRecord], next: Int64?) {
    try records.records(under: key, from: number, scanning: scanning, limit: limit)
  }

  func request(key: String) throws -> KeptRequest? { try requests.request(key: key) }

  func insert(_ request: KeptRequest) throws {
    writes += 1
    try requests.insert(request)
  }

  func insert(_ record: SealedRecord) throws {
    writes += 1
    try records.insert(record)
  }

  func update(_ record: SealedRecord) throws {
    writes += 1
    try records.update(record)
  }

  func providerSecret(_ number: Int64) throws -> SealedSecret? { try providerSecrets.secret(number) }
  func providerSecret(requestKey: String) throws -> SealedSecret? { try providerSecrets.secret(requestKey: requestKey) }
  func liveProviderSecrets() throws -> [SealedSecret] { try providerSecrets.alive() }

  func insert(_ secret: SealedSecret) throws {
    writes += 1
    try providerSecrets.insert(secret)
  }

  func update(_ secret: SealedSecret) throws {
    writes += 1
    try providerSecrets.update(secret)
  }

  func keys() throws -> [WrappedKey] { try keyTable.all() }

  func insert(_ key: WrappedKey) throws {
    writes += 1
    changesKeys = true
    try keyTable.insert(key)
  }

  func update(_ key: WrappedKey) throws {
    writes += 1
    changesKeys = true
    try keyTable.update(key)
  }

  func scrubLog() { mustScrub = true }

  func audit(_ entry: AuditEntry) throws {
    writes += 1
    let record = try trail.append(entry, at: clock.now())
    moved = TrailEnd(sequence: record.sequence, seal: record.seal)
  }

  func auditRecords(_ filter: AuditFilter, before cursor: Int64?, limit: Int) throws -> Page<AuditRecord, Int64> {
    let top = min(cursor ?? .max, try trail.head().sequence + 1)
    let floor = max(1, top - Int64(VaultLimits.scannedRows))
    // One more than asked for tells whether there is another page.
    let found = try trail.records(filter, before: top, downTo: floor, limit: limit + 1)
    guard found.count <= limit else {
      let items = Array(found.prefix(limit))
      return Page(items: items, next: items.last?.sequence)
    }
    return Page(items: found, next: floor > 1 ? floor : nil)
  }

  func auditRecords(_ window: TrailWindow) throws -> [AuditRecord] { try trail.records(window, of: nil) }
}

/// Why a file cannot be served as a vault.
enum VaultFileError: Error, CustomStringConvertible {
  case missing(path: String)
  case truncated(path: String)
  case noLog(path: String)
  case notAVault(path: String)
  case foreign(path: String, found: TenantID, expected: TenantID)
  case notTheSigned(path: String, head: SignedAuditHead)
  case cut(path: String, sequence: Int64)

  var description: String {
    switch self {
    case .missing(let path): "\(path) is missing: put it back from a backup; an empty vault is never made in its place"
    case .truncated(let path): "\(path) is shorter than it was written: put it back from a backup"
    case .noLog(let path): "\(path) cannot have a write-ahead log: put the data directory on a local file system"
    case .notAVault(let path): "\(path) is not a vault of walletd: put the right file back from a backup"
    case .foreign(let path, let found, let expected):
      "\(path) is the vault of \(found), not of \(expected): was a file put into the wrong folder?"
    case .notTheSigned(let path, let head):
      """
      \(path) does not hold row \(head.sequence) of its audit trail as it was signed on \(head.signedAt.rfc3339): an older or another \
      file was put in its place, or its trail was cut or rewritten. Keep it for whoever looks into it, and put the right file back. To \
      serve this one all the same, and lose what came after it: with the daemon stopped, delete the later rows of the trail \
      '\(head.trail)' from the table audit_heads in catalog.db
      """
    case .cut(let path, let sequence):
      """
      \(path) has lost row \(sequence) of its audit trail, which was written and answered: look at the disk, and put the file back from \
      a backup
      """
    }
  }
}
