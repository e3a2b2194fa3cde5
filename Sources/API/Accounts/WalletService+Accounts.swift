import LedgerCore
import WalletAPI

/// Reading accounts and their history.
extension WalletService {
  func listAccounts(_ call: TenantCall) throws(Problem) {
    var filter = AccountFilter()
    filter.codePrefix = try call.query.codePrefix()
    filter.currency = try call.query.currency()
    filter.accountClass = try call.query.choice("class", AccountClass.self)
    filter.status = try call.query.choice("status", AccountStatus.self)
    let cursor = try call.query.sequence(.accounts).map { value throws(Problem) in
      guard let number = Int32(exactly: value) else {
        throw Problem(.invalidCursor, "The cursor is not one that this list answered.", param: "cursor")
      }
      return AccountNumber(number)
    }
    let page = call.ledger.accounts(filter, after: cursor, limit: try call.query.limit())
    call.exchange.reply(200) { writer in
      ListRendering.write(page.items, next: page.next.map { PageCursor(.accounts, Int64($0.rawValue)) }, to: &writer) {
        AccountRendering.write($0, to: &$1)
      }
    }
  }

  /// From memory when the balance is asked as it is now; as of a moment, from the disk.
  func getAccount(_ call: TenantCall) throws(Problem) {
    let account = try accountInPath(call)
    guard let (time, axis) = try call.query.moment() else {
      call.exchange.reply(200) { AccountRendering.write(account, to: &$0) }
      return
    }
    try onWorker(call.exchange) { () throws(Problem) in
      let counters = try asking { () throws(LedgerFailure) in
        try call.ledger.counters(of: account.identity.number, asOf: time, by: axis)
      }
      guard let counters else {
        throw Problem(
          .accountNotFound, "The account was opened at \(account.identity.openedAt.rfc3339), after the moment asked for.",
          param: "as_of")
      }
      call.exchange.reply(200) { AccountRendering.write(account.identity, counters, asOf: time, by: axis, to: &$0) }
    }
  }

  func listEntries(_ call: TenantCall) throws(Problem) {
    let account = try accountInPath(call)
    let range = try call.query.range()
    let cursor = try call.query.sequence(.entries)
    let limit = try call.query.limit()
    try onWorker(call.exchange) { () throws(Problem) in
      let page = try asking { () throws(LedgerFailure) in
        try call.ledger.entries(of: account.identity.number, range, after: cursor, limit: limit)
      }
      let ledger = call.ledger
      call.exchange.reply(200) { writer in
        ListRendering.write(page.items, next: page.next.map { PageCursor(.entries, $0) }, to: &writer) {
          EntryRendering.write($0, ledger, to: &$1)
        }
      }
    }
  }

  func accountInPath(_ call: TenantCall) throws(Problem) -> AccountSnapshot {
    try lookUp(AccountReference(call.argument, param: "account"), call, param: "account")
  }

  /// An account by id or code; the query's `currency` chooses among those of one code.
  func lookUp(_ reference: AccountReference, _ call: TenantCall, param: String) throws(Problem) -> AccountSnapshot {
    switch call.ledger.account(reference, currency: try call.query.currency()) {
    case .found(let account): return account
    case .notFound: throw .noAccount(param)
    case .severalCurrencies:
      throw Problem(
        .currencyRequired, "The code has accounts in several currencies; add the query parameter currency.", param: param)
    }
  }
}

extension Problem {
  static func noAccount(_ param: String) -> Problem {
    Problem(.accountNotFound, "This ledger has no such account as '\(param)' names.", param: param)
  }
}

extension Query {
  /// The moment a balance is asked for; nil for now.
  func moment() throws(Problem) -> (time: Timestamp, axis: TimeAxis)? {
    let axis = try choice("by", TimeAxis.self) ?? .posted
    guard let time = try time("as_of") else { return nil }
    return (time, axis)
  }
}
