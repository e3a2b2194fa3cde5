import LedgerCore
import SQLite
import Vault

/// The table `records`: payment methods, sealed.
final class VaultRecordsTable {
  private static let columns =
    "number, created_at, kind, fingerprint, customer, is_default, deleted_at, key, details, secret, request_key, request, mark"
  private let connection: Connection
  private let byNumber: Statement
  private let byRequest: Statement
  private let byDefault: Statement
  private let newest: Statement
  private let newestOfCustomer: Statement
  private let fromNumber: Statement
  private let insertOne: Statement
  private let updateOne: Statement

  init(on connection: Connection) throws(SQLiteError) {
    self.connection = connection
    let select = "SELECT \(VaultRecordsTable.columns) FROM records"
    byNumber = try connection.prepare("\(select) WHERE number = ?1")
    byRequest = try connection.prepare("\(select) WHERE request_key = ?1")
    byDefault = try connection.prepare("\(select) WHERE customer = ?1 AND is_default = 1")
    newest = try connection.prepare("\(select) WHERE number < ?1 ORDER BY number DESC LIMIT ?2")
    newestOfCustomer = try connection.prepare(
      "\(select) WHERE number < ?1 AND customer = ?3 AND deleted_at IS NULL ORDER BY number DESC LIMIT ?2")
    fromNumber = try connection.prepare("\(select) WHERE number >= ?1 ORDER BY number LIMIT ?2")
    insertOne = try connection.prepare(
      "INSERT INTO records (\(VaultRecordsTable.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")
    // What never changes is not touched, and its indexes neither.
    updateOne = try connection.prepare(
      "UPDATE records SET is_default = ?2, deleted_at = ?3, key = ?4, details = ?5, secret = ?6, mark = ?7 WHERE number = ?1")
  }

  func highestNumber() throws(SQLiteError) -> Int64 { try connection.integer("SELECT max(number) FROM records") ?? 0 }

  func record(_ number: Int64) throws -> SealedRecord? {
    byNumber.bind(1, number)
    return try first(byNumber)
  }

  func record(requestKey: String) throws -> SealedRecord? {
    byRequest.bind(1, text: requestKey)
    return try first(byRequest)
  }

  func defaultRecord(of customer: String) throws -> SealedRecord? {
    byDefault.bind(1, text: customer)
    return try first(byDefault)
  }

  /// Newest first, what was deleted left out; looks at a bounded number of rows.
  func page(_ filter: MethodFilter, below number: Int64?, limit: Int) throws -> (records: [SealedRecord], next: Int64?) {
    let statement = filter.customer == nil ? newest : newestOfCustomer
    statement.bind(1, number ?? .max)
    statement.bind(2, Int64(VaultLimits.scannedRows))
    if let customer = filter.customer { statement.bind(3, text: customer) }
    defer { statement.reset() }
    var found: [SealedRecord] = []
    var last: Int64?
    var scanned = 0
    while try statement.step() {
      scanned += 1
      let position = statement.integer(0)
      // One more than fits shows that there is a next page.
      if found.count == limit { return (found, last) }
      last = position
      let isWanted = statement.isNull(6) && filter.kind.map { $0.number == statement.integer(2) } ?? true
      if isWanted { found.append(try row(statement)) }
    }
    return (found, scanned == VaultLimits.scannedRows ? last : nil)
  }

  /// In order, those under one key; `next` is the first that was not looked at.
  func records(
    under key: Int64, from number: Int64, scanning: Int, limit: Int
  ) throws -> (records: [SealedRecord], next: Int64?) {
    fromNumber.bind(1, number)
    fromNumber.bind(2, Int64(scanning) + 1)
    defer { fromNumber.reset() }
    var found: [SealedRecord] = []
    var scanned = 0
    while try fromNumber.step() {
      if found.count == limit || scanned == scanning { return (found, fromNumber.integer(0)) }
      scanned += 1
      if fromNumber.optionalInteger(7) == key { found.append(try row(fromNumber)) }
    }
    return (found, nil)
  }

  func insert(_ record: SealedRecord) throws(SQLiteError) {
    insertOne.bind(1, record.number)
    insertOne.bind(2, record.createdAt.microseconds)
    insertOne.bind(3, record.kind.number)
    insertOne.bind(4, blob: record.fingerprint)
    if let customer = record.customer { insertOne.bind(5, text: customer) } else { insertOne.bindNull(5) }
    insertOne.bind(6, record.isDefault ? 1 : 0)
    insertOne.bind(7, optional: record.deletedAt?.microseconds)
    insertOne.bind(8, optional: record.key)
    bind(insertOne, 9, record.details)
    bind(insertOne, 10, record.secret)
    insertOne.bind(11, text: record.requestKey)
    insertOne.bind(12, blob: record.request)
    insertOne.bind(13, blob: record.mark)
    try insertOne.run()
  }

  func update(_ record: SealedRecord) throws(SQLiteError) {
    updateOne.bind(1, record.number)
    updateOne.bind(2, record.isDefault ? 1 : 0)
    updateOne.bind(3, optional: record.deletedAt?.microseconds)
    updateOne.bind(4, optional: record.key)
    bind(updateOne, 5, record.details)
    bind(updateOne, 6, record.secret)
    updateOne.bind(7, blob: record.mark)
    try updateOne.run()
  }

  private func bind(_ statement: Statement, _ index: Int32, _ blob: [UInt8]?) {
    if let blob { statement.bind(index, blob: blob) } else { statement.bindNull(index) }
  }

  private func first(_ statement: Statement) throws -> SealedRecord? {
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return try row(statement)
  }

  private func row(_ row: Statement) throws -> SealedRecord {
    let number = row.integer(0)
    guard let kind = MethodKind(number: row.integer(2)), (0...1).contains(row.integer(5)), isWhole(row) else {
      throw VaultFailure.damaged("record \(number) of the vault is not what was stored")
    }
    return SealedRecord(
      number: number, createdAt: Timestamp(microseconds: row.integer(1)), kind: kind, fingerprint: row.bytes(3),
      customer: row.optionalText(4), isDefault: row.integer(5) == 1,
      deletedAt: row.optionalInteger(6).map { Timestamp(microseconds: $0) }, key: row.optionalInteger(7),
      details: row.optionalBytes(8), secret: row.optionalBytes(9), requestKey: row.text(10), request: row.bytes(11),
      mark: row.bytes(12))
  }

  /// Whether each value is stored as what it was: the same bytes as text instead of a blob would read the same.
  private func isWhole(_ row: Statement) -> Bool {
    for (column, kind) in VaultRecordsTable.kinds {
      let stored = row.kind(column)
      guard stored == kind || stored == .null && VaultRecordsTable.optional.contains(column) else { return false }
    }
    return true
  }

  private static let kinds: [(Int32, Statement.Kind)] = [
    (0, .integer), (1, .integer), (2, .integer), (3, .blob), (4, .text), (5, .integer), (6, .integer), (7, .integer), (8, .blob),
    (9, .blob), (10, .text), (11, .blob), (12, .blob),
  ]
  private static let optional: Set<Int32> = [4, 6, 7, 8, 9]
}
