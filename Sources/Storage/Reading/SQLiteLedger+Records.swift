import LedgerCore

/// The reads of records. They see what is committed, which may be a moment newer than the published balances.
extension SQLiteLedger {
  func record(_ number: Int64) throws(LedgerFailure) -> RecordChange? { try readers.read { try $0.records.record(number) } }

  func record(named name: Text, kind: Text) throws(LedgerFailure) -> RecordChange? {
    try readers.read { try $0.records.record(named: name, kind: kind) }
  }

  func recordChange(at sequence: Int64) throws(LedgerFailure) -> RecordChange? {
    try readers.read { try $0.rows.recordChange(sequence) }
  }

  func records(_ query: RecordQuery, before cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<RecordChange, Int64> {
    try readers.read { try $0.records.records(query, before: cursor, limit: limit) }
  }

  func history(ofRecord number: Int64, limit: Int) throws(LedgerFailure) -> [RecordChange] {
    let head = head.sequence
    return try readers.read { try $0.records.history(of: number, upTo: head, limit: limit) }
  }

  func dueRecords(by time: Timestamp, limit: Int) throws(LedgerFailure) -> [RecordChange] {
    try readers.read { try $0.records.due(by: time, limit: limit) }
  }

  var nextDueRecord: Timestamp? { published.nextRecordDue }

  func dueRecords(_ query: DueQuery, after place: DuePlace?, limit: Int) throws(LedgerFailure) -> Page<RecordChange, DuePlace> {
    try readers.read { try $0.records.due(query, after: place, limit: limit) }
  }

  func dueCounts(at time: Timestamp, stuck: Text, madeBy: Timestamp) throws(LedgerFailure) -> [DueCount] {
    let last = try sequence(postedBy: madeBy)
    return try readers.read { try $0.records.dueCounts(at: time, stuck: stuck, upTo: last) }
  }
}
