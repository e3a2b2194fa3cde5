/// What is wrong with a ledger file, as precisely as it can be said: the first row that does not follow from the rows before it.
package struct Finding: Error, Equatable, Sendable {
  /// The table the wrong row stands in.
  package let table: String
  /// Its sequence (for derived tables, seals and accounts: its number). Nil when no single row is to blame.
  package let row: Int64?
  /// Which promise is broken.
  package let rule: Rule
  /// What the promise is about here: a column, or a few words.
  package let subject: String
  package let expected: String
  package let found: String

  package init(table: String, row: Int64?, _ rule: Rule, _ subject: String, expected: String, found: String) {
    self.table = table
    self.row = row
    self.rule = rule
    self.subject = subject
    self.expected = expected
    self.found = found
  }

  /// The promises of a ledger file, in the words of `--json`.
  package enum Rule: String, Sendable, CaseIterable {
    case readable, schema, column, sequence, legs, time, kind, account, currency, amount, counters, version, previous, hold, limit
    case state, key, reversal, accountHistory = "account_history", outcome, record, seal, totals, derived, anchor, integrity
  }
}

extension Finding: CustomStringConvertible {
  /// `postings row 17: debit_debits_posted is 900, expected 1000 (rule: counters)`
  package var description: String {
    let place = row.map { "\(table) row \($0)" } ?? table
    return "\(place): \(subject) is \(found), expected \(expected) (rule: \(rule.rawValue))"
  }
}
