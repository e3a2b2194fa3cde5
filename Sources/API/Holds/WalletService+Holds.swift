import LedgerCore
import Tenancy
import WalletAPI

extension WalletService {
  func placeHold(_ call: TenantCall) throws(Problem) {
    let (key, fields) = try mutation(
      call.call, allowed: BodyFields.posting.union(.details).union(BodyFields(.expiresIn)),
      required: BodyFields(.debit, .credit, .amount))
    guard let posting = fields.posting else { preconditionFailure("both sides were required") }
    submit(
      call, Command(key: key, operation: .placeHold(posting, expiresIn: fields.expiresIn, fields.details)), .placedHold,
      status: 201)
  }

  func captureHold(_ call: TenantCall) throws(Problem) {
    guard let hold = HoldID(call.argument) else { throw .noHold }
    let (key, fields) = try mutation(
      call.call, allowed: BodyFields(.amount, .final, .postings).union(.details), mayBeEmpty: true)
    // Whoever may only resolve holds moves nothing else with one.
    if !fields.postings.isEmpty { try call.call.require(.postTransactions, "postings") }
    try submitRecorded(call, Command(key: key, operation: fields.capture(of: hold)), .resolvedHold, status: 200)
  }

  func releaseHold(_ call: TenantCall) throws(Problem) {
    guard let hold = HoldID(call.argument) else { throw .noHold }
    let (key, fields) = try mutation(call.call, allowed: .details, mayBeEmpty: true)
    try submitRecorded(call, Command(key: key, operation: .releaseHold(hold, fields.details)), .resolvedHold, status: 200)
  }

  func getHold(_ call: TenantCall) throws(Problem) {
    guard let id = HoldID(call.argument) else { throw .noHold }
    try onWorker(call.exchange) { () throws(Problem) in
      guard let hold = try asking({ () throws(LedgerFailure) in try call.ledger.hold(id) }) else { throw .noHold }
      let ledger = call.ledger
      call.exchange.reply(200) { HoldRendering.write(hold, ledger, to: &$0) }
    }
  }

  func listHolds(_ call: TenantCall) throws(Problem) {
    var filter = HoldFilter()
    filter.account = try filterAccount(call)
    filter.status = try call.query.choice("status", HoldStatus.self)
    let cursor = try call.query.sequence(.holds)
    let limit = try call.query.limit()
    let asked = filter
    try onWorker(call.exchange) { () throws(Problem) in
      let page = try asking { () throws(LedgerFailure) in try call.ledger.holds(asked, after: cursor, limit: limit) }
      let ledger = call.ledger
      call.exchange.reply(200) { writer in
        ListRendering.write(page.items, next: page.next.map { PageCursor(.holds, $0) }, to: &writer) {
          HoldRendering.write($0, ledger, to: &$1)
        }
      }
    }
  }
}

extension Problem {
  static var noHold: Problem { Problem(.holdNotFound, "This ledger has no such hold.") }
}
