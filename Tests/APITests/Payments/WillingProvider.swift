import API
import LedgerCore
import Payments

/// A provider that has every card's money at once, shows a code for all else, and gives back what it is asked for; unless the card's token or
/// the refund's reason says otherwise.
struct WillingProvider: ProviderAdapter {
  var name = ProviderName.midtrans

  static func account(_ blueprint: ProviderRoom.Blueprint) -> ProviderAccount {
    ProviderAccount(WillingProvider(name: blueprint.provider), isActive: blueprint.isActive) { _, answer in
      answer(.answered(status: 200, body: []))
    }
  }

  func objection(to charge: Charge) -> ProviderRefusal? { nil }

  func objection(to payout: PayoutOrder) -> ProviderRefusal? {
    payout.amount.currency.code == "IDR" ? nil : ProviderRefusal(.unsupported, "only IDR is paid out")
  }

  func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest { ProviderRequest(.post, "/") }

  func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome {
    switch call {
    case .charge(let charge):
      guard case .card(let token) = charge.method else {
        return .pending(ProviderFacts(state: .pending, providerReference: "p-1", action: .scan(code: "000201")))
      }
      if token == "no" { return .declined(ProviderRefusal(.declined, "insufficient funds")) }
      if token == "nobody" { return .notSent(ProviderRefusal(.unreachable, "connection refused")) }
      return .done(ProviderFacts(state: charge.capturesAtOnce ? .succeeded : .authorized, providerReference: "p-1"))
    case .status(let charge):
      // A card's authorization is always found to have run out.
      return charge.method == .card ? .done(ProviderFacts(state: .expired)) : .pending(ProviderFacts(state: .pending))
    case .refund(let refund) where refund.reason == "later": return .pending(ProviderFacts(state: .pending))
    case .refund(let refund) where refund.reason == "no": return .declined(ProviderRefusal(.declined, "too late"))
    case .capture(let charge, let amount):
      // What is left stays authorized.
      return .done(ProviderFacts(state: amount == charge.amount ? .succeeded : .authorized))
    case .refund, .refundStatus: return .done(ProviderFacts(state: .succeeded))
    case .cancel: return .done(ProviderFacts(state: .cancelled))
    case .payout(let payout) where payout.description == "no":
      return .declined(ProviderRefusal(.declined, "no such account"))
    case .payout(let payout) where payout.description == "later": return .pending(ProviderFacts(state: .pending))
    case .payoutStatus(let payout) where payout.description == "back": return .done(ProviderFacts(state: .refunded))
    case .payout, .payoutStatus: return .done(ProviderFacts(state: .succeeded, providerReference: "d-1"))
    }
  }

  func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification { throw .notAuthentic }

  func meaning(of body: [UInt8]) -> ProviderNotification? { nil }
}
