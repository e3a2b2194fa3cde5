import SQLite
import Sodium

/// Holds the SQL indexes of `records` against its rows: by a lost entry a name is given twice, or what is due is never done.
///
/// Both are read from one end to the other and added up under a secret hash: there may be more of them than fit memory.
enum RecordIndexCheck {
  private static let indexes = [
    ("records_by_name", "kind, name", "WHERE name IS NOT NULL"), ("records_by_kind", "kind, NULL", ""),
    ("records_by_parent", "parent, kind", "WHERE parent IS NOT NULL"),
    ("records_due", "due_at, NULL", "WHERE due_at IS NOT NULL"),
  ]

  static func check(on connection: Connection) throws(Finding) {
    let secret = ShortHash(key: Sodium.randomBytes(ShortHash.keyBytes))
    for (name, columns, condition) in indexes {
      let rows = try sum("SELECT record, \(columns) FROM records NOT INDEXED \(condition)", of: "records", secret, connection)
      let found = try sum("SELECT record, \(columns) FROM records INDEXED BY \(name) \(condition)", of: name, secret, connection)
      guard found == rows else {
        throw Finding(
          table: name, row: nil, .derived, "the index", expected: "\(rows.count) of the rows of records",
          found: "\(found.count) rows, not the same")
      }
    }
  }

  private static func sum(
    _ query: String, of table: String, _ secret: ShortHash, _ connection: Connection
  ) throws(Finding) -> SumOfEntries {
    try reading(table, after: nil) { () throws(SQLiteError) in
      var sum = SumOfEntries(secret)
      let select = try connection.prepare(query)
      while try select.step() { sum.add(select.integer(0), value(1, of: select, secret), value(2, of: select, secret)) }
      return sum
    }
  }

  private static func value(_ column: Int32, of select: borrowing Statement, _ secret: ShortHash) -> Int64 {
    select.kind(column) == .text ? Int64(bitPattern: select.withBytes(column) { secret.hash($0) }) : select.integer(column)
  }
}
