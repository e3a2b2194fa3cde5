import LedgerCore
import Payments
import Synchronization

/// A mistake about payments that is made on purpose, to see the simulation find it.
enum PaymentPlant: String, CaseIterable {
  /// A charge of which nobody knows whether it was taken counts as not sent, and the other provider is asked.
  case failover = "failover-from-unknown"
  /// What a webhook says is booked, and the provider is not asked.
  case hearsay = "believed-webhook"
  /// A refund that is asked for again goes out under another reference.
  case secondRefund = "second-refund"
  /// A refund is booked that the provider was never asked for.
  case noRefund = "refund-not-made"
  /// A webhook is answered and not kept.
  case forgottenWebhook = "forgotten-webhook"
  /// Money that came late is booked a second time.
  case twice = "booked-twice"
  /// Money that came late stays in suspense.
  case kept = "kept-in-suspense"
  /// A confirmation is sent again under another key than the client believes.
  case alteredKey = "altered-confirmation"

  /// Within how many payments it must be found.
  var payments: Int {
    switch self {
    case .failover, .twice, .kept, .alteredKey: 50
    case .hearsay, .secondRefund, .noRefund: 100
    // Asking makes up for most of them.
    case .forgottenWebhook: 400
    }
  }
}

/// The mistakes that an adapter makes, and what it remembers for them.
final class PaymentMistake: Sendable {
  let plant: PaymentPlant
  private let known = Mutex<Set<Text>>([])

  init(_ plant: PaymentPlant) { self.plant = plant }

  func knows(_ reference: Text) -> Bool { known.withLock { $0.contains(reference) } }
  /// Whether it was not known before.
  func learn(_ reference: Text) -> Bool { known.withLock { $0.insert(reference).inserted } }
}

/// A provider's adapter with a mistake in it.
struct MistakenAdapter: ProviderAdapter {
  private let real: any ProviderAdapter
  private let mistake: PaymentMistake

  init(_ real: any ProviderAdapter, _ mistake: PaymentMistake) {
    self.real = real
    self.mistake = mistake
  }

  var name: ProviderName { real.name }

  func objection(to charge: Charge) -> ProviderRefusal? { real.objection(to: charge) }

  func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest {
    guard case .refund(var refund) = call else { return try real.request(for: call) }
    switch mistake.plant {
    case .secondRefund where !mistake.learn(refund.reference):
      refund.reference = Text(refund.reference.string + "-again")
      return try real.request(for: .refund(refund))
    // A question, which does nothing.
    case .noRefund: return try real.request(for: .status(refund.charge))
    case .failover, .hearsay, .secondRefund, .forgottenWebhook, .twice, .kept, .alteredKey:
      return try real.request(for: call)
    }
  }

  func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome {
    let outcome = real.outcome(of: call, answer)
    switch (mistake.plant, call, outcome) {
    case (.failover, .charge, .unknown(let refusal)): return .notSent(ProviderRefusal(.unavailable, refusal.detail))
    case (.hearsay, .status(let charge), _) where mistake.knows(charge.reference):
      return .done(ProviderFacts(state: .succeeded, reference: charge.reference, amount: charge.amount))
    case (.noRefund, .refund(let refund), _):
      return .done(ProviderFacts(state: .succeeded, reference: refund.reference, amount: refund.amount))
    default: return outcome
    }
  }

  func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification {
    let notification = try real.notification(delivery)
    let body = String(decoding: delivery.body, as: UTF8.self)
    if case .charge(.some(let reference), _) = notification.subject,
      body.contains("\"settlement\"") || body.contains("\"SUCCEEDED\"")
    {
      _ = mistake.learn(reference)
    }
    return notification
  }

  func meaning(of body: [UInt8]) -> ProviderNotification? { real.meaning(of: body) }
}

/// Postings that no recipe has, made with a payment's next change.
struct MistakenPosting: RecordWork {
  let kind = OperationKind.housekeeping
  let payment: PaymentID
  let debit: Text
  let credit: Text
  let amount: Int64

  func visitFields(_ fields: inout some RequestFieldVisitor) {}

  func decide(_ transaction: any RecordTransaction) throws {
    guard let rupiah = Currency("IDR"), let payment = try transaction.record(payment.number) else { return }
    if transaction.account(code: credit, currency: rupiah) == nil {
      try transaction.perform(
        .openAccount(AccountOpening(code: credit, currency: rupiah, accountClass: .liability, managedBy: .payments)),
        by: .payments)
    }
    let posting = Posting(debit: .code(debit), credit: .code(credit), amount: amount, currency: rupiah)
    try transaction.perform(.transaction([posting], Details()), by: .payments)
    try transaction.change(payment.record, payment.content)
  }
}
