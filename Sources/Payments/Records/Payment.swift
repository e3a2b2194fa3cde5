package import LedgerCore

/// How a payment stands. The table of what leads where is in docs/concepts/payments.md.
package enum PaymentState: String, Sendable, CaseIterable {
  case created
  case pendingAuth = "pending_auth"
  case authorized
  case partiallyCaptured = "partially_captured"
  case captured
  case partiallyRefunded = "partially_refunded"
  case refunded
  case voided, expired, failed, disputed
}

/// Money that came, or is to come, for an intent.
package struct Payment: PaymentRecord {
  package typealias E = PaymentEntity
  package static let kind: Text = "payment"

  package var state = PaymentState.created
  package var intent: IntentID
  package var payee: Payee
  package var amount: Money
  /// The terms its merchant had when it was confirmed: what is agreed on later is not for it.
  package var terms = PaymentTerms.none
  /// The attempt that brought it; none of what a wallet paid.
  package var attempt: AttemptID?
  package var provider: ProviderName?
  package var method: PaymentMethodType?
  /// The wallet that pays it, instead of a provider's customer.
  package var payer: Payer?
  package var captured: Int64 = 0
  /// All refunds that stand, those in flight included; and what of that is still in flight.
  package var refunded: Int64 = 0
  package var refundPending: Int64 = 0
  /// What was taken as fee with the captures, and what of that was given back with refunds.
  package var fee: Int64 = 0
  package var feeReturned: Int64 = 0
  /// What is still reserved of an authorization: of what a wallet pays, its own money.
  package var hold: HoldID?
  /// The same of the wallet's bonuses, and when both end.
  package var promoHold: HoldID?
  package var authorizedUntil: Timestamp?
  /// Of a wallet's payment: what was paid with which bonus. The rest was the wallet's own money.
  package var promo: [PromoPart] = []
  /// What refunds have put back among the wallet's own money.
  package var returnedToWallet: Int64 = 0
  /// The capture or void that is under way: there is one at a time, since a void takes back what a capture has just taken.
  package var underWay: AttemptID?
  package var capturedAt: Timestamp?
  /// Of a merchant's payment: what is left of the captures that is not available yet, and when it will be; and what of them is held in reserve.
  package var pending = Tranches()
  package var reserved = Tranches()
  /// When some of that became available last, and how much. With the change that is of that moment, that is what has happened.
  package var releasedAt: Timestamp?
  package var released: Int64 = 0

  package struct Payer: Sendable, Hashable {
    package var wallet: WalletID
    /// The platform's own name for it.
    package var name: Text
  }

  package struct PromoPart: Sendable, Hashable {
    package var bonus: BonusID
    package var paid: Int64 = 0
    package var returned: Int64 = 0
  }

  package var parent: Int64? { intent.number }
  /// When its money becomes available, or when a wallet's authorization ends by itself; a provider's ends there.
  package var dueAt: Timestamp? {
    [payer != nil && isHeld ? authorizedUntil : nil, pending.next, reserved.next].compactMap(\.self).min()
  }
  package var isHeld: Bool { hold != nil || promoHold != nil }
  package var refundable: Int64 { captured - refunded }
  /// What of the captures was paid with bonuses.
  package var paidFromPromo: Int64 { promo.reduce(0) { $0 + $1.paid } }

  package init(intent: IntentID, payee: Payee, amount: Money) {
    self.intent = intent
    self.payee = payee
    self.amount = amount
  }

  package init(_ fields: RecordFields, state: PaymentState) throws(MalformedRecord) {
    self.state = state
    intent = try fields.required("intent", fields.id("intent"))
    payee = try fields.payee()
    amount = try fields.money("amount", "currency")
    terms = try PaymentTerms(fields)
    attempt = fields.id("attempt")
    provider = fields.text("provider").flatMap { ProviderName(rawValue: $0.string) }
    method = fields.text("method").flatMap { PaymentMethodType(rawValue: $0.string) }
    if let wallet: WalletID = fields.id("payer") {
      payer = Payer(wallet: wallet, name: try fields.required("payer_name", fields.text("payer_name")))
    }
    captured = fields.integer("captured") ?? 0
    refunded = fields.integer("refunded") ?? 0
    refundPending = fields.integer("refund_pending") ?? 0
    fee = fields.integer("fee") ?? 0
    feeReturned = fields.integer("fee_returned") ?? 0
    hold = fields.id("hold")
    promoHold = fields.id("promo_hold")
    authorizedUntil = fields.time("authorized_until")
    for part in fields.list("promo") {
      promo.append(
        PromoPart(
          bonus: try part.required("bonus", part.id("bonus")), paid: try part.required("paid", part.integer("paid")),
          returned: part.integer("returned") ?? 0))
    }
    returnedToWallet = fields.integer("returned_to_wallet") ?? 0
    underWay = fields.id("under_way")
    capturedAt = fields.time("captured_at")
    pending = try fields.tranches("pending")
    // Captured before there were days: all of it waits, and its day has come.
    if fields.integer("settlement_days") == nil, captured > 0, case .merchant = payee {
      pending.add(Tranche(max(0, captured - fee - refunded + feeReturned), at: capturedAt ?? Timestamp(microseconds: 0)))
    }
    reserved = try fields.tranches("reserved")
    releasedAt = fields.time(Payment.releasedField)
    released = fields.integer("released") ?? 0
  }

  /// It stands first in the body, where events look for it (`EventType`, in the room of events).
  private static let releasedField = "released_at"

  package func write(_ fields: inout RecordFields) {
    fields.set(Payment.releasedField, releasedAt)
    if released != 0 { fields.set("released", released) }
    fields.set("intent", intent)
    fields.set(payee)
    fields.set("amount", "currency", amount)
    terms.write(&fields)
    fields.set("attempt", attempt)
    fields.set("provider", provider)
    fields.set("method", method)
    fields.set("payer", payer?.wallet)
    fields.set("payer_name", payer?.name)
    fields.set("captured", captured)
    fields.set("refunded", refunded)
    if refundPending != 0 { fields.set("refund_pending", refundPending) }
    fields.set("fee", fee)
    fields.set("fee_returned", feeReturned)
    fields.set("hold", hold)
    fields.set("promo_hold", promoHold)
    fields.set("authorized_until", authorizedUntil)
    fields.set(
      "promo",
      promo.map { part in
        var fields = RecordFields()
        fields.set("bonus", part.bonus)
        fields.set("paid", part.paid)
        if part.returned != 0 { fields.set("returned", part.returned) }
        return fields
      })
    if returnedToWallet != 0 { fields.set("returned_to_wallet", returnedToWallet) }
    fields.set("under_way", underWay)
    fields.set("captured_at", capturedAt)
    fields.set("pending", pending)
    fields.set("reserved", reserved)
  }
}
