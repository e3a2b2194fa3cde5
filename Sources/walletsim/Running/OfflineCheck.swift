import Audit

/// The offline verifier's opinion of a file, held against the auditor's books.
enum OfflineCheck {
  static func check(_ path: String, against books: ExpectedLedger) throws {
    let report: LedgerReport
    switch try LedgerVerifier().verify(path: path) {
    case .sound(let found): report = found
    case .unsound(let finding): throw Mismatch("verifying \(path)", expected: "a sound file", got: "\(finding)")
    }
    let open = books.holds.values.filter { $0.status == "open" }
    try equal("postings", Int64(books.rows.count), report.postings)
    try equal("accounts", Int64(books.accounts.count), report.accounts)
    try equal("open holds", Int64(open.count), report.openHolds)
    try equal("head", books.head, report.head.sequence)
    for totals in report.totals {
      let accounts = books.accounts.filter { $0.currency == totals.currency }
      func sum(_ value: (ExpectedCounters) -> Int64) -> Int128 { accounts.reduce(0) { $0 + Int128(value($1.counters)) } }
      try equal("debits", sum(\.debits), totals.debitsPosted)
      try equal("credits", sum(\.credits), totals.creditsPosted)
      try equal("reserved debits", sum(\.debitsPending), totals.debitsPending)
      try equal("reserved credits", sum(\.creditsPending), totals.creditsPending)
    }
  }

  private static func equal<Value: Equatable>(_ what: String, _ expected: Value, _ found: Value) throws {
    if expected != found { throw Mismatch("the verifier's \(what)", expected: "\(expected)", got: "\(found)") }
  }
}
