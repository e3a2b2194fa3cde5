import LedgerCore
import Payments
import Tenancy
import WalletAPI

/// Whose money the platform keeps, and what moves between them.
extension WalletService {
  func createWallet(_ call: TenantCall) throws(Problem) {
    let (key, wallet) = try paymentBody(call) { (body) throws(Problem) in
      guard let currency = try body.currency("currency") else { throw .missing("currency") }
      return Wallet(
        reference: try body.name("wallet_id", of: WalletEntity.self),
        customer: try body.text("customer_id", most: Limits.referenceBytes),
        currency: currency, metadata: try body.metadata())
    }
    try allow(wallet.currency, in: call.tenant, "currency")
    begin(call, CreateWallet(wallet), key)
  }

  /// The way of a plain transfer: from the bytes to the ledger, and from its rows to the answer.
  func transferFromWallet(_ call: TenantCall) throws(Problem) {
    let (key, fields) = try mutation(
      call.call, allowed: BodyFields(.to, .amount, .currency, .reference, .metadata), required: BodyFields(.to, .amount))
    guard let to = fields.to else { preconditionFailure("a required field was checked") }
    let work = TransferBetweenWallets(
      from: call.argument, to: to, amount: fields.amount, currency: fields.currency, fields.details)
    submit(call, Command(key: key, operation: .record(work)), .walletTransfer, status: 201)
  }

  func changeWallet(_ call: TenantCall) throws(Problem) {
    let (key, said) = try paymentBody(call) { (body) throws(Problem) in
      (customer: try body.text("customer_id", most: Limits.referenceBytes), metadata: try body.metadata())
    }
    let facts = [("customer_id", said.customer?.string), ("metadata", said.metadata?.string)]
    try change(call, .describe(customer: said.customer, metadata: said.metadata), facts, key)
  }

  func moveWallet(_ call: TenantCall, _ state: Wallet.State) throws(Problem) {
    let (key, _) = try paymentBody(call, mayBeEmpty: true) { (_) throws(Problem) in }
    try change(call, .move(state), [("status", state.rawValue)], key)
  }

  func freezeWallet(_ call: TenantCall, thaws: Bool) throws(Problem) {
    let (key, fields) = try mutation(call.call, allowed: BodyFields(.sides), required: BodyFields(.sides))
    let sides = (fields.sides.contains(.debits) ? ["debits"] : []) + (fields.sides.contains(.credits) ? ["credits"] : [])
    let facts = [(thaws ? "unfrozen" : "frozen", sides.joined(separator: " "))]
    try change(call, thaws ? .unfreeze(fields.sides) : .freeze(fields.sides), facts, key)
  }

  private func change(
    _ call: TenantCall, _ change: ChangeWallet.Change, _ facts: [(String, String?)], _ key: Text
  ) throws(Problem) {
    let work = ChangeWallet(call.argument, change, by: Text(call.call.origin.actor.name))
    guard call.call.isByPerson else { return begin(call, work, key, 200) }
    let facts = facts.compactMap { name, value in value.map { AuditEntry.Fact(name, $0) } }
    try record([RecordedAct(.walletChanged, call.argument.string, facts)], call, under: key) { [self] () throws(Problem) in
      begin(call, work, key, 200)
    }
  }

  func getWalletStatement(_ call: TenantCall) throws(Problem) {
    let name = call.argument
    let range = try call.query.range()
    let cursor = try call.query.sequence(.entries)
    let limit = try call.query.limit()
    try onWorker(call.exchange) { () throws(Problem) in
      let ledger = call.ledger
      let found: Kept<Wallet>? = try WalletService.reading { () throws in
        if let id = name.withBytes({ WalletID($0) }) { return try ledger.find(id, Wallet.self) }
        return try ledger.find(named: name, Wallet.self)
      }
      guard let found else { throw Problem(.walletNotFound, "This tenant has no such wallet.") }
      let statement = try asking { () throws(LedgerFailure) in
        try WalletStatement(of: found, range, after: cursor, limit: limit, ledger)
      }
      call.exchange.reply(200) { statement.write(ledger, to: &$0) }
    }
  }
}
