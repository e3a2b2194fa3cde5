import LedgerCore
import Payments

/// A provider that has every card's money at once, shows a code for all else, and gives back what it is asked for.
struct WillingProvider: ProviderAdapter {
  let name = ProviderName.midtrans

  /// A tenant that has its account there.
  static var setup: ProviderSetup {
    ProviderSetup(
      accounts: [ProviderAccount(WillingProvider()) { _, answer in answer(.answered(status: 200, body: [])) }], routes: [])
  }

  func objection(to charge: Charge) -> ProviderRefusal? { nil }

  func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest { ProviderRequest(.post, "/") }

  func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome {
    switch call {
    case .charge(let charge):
      guard case .card = charge.method else {
        return .pending(ProviderFacts(state: .pending, providerReference: "p-1", action: .scan(code: "000201")))
      }
      return .done(ProviderFacts(state: charge.capturesAtOnce ? .succeeded : .authorized, providerReference: "p-1"))
    case .status: return .pending(ProviderFacts(state: .pending))
    case .capture, .refund, .refundStatus: return .done(ProviderFacts(state: .succeeded))
    case .cancel: return .done(ProviderFacts(state: .cancelled))
    }
  }

  func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification { throw .notAuthentic }

  func meaning(of body: [UInt8]) -> ProviderNotification? { nil }
}
