import LedgerCore
import SQLite

/// Holds the tables that could be rebuilt against the truth: recovery trusts them.
///
/// A saved state may be newer than the watermark (saving is spread over many commits), never older: what the truth had at the
/// watermark must be in it.
struct DerivedCheck: ~Copyable {
  let connection: Connection

  init(on connection: Connection) { self.connection = connection }

  /// `holdsAtWatermark` is nil where there is no watermark: then nothing derived is trusted, and nothing is asked of it.
  func check(_ replay: borrowing TruthReplay, holdsAtWatermark: [Int64: HoldTruth]?, watermark: Int64) throws(Finding) {
    try checkStates(replay)
    if let holdsAtWatermark { try checkHolds(replay, holdsAtWatermark, watermark) }
    try checkMarks(replay, watermark)
    try checkRecords()
    try RecordIndexCheck.check(on: connection)
  }

  // MARK: account_states

  private func checkStates(_ replay: borrowing TruthReplay) throws(Finding) {
    var saved = [Int64](repeating: 0, count: replay.accounts.count)
    do {
      let select = try connection.prepare(
        """
        SELECT s.account, s.last_posting, s.version, s.debits_posted, s.credits_posted, s.debits_pending, s.credits_pending,
          p.debit, p.credit, p.debit_version, p.debit_debits_posted, p.debit_credits_posted, p.debit_debits_pending,
          p.debit_credits_pending, p.credit_version, p.credit_debits_posted, p.credit_credits_posted, p.credit_debits_pending,
          p.credit_credits_pending
        FROM account_states s LEFT JOIN postings p ON p.sequence = s.last_posting ORDER BY s.account
        """)
      while try select.step() {
        let account = select.integer(0)
        guard account >= 1, account <= Int64(saved.count) else {
          throw Finding.derived(
            "account_states", account, "account", "one of the \(saved.count) accounts there are", "\(account)")
        }
        guard select.holds([.integer, .integer, .integer, .integer, .integer, .integer, .integer]) else {
          throw Finding.derived("account_states", account, "the row", "numbers", "other types")
        }
        saved[Int(account) - 1] = select.integer(1)
        try DerivedCheck.compareState(select, account)
      }
    } catch let error as SQLiteError {
      throw Finding.unreadable("account_states", after: nil, error)
    } catch let finding as Finding {
      throw finding
    } catch {
      preconditionFailure("only SQLite and the comparison throw here")
    }
    for index in saved.indices where saved[index] < replay.accounts[index].lastPostingAtWatermark {
      throw Finding.derived(
        "account_states", Int64(index) + 1, "last_posting",
        "\(replay.accounts[index].lastPostingAtWatermark) or later: the watermark says so", "\(saved[index])")
    }
  }

  /// The joined columns 2…6 (the state) against the side of the posting row that is about the account.
  private static func compareState(_ select: borrowing Statement, _ account: Int64) throws(Finding) {
    let names = ["version", "debits_posted", "credits_posted", "debits_pending", "credits_pending"]
    let first: Int32? =
      if select.integer(7) == account { 9 } else if select.integer(8) == account { 14 } else { nil }
    if first == nil, select.integer(1) != 0 {
      throw Finding.derived(
        "account_states", account, "last_posting", "a row of postings that moves account \(account)", "\(select.integer(1))")
    }
    for (offset, name) in names.enumerated() {
      let index = Int32(truncatingIfNeeded: offset)
      let expected = first.map { select.integer($0 + index) } ?? 0
      let found = select.integer(2 + index)
      guard found == expected else {
        throw Finding.derived("account_states", account, name, "\(expected), as after row \(select.integer(1))", "\(found)")
      }
    }
  }

  // MARK: open_holds

