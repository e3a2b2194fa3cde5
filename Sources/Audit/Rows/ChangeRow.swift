/// A row of `account_changes` by the names of its columns.
struct ChangeRow {
  let row: RowBuffer

  subscript(_ column: ChangeColumn) -> Int64 { row.integer(column.rawValue) }

  func optional(_ column: ChangeColumn) -> Int64? { row.optionalInteger(column.rawValue) }

  func text(_ column: ChangeColumn) -> String { row.text(column.rawValue) }

  func optionalText(_ column: ChangeColumn) -> String? { row.optionalText(column.rawValue) }

  var sequence: Int64 { self[.sequence] }

  func require(_ column: ChangeColumn, is expected: Int64?, _ rule: Finding.Rule) throws(Finding) {
    guard optional(column) == expected else { throw finding(column, rule, expected: expected.map { "\($0)" } ?? "NULL") }
  }

  func finding(_ column: ChangeColumn, _ rule: Finding.Rule, expected: String) -> Finding {
    let found =
      switch column.column.kind {
      case .integer: optional(column).map { "\($0)" } ?? "NULL"
      case .text, .blob: optionalText(column).map { "'\($0.prefix(60))'" } ?? "NULL"
      }
    return finding(rule, column.column.name, expected: expected, found: found)
  }

  func finding(_ rule: Finding.Rule, _ subject: String, expected: String, found: String) -> Finding {
    Finding(table: TruthTable.accountChanges.name, row: sequence, rule, subject, expected: expected, found: found)
  }
}
