import HTTPServer
import LedgerCore
import Payments
import Tenancy
import WalletAPI

/// Payouts of merchants and withdrawals from wallets: one person asks, another agrees.
extension WalletService {
  func createPayout(_ call: TenantCall) throws(Problem) {
    let actor = call.actorName
    let (key, asked) = try paymentBody(call) { (body) throws(Problem) in
      let (merchant, wallet) = (
        try body.text("merchant_id", most: PaymentBody.nameBytes), try body.text("wallet_id", most: PaymentBody.nameBytes)
      )
      let source: PayeeReference
      switch (merchant, wallet) {
      case (let name?, nil): source = .merchant(name)
      case (nil, let name?): source = .wallet(name)
      case (nil, nil): throw .missing("merchant_id")
      case (_?, _?):
        throw Problem(.contradiction, "A payout is a merchant's or a wallet's, not both.", param: "wallet_id")
      }
      guard let amount = try body.amount("amount") else { throw .missing("amount") }
      guard let currency = try body.currency("currency") else { throw .missing("currency") }
      return AskedPayout(
        source: source, amount: Money(amount, currency), destination: try body.bankAccount("destination"),
        rail: try body.choice("rail", Rail.self),
        whenClosed: try body.choice("when_closed", RequestPayout.WhenClosed.self) ?? .wait,
        description: try body.text("description", most: AskedPayout.descriptionBytes), metadata: try body.metadata())
    }
    try allow(asked.amount.currency, in: call.tenant, "currency")
    reach(call) { [self] setup in
      var work = RequestPayout(
        asked.amount, from: asked.source, by: actor, candidate: PaymentDesk.payoutCandidate(setup))
      work.destination = asked.destination
      work.rail = asked.rail
      work.whenClosed = asked.whenClosed
      work.description = asked.description
      work.metadata = asked.metadata
      begin(call, work, key)
    }
  }

  func approvePayout(_ call: TenantCall) throws(Problem) {
    let payout = try payout(call)
    let actor = call.actorName
    let (key, _) = try paymentBody(call, mayBeEmpty: true) { (_) throws(Problem) in }
    reach(call) { [self] setup in
      begin(call, ApprovePayout(payout, by: actor, candidate: PaymentDesk.payoutCandidate(setup)), key, 200)
    }
  }

  func cancelPayout(_ call: TenantCall) throws(Problem) {
    let payout = try payout(call)
    let (key, _) = try paymentBody(call, mayBeEmpty: true) { (_) throws(Problem) in }
    begin(call, CancelPayout(payout, by: call.actorName), key, 200)
  }

  private func payout(_ call: TenantCall) throws(Problem) -> PayoutID {
    guard let payout = PayoutID(call.argument) else { throw Problem(Rejection(.payoutNotFound, FieldPath(.payout))) }
    return payout
  }
}

/// A request for a payout, before it is known whom to ask.
private struct AskedPayout: Sendable {
  /// What banks show of it, and providers take.
  static let descriptionBytes = 100

  let source: PayeeReference
  let amount: Money
  let destination: BankAccount?
  let rail: Rail?
  let whenClosed: RequestPayout.WhenClosed
  let description: Text?
  let metadata: Text?
}

extension TenantCall {
  /// Who asks, as records keep it.
  var actorName: Text { Text(call.origin.actor.name) }
}

extension PaymentBody {
  /// A bank account; whether there can be such a one is the ledger's to say.
  mutating func bankAccount(_ name: String) throws(Problem) -> BankAccount? {
    guard var body = try object(name) else { return nil }
    let account = BankAccount(
      bank: try body.required("bank_code", most: 3), number: try body.required("account_number", most: 32),
      holder: try body.required("account_holder", most: BankAccount.holderBytes))
    try body.end()
    return account
  }
}

extension PaymentBody {
  mutating func payoutPolicy() throws(Problem) -> PayoutPolicy.Change {
    let amounts = 0...Limits.highestCounter
    var change = PayoutPolicy.Change()
    change.approvalAbove = try integer("payout_approval_above", amounts)
    change.minimum = try integer("payout_minimum", amounts)
    change.share = try percent("payout_fee_percent")
    change.fixed = try integer("payout_fee_fixed", amounts)
    change.currency = try currency("payout_fee_currency")
    guard change.fixed ?? 0 == 0 || change.currency != nil else { throw missing("payout_fee_currency") }
    return change
  }
}

extension PayoutPolicy.Change {
  /// As the audit trail has it.
  var facts: [AuditEntry.Fact] {
    [
      ("payout_approval_above", approvalAbove.map(String.init)), ("payout_minimum", minimum.map(String.init)),
      ("payout_fee_percent", share.map { PaymentRendering.percent($0) }), ("payout_fee_fixed", fixed.map(String.init)),
      ("payout_fee_currency", currency?.code),
    ].compactMap { name, value in value.map { AuditEntry.Fact(name, $0) } }
  }
}
