import JSON
import LedgerCore
import SQLite
import Sodium
import Tenancy

/// An append-only table `audit`, chained like the ledger's seals: each row's seal is BLAKE2b over the seal before and over every field
/// of the row, so that none can be changed, cut out or put in without every later seal being wrong.
///
/// It lives in the file that holds the effects of the acts, and is written in their transaction: no row, no act. Each
/// file's migrations have the table; docs/internals/audit-trail.md has the bytes.
final class AuditTrail {
  /// The name of the catalogue's own trail.
  static let catalog = "catalog"
  private let connection: Connection
  /// What the chain begins with: which trail this is.
  private let origin: [UInt8]
  private let last: Statement
  private let insert: Statement

  /// - Parameter name: `catalog`, or `vault` and the tenant's id: a trail that is put in another one's place does not fit.
  init(on connection: Connection, name: String) throws(SQLiteError) {
    self.connection = connection
    origin = AuditTrail.beginning(of: name)
    last = try connection.prepare("SELECT sequence, seal FROM audit ORDER BY sequence DESC LIMIT 1")
    insert = try connection.prepare("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
  }

  /// What the chain of a trail begins with.
  static func beginning(of name: String) -> [UInt8] { Digest.of(Array("walletd audit 1\n\(name)\n".utf8)) }

  /// Appends a row inside the caller's transaction. The chain is read from the file, so that a rolled back row leaves nothing behind.
  @discardableResult
  func append(_ entry: AuditEntry, at now: Timestamp) throws(SQLiteError) -> AuditRecord {
    let head = try self.head()
    let sequence = head.sequence + 1
    var record = AuditRecord(
      sequence: sequence, at: now, actor: entry.origin.actor.text, action: entry.action.rawValue, tenant: entry.tenant?.text,
      subject: entry.subject, requestID: entry.origin.requestID, before: AuditTrail.json(entry.before),
      after: AuditTrail.json(entry.after), seal: [])
    record = record.sealed(AuditTrail.seal(of: record, after: head.seal))
    insert.bind(1, sequence)
    insert.bind(2, now.microseconds)
    insert.bind(3, text: record.actor)
    insert.bind(4, text: record.action)
    if let tenant = record.tenant { insert.bind(5, text: tenant) } else { insert.bindNull(5) }
    insert.bind(6, text: record.subject)
    insert.bind(7, text: record.requestID)
    insert.bind(8, text: record.before)
    insert.bind(9, text: record.after)
    insert.bind(10, blob: record.seal)
    try insert.run()
    return record
  }

  /// Where the chain stands: sequence 0 and the beginning for an empty trail.
  func head() throws(SQLiteError) -> (sequence: Int64, seal: [UInt8]) {
    guard try last.step() else { return (0, origin) }
    defer { last.reset() }
    return (last.integer(0), last.bytes(1))
  }

  /// The seal of a row; nil where there is none.
  func seal(at sequence: Int64) throws(SQLiteError) -> [UInt8]? {
    let select = try connection.prepare("SELECT seal FROM audit WHERE sequence = ?1")
    select.bind(1, sequence)
    guard try select.step() else { return nil }
    defer { select.reset() }
    return select.bytes(0)
  }

  /// Newest first, from before `cursor`, and none below the row `floor`.
  func records(
    _ filter: AuditFilter, before cursor: Int64?, downTo floor: Int64 = 1, limit: Int
  ) throws(SQLiteError) -> [AuditRecord] {
    let select = try connection.prepare(
      """
      SELECT * FROM audit WHERE sequence < ?1 AND sequence >= ?8 AND (?2 IS NULL OR instr(?2, ' ' || tenant || ' ') > 0)
        AND (?3 IS NULL OR action = ?3) AND (?4 IS NULL OR actor = ?4) AND at >= ?5 AND at < ?6
      ORDER BY sequence DESC LIMIT ?7
      """)
    select.bind(1, cursor ?? .max)
    // Every id has the same length and no space in it.
    select.bind(2, optionalText: filter.tenants.map { " " + $0.map(\.text).joined(separator: " ") + " " })
    select.bind(3, optionalText: filter.action?.rawValue)
    select.bind(4, optionalText: filter.actor)
    select.bind(5, filter.from?.microseconds ?? .min)
    select.bind(6, filter.to?.microseconds ?? .max)
    select.bind(7, Int64(limit))
    select.bind(8, floor)
    var found: [AuditRecord] = []
    while try select.step() { found.append(AuditTrail.record(select)) }
    return found
  }

  /// A piece of the trail: what is about one tenant, or all of it.
  func records(_ window: TrailWindow, of tenant: TenantID?) throws(SQLiteError) -> [AuditRecord] {
    let order =
      switch window.order {
      case .newestFirst: "DESC"
      case .oldestFirst: "ASC"
      }
    let select = try connection.prepare(
      """
      SELECT * FROM audit WHERE sequence > ?1 AND sequence < ?2 AND at >= ?3 AND at < ?4 \(tenant == nil ? "" : "AND tenant = ?6")
      ORDER BY sequence \(order) LIMIT ?5
      """)
    select.bind(1, window.after)
    select.bind(2, window.before)
    select.bind(3, window.range.from?.microseconds ?? .min)
    select.bind(4, window.range.to?.microseconds ?? .max)
    select.bind(5, Int64(window.limit))
    if let tenant { select.bind(6, text: tenant.text) }
    var found: [AuditRecord] = []
    while try select.step() { found.append(AuditTrail.record(select)) }
    return found
  }

  /// The sequence of the first row that does not fit, nil when all do.
  func firstWrong() throws(SQLiteError) -> Int64? {
    let select = try connection.prepare("SELECT * FROM audit ORDER BY sequence")
    var expected: Int64 = 1
    var seal = origin
    while try select.step() {
      let record = AuditTrail.record(select)
      guard record.sequence == expected, AuditTrail.seal(of: record, after: seal) == record.seal else { return record.sequence }
      seal = record.seal
      expected += 1
    }
    return nil
  }

  private static func record(_ row: Statement) -> AuditRecord {
    AuditRecord(
      sequence: row.integer(0), at: Timestamp(microseconds: row.integer(1)), actor: row.text(2), action: row.text(3),
      tenant: row.optionalText(4), subject: row.text(5), requestID: row.text(6), before: row.text(7), after: row.text(8),
      seal: row.bytes(9))
  }

  // MARK: Bytes

  /// Every field, tagged and with its length, as the ledger's seals have them.
  private static func seal(of record: AuditRecord, after previous: [UInt8]) -> [UInt8] {
    var bytes = SealBytes(capacity: 1_024)
    bytes.append(integer: record.sequence)
    bytes.append(integer: record.at.microseconds)
    let texts = [record.actor, record.action, record.tenant, record.subject, record.requestID, record.before, record.after]
    for text in texts {
      if let text {
        Array(text.utf8).withUnsafeBytes { bytes.append(SealBytes.textTag, $0) }
      } else {
        bytes.append(SealBytes.nullTag)
      }
    }
    var digest = Digest()
    digest.update(previous)
    digest.update(bytes.bytes)
    return digest.finish()
  }

  private static func json(_ facts: [AuditEntry.Fact]) -> String {
    var writer = JSONWriter(capacity: 128)
    writer.beginObject()
    for fact in facts {
      writer.key(fact.name)
      writer.string(fact.value)
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension AuditRecord {
  fileprivate func sealed(_ seal: [UInt8]) -> AuditRecord {
    AuditRecord(
      sequence: sequence, at: at, actor: actor, action: action, tenant: tenant, subject: subject, requestID: requestID,
      before: before, after: after, seal: seal)
  }
}

extension Statement {
  fileprivate func bind(_ index: Int32, optionalText text: String?) {
    if let text { bind(index, text: text) } else { bindNull(index) }
  }
}
