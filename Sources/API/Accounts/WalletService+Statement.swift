import LedgerCore
import WalletAPI

/// What happened on an account in a period, between its opening and its closing balance.
struct Statement: Sendable {
  let account: AccountIdentity
  /// Inclusive; nil from the beginning.
  let from: Timestamp?
  /// Exclusive.
  let to: Timestamp
  let opening: Counters
  let closing: Counters
  let page: Page<EntryRecord, Int64>
}

extension WalletService {
  func getStatement(_ call: TenantCall) throws(Problem) {
    let account = try accountInPath(call).identity
    let range = try call.query.range()
    let cursor = try call.query.sequence(.entries)
    let limit = try call.query.limit()
    try onWorker(call.exchange) { () throws(Problem) in
      let ledger = call.ledger
      // Without an end the statement ends with the last row there is, so that opening, entries and closing agree.
      let to = range.to ?? max(ledger.head.postedAt.next, range.from ?? ledger.head.postedAt)
      let statement = try asking { () throws(LedgerFailure) in
        Statement(
          account: account, from: range.from, to: to,
          opening: try range.from.flatMap { from throws(LedgerFailure) in try ledger.counters(of: account.number, before: from) }
            ?? Counters(),
          closing: try ledger.counters(of: account.number, before: to) ?? Counters(),
          page: try ledger.entries(of: account.number, TimeRange(from: range.from, to: to), after: cursor, limit: limit))
      }
      call.exchange.reply(200) { EntryRendering.write(statement, ledger, to: &$0) }
    }
  }
}

extension Ledger {
  /// The counters just before a moment.
  fileprivate func counters(of account: AccountNumber, before time: Timestamp) throws(LedgerFailure) -> Counters? {
    try counters(of: account, asOf: Timestamp(microseconds: time.microseconds - 1), by: .posted)
  }
}

extension Timestamp {
  fileprivate var next: Timestamp { Timestamp(microseconds: microseconds + 1) }
}
