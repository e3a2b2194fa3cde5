import LedgerCore

/// Which accounts are watched, by which records, and which of them were posted to since somebody looked.
struct WatchedAccounts {
  private var accounts: [Int64: AccountNumber] = [:]
  private var records: [AccountNumber: Set<Int64>] = [:]
  private var touched: Set<AccountNumber> = []
  /// Whether it must be read anew: before the first look, and after a commit that was taken back.
  private(set) var isStale = true

  var isEmpty: Bool { records.isEmpty }

  mutating func begin() {
    self = WatchedAccounts()
    isStale = false
  }

  mutating func forget() { self = WatchedAccounts() }

  /// A record watches this account from now on, or none.
  mutating func note(_ record: Int64, _ account: AccountNumber?) {
    if let former = accounts[record], former != account {
      records[former]?.remove(record)
      if records[former]?.isEmpty == true { records[former] = nil }
    }
    accounts[record] = account
    if let account { records[account, default: []].insert(record) }
  }

  mutating func touch(_ row: borrowing PostingRecord) {
    for account in [row.debit, row.credit] where records[account] != nil { touched.insert(account) }
  }

  /// The records whose accounts were touched, in their order.
  mutating func takeTouched() -> [Int64] {
    guard !touched.isEmpty else { return [] }
    defer { touched = [] }
    return touched.flatMap { records[$0] ?? [] }.sorted()
  }
}
