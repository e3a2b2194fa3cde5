import LedgerCore
import SQLite

/// Reads and writes the derived state other than the index: counters, open holds, marks, and the watermark that says up to where
/// all of it is complete.
struct DerivedTables {
  private let putState: Statement
  private let putHold: Statement
  private let deleteHold: Statement
  private let putMark: Statement
  private let putWatermark: Statement

  init(on connection: Connection) throws(SQLiteError) {
    putState = try connection.prepare("INSERT OR REPLACE INTO account_states VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
    putHold = try connection.prepare("INSERT OR REPLACE INTO open_holds VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
    deleteHold = try connection.prepare("DELETE FROM open_holds WHERE hold = ?1")
    putMark = try connection.prepare("INSERT OR REPLACE INTO account_marks VALUES (?1, ?2)")
    putWatermark = try connection.prepare("INSERT OR REPLACE INTO watermark VALUES (1, ?1, ?2, ?3, ?4)")
  }

  func put(_ number: AccountNumber, _ state: AccountState) throws(SQLiteError) {
    putState.bind(1, Int64(number.rawValue))
    putState.bind(2, state.lastPosting)
    putState.bind(3, state.version)
    putState.bind(4, state.counters.debitsPosted)
    putState.bind(5, state.counters.creditsPosted)
    putState.bind(6, state.counters.debitsPending)
    putState.bind(7, state.counters.creditsPending)
    try putState.run()
  }

  func put(hold: Int64, _ value: OpenHold?) throws(SQLiteError) {
    guard let value else {
      deleteHold.bind(1, hold)
      return try deleteHold.run()
    }
    putHold.bind(1, hold)
    putHold.bind(2, Int64(value.debit.rawValue))
    putHold.bind(3, Int64(value.credit.rawValue))
    putHold.bind(4, value.placedAt.microseconds)
    putHold.bind(5, value.remaining)
    putHold.bind(6, optional: value.expiresAt?.microseconds)
    try putHold.run()
  }

  func put(mark: AccountMark) throws(SQLiteError) {
    putMark.bind(1, Int64(mark.account.rawValue))
    putMark.bind(2, mark.sequence)
    try putMark.run()
  }

  func put(_ watermark: Watermark) throws(SQLiteError) {
    putWatermark.bind(1, watermark.sequence)
    putWatermark.bind(2, watermark.sealNumber)
    putWatermark.bind(3, blob: watermark.seal)
    putWatermark.bind(4, watermark.postings)
    try putWatermark.run()
  }

  static func watermark(on connection: Connection) throws(SQLiteError) -> Watermark? {
    let select = try connection.prepare("SELECT sequence, seal_number, seal, postings FROM watermark WHERE id = 1")
    guard try select.step() else { return nil }
    return Watermark(
      sequence: select.integer(0), sealNumber: select.integer(1), seal: select.bytes(2), postings: select.integer(3))
  }

  /// Forgets everything that can be derived again. Writes nothing where there is nothing.
  static func clear(on connection: Connection) throws(SQLiteError) {
    for table in ["watermark", "account_states", "open_holds", "account_marks", "index_runs", "index_pages"] {
      if try connection.integer("SELECT 1 FROM \(table) LIMIT 1") != nil { try connection.execute("DELETE FROM \(table)") }
    }
  }
}

/// Up to which row, and which seal, the derived state is complete.
struct Watermark {
  let sequence: Int64
  let sealNumber: Int64
  let seal: [UInt8]
  /// How many of the rows up to there are postings.
  let postings: Int64
}

/// A row of an account from which a walk through its history can begin.
struct AccountMark {
  /// Every so many rows of an account one is marked.
  static let interval: Int64 = 256
  let account: AccountNumber
  let sequence: Int64
}
