import LedgerCore

/// The accounts of a ledger at one moment, for reports: those that were ever moved, by currency and code.
struct ReportBooks: Sendable {
  struct Line: Sendable {
    let account: AccountIdentity
    let counters: Counters

    /// The balance on the account's normal side.
    var balance: Int64 { counters.posted(on: account.side) }
    /// The balance on the debit side: negative when it stands on the credit side.
    var debitBalance: Int64 { counters.posted(on: .debit) }
  }

  /// Nil: now.
  let asOf: Timestamp?
  let axis: TimeAxis
  let sequence: Int64
  let currencies: [(currency: Currency, lines: [Line])]

  /// Reads every account; as of a moment, from the disk.
  static func read(_ ledger: any Ledger, _ moment: (time: Timestamp, axis: TimeAxis)?) throws(LedgerFailure) -> ReportBooks {
    let (head, accounts) = ledger.allAccounts()
    var lines: [Line] = []
    for account in accounts {
      var counters: Counters? = account.state.counters
      if let moment {
        counters = try ledger.counters(
          of: account.identity.number, asOf: moment.time, by: moment.axis, upTo: head.sequence)
      }
      guard let counters, !counters.isZero else { continue }
      lines.append(Line(account: account.identity, counters: counters))
    }
    let byCurrency = Dictionary(grouping: lines, by: \.account.currency)
    let currencies = byCurrency.keys.sorted { $0.code < $1.code }.map { currency in
      (currency: currency, lines: sorted(byCurrency[currency] ?? []))
    }
    return ReportBooks(asOf: moment?.time, axis: moment?.axis ?? .posted, sequence: head.sequence, currencies: currencies)
  }

  /// By code, those without one last in the order of opening.
  private static func sorted(_ lines: [Line]) -> [Line] {
    let keyed = lines.map { (code: $0.account.code?.string, line: $0) }
    return keyed.sorted { left, right in
      switch (left.code, right.code) {
      case (let left?, let right?): left < right
      case (nil, nil): left.line.account.number < right.line.account.number
      case (.some, nil): true
      case (nil, .some): false
      }
    }.map(\.line)
  }
}
