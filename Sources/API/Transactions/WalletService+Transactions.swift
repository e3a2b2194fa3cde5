import LedgerCore
import WalletAPI

/// Reading what moved.
extension WalletService {
  func getTransaction(_ call: TenantCall) throws(Problem) {
    guard let id = TransactionID(call.argument) else { throw .noTransaction }
    try onWorker(call.exchange) { () throws(Problem) in
      let rows = try asking { () throws(LedgerFailure) in try call.ledger.transaction(id) }
      guard let rows, !rows.isEmpty else { throw .noTransaction }
      let ledger = call.ledger
      call.exchange.reply(200) { TransactionRendering.write(rows, ledger, to: &$0) }
    }
  }

  func listTransactions(_ call: TenantCall) throws(Problem) {
    var query = TransactionQuery()
    query.account = try filterAccount(call)
    query.key = try call.query.key()
    query.reference = try call.query.reference()
    query.type = try call.query.choice("type", TransactionType.self)
    query.range = try call.query.range()
    let cursor = try call.query.sequence(.transactions)
    let limit = try call.query.limit()
    let asked = query
    try onWorker(call.exchange) { () throws(Problem) in
      let page = try asking { () throws(LedgerFailure) in
        try call.ledger.transactions(asked, after: cursor, limit: limit)
      }
      let ledger = call.ledger
      call.exchange.reply(200) { writer in
        ListRendering.write(page.items, next: page.next.map { PageCursor(.transactions, $0) }, to: &writer) {
          TransactionRendering.write($0, ledger, to: &$1)
        }
      }
    }
  }

  /// The account that a list is filtered by; nil when it is not.
  func filterAccount(_ call: TenantCall) throws(Problem) -> AccountNumber? {
    guard let reference = try call.query.account() else {
      // Without an account there is nothing to choose from; a wrong one is refused all the same.
      _ = try call.query.currency()
      return nil
    }
    return try lookUp(reference, call, param: "account").identity.number
  }
}
