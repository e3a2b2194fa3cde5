import SQLite

/// `records` is written in the commit of each change, so that it is asked for whether there is a watermark or not. It is compared by the
/// numbers of records, not remembered from the walk: there may be more of them than fit memory.
extension DerivedCheck {
  func checkRecords() throws(Finding) {
    let altered = try reading("records", after: nil) { () throws(SQLiteError) -> (Int64, String, String)? in
      let select = try connection.prepare(
        """
        SELECT r.record, r.last, c.record IS r.record AND c.kind IS r.kind AND c.state IS r.state AND c.parent IS r.parent
          AND c.name IS r.name AND c.due_at IS r.due_at, c.record IS r.record
        FROM records r LEFT JOIN record_changes c ON c.sequence = r.last ORDER BY r.record
        """)
      while try select.step() {
        guard select.integer(2) == 0 else { continue }
        let last = select.integer(1)
        return select.integer(3) == 0
          ? (select.integer(0), "a row of the record as its last", "\(last)")
          : (select.integer(0), "what row \(last) says", "something else")
      }
      return nil
    }
    let behind = try reading("records", after: nil) { () throws(SQLiteError) -> (Int64, String, String)? in
      let select = try connection.prepare(
        """
        SELECT min(c.record) FROM record_changes c LEFT JOIN records r ON r.record = c.record
        WHERE r.last IS NULL OR r.last < c.sequence
        """)
      guard try select.step(), !select.isNull(0) else { return nil }
      return (select.integer(0), "there, as its last row says", "missing, or older")
    }
    guard let wrong = [altered, behind].compactMap({ $0 }).min(by: { $0.0 < $1.0 }) else { return }
    throw Finding.derived("records", wrong.0, "the record", wrong.1, wrong.2)
  }
}
