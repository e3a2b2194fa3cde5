import JSON
import LedgerCore
import Payments
import Tenancy
import WalletAPI

/// Who is paid through the platform, who its customers are, and what it gives them.
extension WalletService {
  func createMerchant(_ call: TenantCall) throws(Problem) {
    let (key, merchant) = try paymentBody(call) { (body) throws(Problem) in
      let currency = try body.currency("fee_currency")
      let fixed = try body.integer("fee_fixed", 0...Limits.highestCounter) ?? 0
      guard fixed == 0 || currency != nil else { throw .missing("fee_currency") }
      var merchant = Merchant(
        reference: try body.name("merchant_id", of: MerchantEntity.self),
        title: try body.text("name", most: Limits.referenceBytes),
        fee: FeePolicy(share: try body.percent("fee_percent") ?? 0, fixed: fixed, currency: currency),
        settlementDays: try body.integer("settlement_days", 0...365) ?? 1, metadata: try body.metadata())
      merchant.fees = try body.fees() ?? [:]
      merchant.reserve = try body.reserve() ?? .none
      return merchant
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
      work.fees = try body.fees()
      work.reserve = try body.reserve()
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

extension WalletService {
  func createCustomer(_ call: TenantCall) throws(Problem) {
    let (key, customer) = try paymentBody(call) { (body) throws(Problem) in
      Customer(
        reference: try body.name("customer_id", of: CustomerEntity.self),
        title: try body.text("name", most: Limits.referenceBytes), tier: try body.text("kyc_tier", most: KYCTier.nameBytes),
        metadata: try body.metadata())
    }
    begin(call, CreateCustomer(customer), key)
  }

  /// With what their tier allows, and what of it is used.
  func getCustomer(_ call: TenantCall) throws(Problem) {
    let name = call.argument
    try onWorker(call.exchange) { () throws(Problem) in
      let ledger = call.ledger
      let found: Kept<Customer>? = try WalletService.reading { () throws in
        if let id = name.withBytes({ CustomerID($0) }) { return try ledger.find(id, Customer.self) }
        return try ledger.find(named: name, Customer.self)
      }
      guard let found else { throw Problem(.customerNotFound, "This tenant has no such customer.") }
      let usage = try WalletService.reading { () throws in
        try CustomerUsage(of: found.value, at: max(.now, ledger.head.postedAt), ledger)
      }
      call.exchange.reply(200) { PaymentRendering(ledger).write(found, usage, to: &$0) }
    }
  }

  func changeCustomer(_ call: TenantCall) throws(Problem) {
    let name = call.argument
    let actor = Text(call.call.origin.actor.name)
    let (key, work) = try paymentBody(call) { (body) throws(Problem) in
      var work = ChangeCustomer(name, by: actor)
      work.title = try body.text("name", most: Limits.referenceBytes)
      work.tier = try body.text("kyc_tier", most: KYCTier.nameBytes)
      work.state = try body.choice("status", Customer.State.self)
      work.metadata = try body.metadata()
      return work
    }
    guard call.call.isByPerson else { return begin(call, work, key, 200) }
    let facts = [
      ("name", work.title?.string), ("kyc_tier", work.tier?.string), ("status", work.state?.rawValue),
      ("metadata", work.metadata?.string),
    ].compactMap { name, value in value.map { AuditEntry.Fact(name, $0) } }
    try record([RecordedAct(.customerChanged, name.string, facts)], call, under: key) { [self] () throws(Problem) in
      begin(call, work, key, 200)
    }
  }
}

extension ChangeMerchant {
  /// What is asked for, as the audit trail has it.
  fileprivate var facts: [AuditEntry.Fact] {
    var said: [(String, String?)] = []
    said.append(("name", title?.string))
    said.append(("fee_percent", share.map { PaymentRendering.percent($0) }))
    said.append(("fee_fixed", fixed.map(String.init)))
    said.append(("fee_currency", currency?.code))
    said.append(("settlement_days", settlementDays.map(String.init)))
    said.append(("fees", fees.map { $0.isEmpty ? "none" : $0.keys.sorted().joined(separator: " ") }))
    said.append(("reserve_percent", reserve.map { PaymentRendering.percent($0.share) }))
    said.append(("reserve_days", reserve.map { String($0.days) }))
    said.append(("payout_bank", destination?.bank.string))
    said.append(("payout_account", destination?.maskedNumber.string))
    said.append(("status", state?.rawValue))
    said.append(("metadata", metadata?.string))
    return said.compactMap { name, value in value.map { AuditEntry.Fact(name, $0) } }
  }
}
