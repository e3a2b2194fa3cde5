/// A row of `outcomes` by the names of its columns.
struct OutcomeRow {
  let row: RowBuffer

  subscript(_ column: OutcomeColumn) -> Int64 { row.integer(column.rawValue) }

  func isNull(_ column: OutcomeColumn) -> Bool { row.isNull(column.rawValue) }

  var sequence: Int64 { self[.sequence] }

  func finding(_ rule: Finding.Rule, _ subject: String, expected: String, found: String) -> Finding {
    Finding(table: TruthTable.outcomes.name, row: sequence, rule, subject, expected: expected, found: found)
  }
}

extension TruthReplay {
  mutating func take(_ row: OutcomeRow) throws(Finding) {
    let kind = row.row.text(OutcomeColumn.kind.rawValue)
    let isBatch = kind == "batch"
    try clock.take(row[.postedAt], .outcomes, row: row.sequence, isBatch: isBatch)
    guard isBatch || kind == "refusal" else {
      throw row.finding(.outcome, "kind", expected: "'refusal' or 'batch'", found: "'\(kind.prefix(20))'")
    }
    guard row.isNull(.code) == isBatch else {
      throw row.finding(
        .outcome, "code", expected: isBatch ? "NULL: a batch is not refused as a whole" : "why it was refused",
        found: isBatch ? "'\(row.row.text(OutcomeColumn.code.rawValue).prefix(60))'" : "NULL")
    }
    // It may be an account that an atomic batch opened and took back, so that only its sign can be checked.
    if !row.isNull(.account), row[.account] < 1 {
      throw row.finding(.outcome, "account", expected: "the number of an account", found: "\(row[.account])")
    }
    if let fault = KeyShape.fault(row.row, key: OutcomeColumn.key.rawValue, request: OutcomeColumn.request.rawValue) {
      throw row.finding(.key, fault.subject, expected: fault.expected, found: fault.found)
    }
    if !row.isNull(.key) { onlyOnce.note(key: row.row.bytes(OutcomeColumn.key.rawValue)) }
  }
}
