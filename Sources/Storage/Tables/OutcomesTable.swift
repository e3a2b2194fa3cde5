import LedgerCore
import SQLite

/// Reads and writes `outcomes`: what moved nothing.
struct OutcomesTable {
  private let inserting: SealedRow
  private static let refusal = Text("refusal")
  private static let batch = Text("batch")

  init(on connection: Connection) throws(SQLiteError) {
    inserting = try SealedRow(.outcomes, on: connection)
  }

  func insert(
    refusal rejection: Rejection, sequence: Int64, at postedAt: Timestamp, _ keyed: KeyedRequest?, into bytes: inout SealBytes
  ) throws(SQLiteError) {
    let code = Text(rejection.code.rawValue)
    defer { withExtendedLifetime(code) {} }
    try inserting.insert(into: &bytes) { columns in
      columns.integer(sequence)
      columns.integer(postedAt.microseconds)
      columns.text(OutcomesTable.refusal)
      columns.text(code)
      columns.integer(Int64(rejection.path.field.rawValue))
      columns.optional(rejection.path.posting.map { Int64($0) })
      columns.optional(rejection.account.map { Int64($0.number.rawValue) })
      columns.optional(rejection.available)
      columns.optional(rejection.needed)
      columns.keyed(keyed)
    }
  }

  func insert(
    batchAt sequence: Int64, _ postedAt: Timestamp, _ keyed: KeyedRequest, into bytes: inout SealBytes
  ) throws(SQLiteError) {
    try inserting.insert(into: &bytes) { columns in
      columns.integer(sequence)
      columns.integer(postedAt.microseconds)
      columns.text(OutcomesTable.batch)
      for _ in 0..<6 { columns.null() }
      columns.keyed(keyed)
    }
  }

  static let columns = "sequence, posted_at, kind, code, field, posting, account, available, needed, key, request"

  /// The refusal a statement that selects `columns` stands on; nil for a batch.
  static func rejection(
    of statement: Statement, account: (AccountNumber) -> AccountIdentity?
  ) throws(MalformedRow) -> Rejection? {
    guard statement.text(2) == "refusal" else { return nil }
    guard let code = RejectionCode(rawValue: statement.text(3)),
      let field = RequestField(rawValue: UInt8(truncatingIfNeeded: statement.integer(4)))
    else {
      throw MalformedRow(
        table: .outcomes, sequence: statement.integer(0), reason: "its code or field is not one this version knows")
    }
    return Rejection(
      code, FieldPath(field, posting: statement.optionalInteger(5).map { Int($0) }),
      account: statement.optionalInteger(6).flatMap { account(AccountNumber(Int32(truncatingIfNeeded: $0))) },
      available: statement.optionalInteger(7), needed: statement.optionalInteger(8))
  }
}
