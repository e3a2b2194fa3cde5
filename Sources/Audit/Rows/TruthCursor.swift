import SQLite

/// Walks one of the four tables in order of sequence, holding the row it stands on.
struct TruthCursor: ~Copyable {
  let table: TruthTable
  let row: RowBuffer
  private let statement: Statement
  private let columns: [Column]
  /// Bits of the columns that hold integers, and of those that may be NULL.
  private let integers: UInt64
  private let optionals: UInt64
  /// The sequence of the row it stands on; nil behind the last.
  private(set) var sequence: Int64?

  /// Stands before the first row.
  init(_ table: TruthTable, on connection: Connection, from first: Int64? = nil) throws(Finding) {
    self.table = table
    columns = table.columns
    integers = TruthCursor.bits(columns) { $0.kind == .integer }
    optionals = TruthCursor.bits(columns) { $0.isOptional }
    row = RowBuffer(columns: columns.count)
    let names = columns.map(\.name).joined(separator: ", ")
    let start = first.map { " WHERE sequence >= \($0)" } ?? ""
    statement = try reading(table.name, after: nil) { () throws(SQLiteError) in
      try connection.prepare("SELECT \(names) FROM \(table.name)\(start) ORDER BY sequence")
    }
  }

  /// Goes to the next row, reads all of it and checks that every column holds what its type allows.
  mutating func advance() throws(Finding) {
    let last = sequence
    let found: Bool
    do {
      found = try statement.step()
    } catch {
      throw Finding.unreadable(table.name, after: last, error)
    }
    guard found else {
      sequence = nil
      return
    }
    try read()
    sequence = row.integer(0)
  }

  private func read() throws(Finding) {
    row.begin(table)
    for index in columns.indices {
      let column = Int32(truncatingIfNeeded: index)
      switch statement.kind(column) {
      case .integer:
        guard integers & 1 << UInt64(index) != 0 else { throw wrongType(index, "an integer") }
        row.set(index, statement.integer(column))
      case .null:
        guard optionals & 1 << UInt64(index) != 0 else { throw wrongType(index, "NULL") }
        row.setNull(index)
      case .text:
        guard case .text(let limit) = columns[index].kind else { throw wrongType(index, "a text") }
        try readBytes(index, limit: limit, tag: 2)
      case .blob:
        guard case .blob(let limit) = columns[index].kind else { throw wrongType(index, "a blob") }
        try readBytes(index, limit: limit, tag: 3)
      case .real: throw wrongType(index, "a floating-point number")
      }
    }
  }

  private static func bits(_ columns: [Column], where isSet: (Column) -> Bool) -> UInt64 {
    columns.indices.reduce(0) { bits, index in isSet(columns[index]) ? bits | 1 << UInt64(index) : bits }
  }

  private func readBytes(_ index: Int, limit: Int, tag: UInt8) throws(Finding) {
    let length = statement.withBytes(Int32(truncatingIfNeeded: index)) { bytes in
      if bytes.count <= limit { row.set(index, bytes, tag: tag) }
      return bytes.count
    }
    guard length <= limit else {
      throw Finding(
        table: table.name, row: statement.integer(0), .column, columns[index].name, expected: "at most \(limit) bytes",
        found: "\(length) bytes")
    }
  }

  private func wrongType(_ index: Int, _ found: String) -> Finding {
    let column = columns[index]
    return Finding(
      table: table.name, row: statement.integer(0), .column, column.name,
      expected: column.kind.declared + (column.isOptional ? " or NULL" : ""), found: found)
  }
}

extension Finding {
  /// The file is damaged where this was read.
  static func unreadable(_ table: String, after row: Int64?, _ error: SQLiteError) -> Finding {
    guard !error.isNotADatabase else {
      return Finding(
        table: "file", row: nil, .readable, "the file", expected: "a ledger of walletd", found: "not an SQLite database")
    }
    return Finding(
      table: table, row: nil, .readable, row.map { "what follows row \($0)" } ?? "the table", expected: "readable",
      found: "unreadable (\(error.message))")
  }
}

/// Runs something that reads `table`; a failure of SQLite is a finding about the file.
func reading<R: ~Copyable>(
  _ table: String, after row: Int64?, _ body: () throws(SQLiteError) -> R
) throws(Finding) -> R {
  do {
    return try body()
  } catch {
    throw Finding.unreadable(table, after: row, error)
  }
}
