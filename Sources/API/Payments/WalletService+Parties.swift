import JSON
import LedgerCore
import Payments
import Tenancy
import WalletAPI

/// Who is paid through the platform, whose money it keeps, and what it gives them.
extension WalletService {
  func createMerchant(_ call: TenantCall) throws(Problem) {
    let (key, merchant) = try paymentBody(call) { (body) throws(Problem) in
      let currency = try body.currency("fee_currency")
      let fixed = try body.integer("fee_fixed", 0...Limits.highestCounter) ?? 0
      guard fixed == 0 || currency != nil else { throw .missing("fee_currency") }
      return Merchant(
        reference: try body.name("merchant_id", of: MerchantEntity.self),
        title: try body.text("name", most: Limits.referenceBytes),
        fee: FeePolicy(share: try body.percent("fee_percent") ?? 0, fixed: fixed, currency: currency),
        settlementDays: try body.integer("settlement_days", 0...365) ?? 1, metadata: try body.metadata())
    }
    begin(call, CreateMerchant(merchant), key)
  }

  func changeMerchant(_ call: TenantCall) throws(Problem) {
    let name = call.argument
    let actor = Text(call.call.origin.actor.name)
    let (key, work) = try paymentBody(call) { (body) throws(Problem) in
      var work = ChangeMerchant(name, by: actor)
      work.title = try body.text("name", most: Limits.referenceBytes)
      work.share = try body.percent("fee_percent")
      work.fixed = try body.integer("fee_fixed", 0...Limits.highestCounter)
      work.currency = try body.currency("fee_currency")
      guard work.fixed ?? 0 == 0 || work.currency != nil else { throw .missing("fee_currency") }
      work.settlementDays = try body.integer("settlement_days", 0...365)
      work.state = try body.choice("status", Merchant.State.self)
      work.destination = try body.bankAccount("payout_destination")
      work.metadata = try body.metadata()
      return work
    }
    guard call.call.isByPerson else { return begin(call, work, key, 200) }
    let act = RecordedAct(.merchantChanged, name.string, work.facts)
    try record([act], call, under: key) { [self] () throws(Problem) in
      begin(call, work, key, 200)
    }
  }

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

  func grantBonus(_ call: TenantCall) throws(Problem) {
    let wallet = call.argument
    let (key, work) = try paymentBody(call) { (body) throws(Problem) in
      guard let amount = try body.amount("amount") else { throw .missing("amount") }
      guard let currency = try body.currency("currency") else { throw .missing("currency") }
      return GrantBonus(
        wallet, Money(amount, currency), expiresAt: try body.time("expires_at"),
        reason: try body.text("reason", most: Limits.referenceBytes))
    }
    begin(call, work, key)
  }
}

extension ChangeMerchant {
  /// What is asked for, as the audit trail has it.
  fileprivate var facts: [AuditEntry.Fact] {
    [
      ("name", title?.string), ("fee_percent", share.map { PaymentRendering.percent($0) }), ("fee_fixed", fixed.map(String.init)),
      ("fee_currency", currency?.code), ("settlement_days", settlementDays.map(String.init)), ("status", state?.rawValue),
      ("payout_bank", destination?.bank.string), ("payout_account", destination?.maskedNumber.string),
      ("metadata", metadata?.string),
    ].compactMap { name, value in value.map { AuditEntry.Fact(name, $0) } }
  }
}
