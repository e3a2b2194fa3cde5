import SQLite

/// Writes `seals`.
struct SealsTable {
  private let inserting: Statement

  init(on connection: Connection) throws(SQLiteError) {
    inserting = try connection.prepare("INSERT INTO seals (number, first, last, seal) VALUES (?1, ?2, ?3, ?4)")
  }

  func insert(number: Int64, first: Int64, last: Int64, seal: [UInt8]) throws(SQLiteError) {
    inserting.bind(1, number)
    inserting.bind(2, first)
    inserting.bind(3, last)
    inserting.bind(4, blob: seal)
    try inserting.run()
  }
}
