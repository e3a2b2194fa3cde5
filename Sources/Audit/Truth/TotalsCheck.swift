import LedgerCore

/// Adds up all accounts at the end: in each currency debits equal credits, assets and expenses equal liabilities, equity and revenue,
/// and what is pending equals the open holds.
enum TotalsCheck {
  static func totals(of replay: borrowing TruthReplay) throws(Finding) -> [CurrencyTotals] {
    var byCurrency: [String: CurrencyTotals] = [:]
    for index in replay.facts.indices {
      let (facts, account) = (replay.facts[index], replay.accounts[index])
      byCurrency[facts.currency, default: CurrencyTotals(currency: facts.currency)].add(account, facts.accountClass)
    }
    let totals = byCurrency.values.sorted { $0.currency < $1.currency }
    for total in totals { try check(total) }
    try checkHolds(of: replay)
    return totals
  }

  private static func check(_ total: CurrencyTotals) throws(Finding) {
    try require(total, "the sum of credits posted", total.creditsPosted, is: total.debitsPosted, "the sum of debits posted")
    try require(total, "the sum of credits pending", total.creditsPending, is: total.debitsPending, "the sum of debits pending")
    try require(
      total, "liabilities + equity + revenue", total.liabilitiesEquityAndRevenue, is: total.assetsAndExpenses, "assets + expenses"
    )
  }

  private static func require(
    _ total: CurrencyTotals, _ subject: String, _ found: Int128, is expected: Int128, _ meaning: String
  ) throws(Finding) {
    guard found == expected else {
      throw Finding(
        table: TruthTable.postings.name, row: nil, .totals, "\(subject) in \(total.currency)",
        expected: "\(expected), \(meaning)",
        found: "\(found)")
    }
  }

  private static func checkHolds(of replay: borrowing TruthReplay) throws(Finding) {
    var debits: [Int64: Int128] = [:]
    var credits: [Int64: Int128] = [:]
    for hold in replay.holds.values {
      debits[hold.debit, default: 0] += Int128(hold.remaining)
      credits[hold.credit, default: 0] += Int128(hold.remaining)
    }
    for index in replay.accounts.indices {
      let (number, account) = (Int64(index) + 1, replay.accounts[index])
      let sides = [
        ("debits pending", account.debitsPending, debits[number] ?? 0),
        ("credits pending", account.creditsPending, credits[number] ?? 0),
      ]
      for (name, pending, held) in sides where Int128(pending) != held {
        throw Finding(
          table: TruthTable.postings.name, row: account.lastPosting, .totals, "\(name) of account \(number)",
          expected: "\(held), the sum of its open holds", found: "\(pending)")
      }
    }
  }
}

extension CurrencyTotals {
  mutating func add(_ account: AccountTruth, _ accountClass: AccountClass) {
    accounts += 1
    debitsPosted += Int128(account.debitsPosted)
    creditsPosted += Int128(account.creditsPosted)
    debitsPending += Int128(account.debitsPending)
    creditsPending += Int128(account.creditsPending)
    switch accountClass {
    case .asset: assets += Int128(account.posted)
    case .liability: liabilities += Int128(account.posted)
    case .equity: equity += Int128(account.posted)
    case .revenue: revenue += Int128(account.posted)
    case .expense: expenses += Int128(account.posted)
    }
  }
}
