import LedgerCore

/// A row of `outcomes` by the names of its columns.
struct OutcomeRow {
  let row: RowBuffer

  subscript(_ column: OutcomeColumn) -> Int64 { row.integer(column.rawValue) }

  func isNull(_ column: OutcomeColumn) -> Bool { row.isNull(column.rawValue) }

  var sequence: Int64 { self[.sequence] }

  func text(_ column: OutcomeColumn) -> String { row.text(column.rawValue) }

  func finding(_ column: OutcomeColumn, expected: String) -> Finding {
    let found =
      isNull(column) ? "NULL" : column.column.kind == .integer ? "\(self[column])" : "'\(text(column).prefix(60))'"
    return finding(.outcome, column.column.name, expected: expected, found: found)
  }

  func finding(_ rule: Finding.Rule, _ subject: String, expected: String, found: String) -> Finding {
    Finding(table: TruthTable.outcomes.name, row: sequence, rule, subject, expected: expected, found: found)
  }
}

extension TruthReplay {
  mutating func take(_ row: OutcomeRow) throws(Finding) {
    let kind = row.text(.kind)
    try clock.take(row[.postedAt], .outcomes, row: row.sequence, as: kind == "batch" ? .batch : .command)
    if let fault = KeyShape.fault(row.row, key: OutcomeColumn.key.rawValue, request: OutcomeColumn.request.rawValue) {
      throw row.finding(.key, fault.subject, expected: fault.expected, found: fault.found)
    }
    onlyOnce.note(key: row.row.bytes(OutcomeColumn.key.rawValue))
    switch kind {
    case "batch": try takeBatch(row)
    case "refusal": try takeRefusal(row)
    default: throw row.finding(.kind, expected: "'refusal' or 'batch'")
    }
  }

  private mutating func takeBatch(_ row: OutcomeRow) throws(Finding) {
    for column in [OutcomeColumn.code, .field, .posting, .account, .available, .needed] where !row.isNull(column) {
      throw row.finding(column, expected: "NULL: a batch is not refused as a whole")
    }
    switch requests.shape(row.row.bytes(OutcomeColumn.request.rawValue)) {
    case .separate: break
    case .atomic(let count): clock.begin(atomicBatch: row.sequence, count: count)
    case .none:
      throw row.finding(.key, "request", expected: "that of a batch: operation, atomic, items", found: "another")
    }
  }

  private mutating func takeRefusal(_ row: OutcomeRow) throws(Finding) {
    guard !row.isNull(.code), let code = RejectionCode(rawValue: row.text(.code)) else {
      throw row.finding(.code, expected: "why it was refused")
    }
    guard !row.isNull(.field), RequestField(rawValue: UInt8(clamping: row[.field])) != nil else {
      throw row.finding(.field, expected: "the number of a field")
    }
    guard row.isNull(.posting) || row[.posting] >= 0 else { throw row.finding(.posting, expected: "0 or more, or NULL") }
    guard row.isNull(.account) || row[.account] >= 1 && row[.account] <= Int64(accounts.count) else {
      throw row.finding(.account, expected: "one of the \(accounts.count) accounts opened so far, or NULL")
    }
    guard clock.refuse(isLinked: code == .linkedEventFailed) else {
      throw row.finding(.code, expected: "a reason of its own: it is no item of an atomic batch")
    }
  }
}
