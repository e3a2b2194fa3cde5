import LedgerCore
import SQLite

/// What readers ask about records.
struct RecordQueries {
  private let record: Statement
  private let named: Statement
  private let all: Statement
  private let children: Statement
  private let history: Statement
  private let due: Statement
  private let duePage: Statement
  private let dueCount: Statement
  private let dueAtOnce: Statement

  init(on connection: Connection) throws(SQLiteError) {
    record = try connection.prepare(RecordsTable.current("r.record = ?1"))
    named = try connection.prepare(RecordsTable.current("r.kind = ?1 AND r.name = ?2"))
    all = try connection.prepare(
      RecordsTable.current("r.kind = ?1 AND r.record < ?2 AND (?3 IS NULL OR r.state = ?3) ORDER BY r.record DESC LIMIT ?4"))
    children = try connection.prepare(
      RecordsTable.current(
        "r.parent = ?5 AND r.kind = ?1 AND r.record < ?2 AND (?3 IS NULL OR r.state = ?3) ORDER BY r.record DESC LIMIT ?4"))
    history = try connection.prepare(
      """
      SELECT \(RecordsTable.columns) FROM record_changes WHERE record = ?1 AND sequence >= ?1 AND sequence <= ?3
      ORDER BY sequence LIMIT ?2
      """)
    due = try connection.prepare(
      RecordsTable.current("r.due_at IS NOT NULL AND r.due_at <= ?1 ORDER BY r.due_at, r.record LIMIT ?2"))
    duePage = try connection.prepare(
      RecordsTable.current(
        "r.due_at >= ?1 AND r.due_at <= ?2 AND (r.due_at > ?1 OR r.record > ?3) ORDER BY r.due_at, r.record LIMIT ?4"))
    // The index by time alone, whatever else could be guessed from.
    dueCount = try connection.prepare(
      """
      SELECT kind, sum(due_at <= ?1), sum(due_at > ?1 AND due_at < ?2), sum(due_at = ?2), min(iif(due_at > 0, due_at, NULL)),
        sum(record <= ?4 AND due_at < ?2 AND state = ?3)
      FROM records WHERE due_at >= 0 GROUP BY +kind
      """)
    dueAtOnce = try connection.prepare(
      """
      SELECT posted_at FROM record_changes WHERE sequence =
        (SELECT min(last) FROM records WHERE due_at = 0 AND +kind = ?1)
      """)
  }

  func record(_ number: Int64) throws -> RecordChange? {
    record.bind(1, number)
    return try RecordsTable.first(of: record) { $0.record == number }
  }

  func record(named name: Text, kind: Text) throws -> RecordChange? {
    named.bind(1, text: kind.string)
    named.bind(2, text: name.string)
    return try RecordsTable.first(of: named) { $0.content.name == name && $0.content.kind == kind }
  }

  func records(_ query: RecordQuery, before cursor: Int64?, limit: Int) throws -> Page<RecordChange, Int64> {
    let statement = query.parent == nil ? all : children
    statement.bind(1, text: query.kind.string)
    statement.bind(2, cursor ?? .max)
    statement.bind(3, optionalText: query.state?.string)
    statement.bind(4, Int64(limit) + 1)
    if let parent = query.parent { statement.bind(5, parent) }
    var found = try RecordQueries.every(statement)
    guard found.count > limit else { return Page(items: found, next: nil) }
    found.removeLast()
    return Page(items: found, next: found.last?.record)
  }

  func history(of number: Int64, upTo head: Int64, limit: Int) throws -> [RecordChange] {
    history.bind(1, number)
    history.bind(2, Int64(limit))
    history.bind(3, head)
    return try RecordQueries.every(history)
  }

  func due(by time: Timestamp, limit: Int) throws -> [RecordChange] {
    due.bind(1, time.microseconds)
    due.bind(2, Int64(limit))
    return try RecordQueries.every(due)
  }

  func due(_ query: DueQuery, after place: DuePlace?, limit: Int) throws -> Page<RecordChange, DuePlace> {
    // Behind a place is either later, or at the same time and of a higher number.
    let start = place.map { max($0, DuePlace(dueAt: query.from, record: 0)) } ?? DuePlace(dueAt: query.from, record: 0)
    duePage.bind(1, start.dueAt.microseconds)
    duePage.bind(2, query.to.microseconds)
    duePage.bind(3, start.record)
    duePage.bind(4, Int64(limit) + 1)
    var found = try RecordQueries.every(duePage)
    guard found.count > limit else { return Page(items: found, next: nil) }
    found.removeLast()
    return Page(items: found, next: found.last?.duePlace)
  }

  func dueCounts(at time: Timestamp, stuck: Text, upTo last: Int64) throws -> [DueCount] {
    dueCount.bind(1, time.microseconds)
    dueCount.bind(2, RecordContent.never.microseconds)
    dueCount.bind(3, text: stuck.string)
    dueCount.bind(4, last)
    defer { dueCount.reset() }
    var counts: [DueCount] = []
    while try dueCount.step() {
      let oldest = dueCount.optionalInteger(4).map { Timestamp(microseconds: $0) }.flatMap { $0 <= time ? $0 : nil }
      counts.append(
        DueCount(
          kind: Text(dueCount.bytes(0)), due: dueCount.integer(1), waiting: dueCount.integer(2), dead: dueCount.integer(3),
          oldest: oldest, stuck: dueCount.integer(5)))
    }
    for index in counts.indices {
      guard let since = try madeDueAtOnce(counts[index].kind) else { continue }
      counts[index].oldest = min(counts[index].oldest ?? since, since)
    }
    return counts
  }

  /// Since when the first of those waits that were made due at once, whose time is no time.
  private func madeDueAtOnce(_ kind: Text) throws -> Timestamp? {
    dueAtOnce.bind(1, text: kind.string)
    defer { dueAtOnce.reset() }
    guard try dueAtOnce.step() else { return nil }
    return dueAtOnce.optionalInteger(0).map { Timestamp(microseconds: $0) }
  }

  private static func every(_ statement: Statement) throws -> [RecordChange] {
    defer { statement.reset() }
    var found: [RecordChange] = []
    while try statement.step() { found.append(try RecordsTable.change(of: statement)) }
    return found
  }
}

extension RecordChange {
  fileprivate var duePlace: DuePlace? { content.dueAt.map { DuePlace(dueAt: $0, record: record) } }
}