  private func checkHolds(
    _ replay: borrowing TruthReplay, _ atWatermark: [Int64: HoldTruth], _ watermark: Int64
  ) throws(Finding) {
    var found: Set<Int64> = []
    let rows = try reading("open_holds", after: nil) { () throws(SQLiteError) in
      let select = try connection.prepare(
        """
        SELECT o.hold, o.debit, o.credit, o.placed_at, o.remaining, o.expires_at, p.kind, p.debit, p.credit, p.posted_at, p.amount,
          p.expires_at
        FROM open_holds o LEFT JOIN postings p ON p.sequence = o.hold ORDER BY o.hold
        """)
      var rows: [Finding] = []
      while rows.isEmpty, try select.step() {
        found.insert(select.integer(0))
        if let finding = DerivedCheck.fault(of: select, replay, atWatermark, watermark) { rows.append(finding) }
      }
      return rows
    }
    if let finding = rows.first { throw finding }
    for (hold, truth) in atWatermark.sorted(by: { $0.key < $1.key }) where !found.contains(hold) && replay.holds[hold] != nil {
      throw Finding.derived(
        "open_holds", hold, "the hold", "there, with \(truth.remaining) remaining at the watermark", "missing")
    }
  }

  private static func fault(
    of select: borrowing Statement, _ replay: borrowing TruthReplay, _ atWatermark: [Int64: HoldTruth], _ watermark: Int64
  ) -> Finding? {
    let hold = select.integer(0)
    guard select.integer(6) == Int64(PostingKind.hold.rawValue) else {
      return Finding.derived("open_holds", hold, "hold", "the row of postings that placed a hold", "\(hold)")
    }
    for (name, mine, theirs) in [("debit", Int32(1), Int32(7)), ("credit", 2, 8), ("placed_at", 3, 9), ("expires_at", 5, 11)] {
      guard select.optionalInteger(mine) == select.optionalInteger(theirs) else {
        let text = { (value: Int64?) in value.map { "\($0)" } ?? "NULL" }
        return Finding.derived(
          "open_holds", hold, name, text(select.optionalInteger(theirs)), text(select.optionalInteger(mine)))
      }
    }
    let lowest = replay.holds[hold]?.remaining ?? 1
    let highest: Int64
    if let truth = atWatermark[hold] {
      highest = truth.remaining
    } else if hold > watermark {
      highest = select.integer(10)
    } else {
      return Finding.derived("open_holds", hold, "the hold", "gone: it was resolved before the watermark", "there")
    }
    guard lowest <= highest, (lowest...highest).contains(select.integer(4)) else {
      return Finding.derived("open_holds", hold, "remaining", "\(lowest) to \(highest)", "\(select.integer(4))")
    }
    return nil
  }

  // MARK: account_marks

  /// Every 256th row of an account is marked.
  private static let rowsPerMark: Int64 = 256

  private func checkMarks(_ replay: borrowing TruthReplay, _ watermark: Int64) throws(Finding) {
    let wrong = try reading("account_marks", after: nil) { () throws(SQLiteError) -> (Int64, Int64)? in
      let select = try connection.prepare(
        """
        SELECT m.account, m.sequence FROM account_marks m LEFT JOIN postings p ON p.sequence = m.sequence
        WHERE (p.debit = m.account AND p.debit_version % \(DerivedCheck.rowsPerMark) = 0) IS NOT TRUE
          AND (p.credit = m.account AND p.credit_version % \(DerivedCheck.rowsPerMark) = 0) IS NOT TRUE
        ORDER BY m.account, m.sequence LIMIT 1
        """)
      return try select.step() ? (select.integer(0), select.integer(1)) : nil
    }
    if let (account, sequence) = wrong {
      throw Finding.derived(
        "account_marks", account, "sequence", "every \(DerivedCheck.rowsPerMark)th row of account \(account)", "\(sequence)")
    }
    var expected: Int64 = 0
    for index in replay.accounts.indices { expected += replay.accounts[index].versionAtWatermark / DerivedCheck.rowsPerMark }
    let found = try reading("account_marks", after: nil) { () throws(SQLiteError) -> Int64? in
      try connection.integer("SELECT count(*) FROM account_marks WHERE sequence <= \(watermark)")
    }
    guard found == expected else {
      throw Finding(
        table: "account_marks", row: nil, .derived, "the number of marks up to the watermark", expected: "\(expected)",
        found: "\(found ?? 0)")
    }
  }
}

extension Finding {
  static func derived(_ table: String, _ row: Int64, _ subject: String, _ expected: String, _ found: String) -> Finding {
    Finding(table: table, row: row, .derived, subject, expected: expected, found: found)
  }
}
