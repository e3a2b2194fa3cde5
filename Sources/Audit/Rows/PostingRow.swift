/// A row of `postings` by the names of its columns.
struct PostingRow {
  let row: RowBuffer

  subscript(_ column: PostingColumn) -> Int64 { row.integer(column.rawValue) }

  func optional(_ column: PostingColumn) -> Int64? { row.optionalInteger(column.rawValue) }

  func isNull(_ column: PostingColumn) -> Bool { row.isNull(column.rawValue) }

  var sequence: Int64 { self[.sequence] }

  /// Throws unless the column holds exactly this.
  @inline(__always)
  func require(_ column: PostingColumn, is expected: Int64, _ rule: Finding.Rule) throws(Finding) {
    guard self[column] == expected, !isNull(column) else { throw finding(column, rule, expected: "\(expected)") }
  }

  @inline(__always)
  func requireNull(_ column: PostingColumn, _ rule: Finding.Rule, because reason: StaticString) throws(Finding) {
    guard isNull(column) else { throw finding(column, rule, expected: "NULL \(reason)") }
  }

  func finding(_ column: PostingColumn, _ rule: Finding.Rule, expected: String) -> Finding {
    finding(rule, column.column.name, expected: expected, found: text(column))
  }

  func finding(_ rule: Finding.Rule, _ subject: String, expected: String, found: String) -> Finding {
    Finding(table: TruthTable.postings.name, row: sequence, rule, subject, expected: expected, found: found)
  }

  private func text(_ column: PostingColumn) -> String {
    guard !isNull(column) else { return "NULL" }
    switch column.column.kind {
    case .integer: return "\(self[column])"
    case .text: return "'\(row.text(column.rawValue).prefix(60))'"
    case .blob: return "\(row.bytes(column.rawValue).count) bytes"
    }
  }
}
