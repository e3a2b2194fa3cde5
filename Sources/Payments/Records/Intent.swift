package import LedgerCore

/// How an intent stands. The table of what leads where is in docs/concepts/payments.md.
package enum IntentState: String, Sendable, CaseIterable {
  /// No way to pay is known, or the last one was declined.
  case requiresMethod = "requires_method"
  case requiresConfirmation = "requires_confirmation"
  /// The customer must do something: `nextAction`.
  case requiresAction = "requires_action"
  /// A provider was asked and its answer is not known.
  case processing
  /// Paid or, where capture is manual, authorized. Final.
  case succeeded
  /// Final.
  case cancelled

  package var isFinal: Bool { self == .succeeded || self == .cancelled }
}

package enum CaptureMethod: String, Sendable, CaseIterable { case automatic, manual }

/// For whom a payment is: a merchant (a purchase) or a wallet (a top-up).
package enum Payee: Sendable, Hashable {
  /// With the name the platform gave it, which never changes.
  case merchant(MerchantID, name: Text)
  case wallet(WalletID, name: Text)
}

/// What somebody is to pay, to whom, and how far it has come. It has at most one payment, and any number of attempts.
package struct Intent: PaymentRecord {
  package typealias E = IntentEntity
  package static let kind: Text = "intent"

  package var state: IntentState
  package var payee: Payee
  package var customer: Text?
  package var amount: Money
  package var method: WayToPay?
  package var captureMethod: CaptureMethod
  package var reference: Text?
  package var description: Text?
  package var metadata: Text?
  package var returnURL: Text?
  package var items: [ChargeItem]
  /// When it is cancelled by itself.
  package var expiresAt: Timestamp
  package var payment: PaymentID?
  /// Who was asked since it was confirmed last.
  package var tried: [ProviderName] = []
  /// The attempt that is being made, or was made last.
  package var attempt: AttemptID?
  package var nextAction: CustomerAction?
  package var actionExpiresAt: Timestamp?
  /// Why the last attempt came to nothing.
  package var lastError: ProviderRefusal?

  package var dueAt: Timestamp? { state.isFinal || state == .processing ? nil : expiresAt }

  package init(
    payee: Payee, customer: Text?, amount: Money, method: WayToPay?, captureMethod: CaptureMethod, reference: Text?,
    description: Text?, metadata: Text?, returnURL: Text?, items: [ChargeItem], expiresAt: Timestamp
  ) {
    state = method == nil ? .requiresMethod : .requiresConfirmation
    self.payee = payee
    self.customer = customer
    self.amount = amount
    self.method = method
    self.captureMethod = captureMethod
    self.reference = reference
    self.description = description
    self.metadata = metadata
    self.returnURL = returnURL
    self.items = items
    self.expiresAt = expiresAt
  }

  package init(_ fields: RecordFields, state: IntentState) throws(MalformedRecord) {
    self.state = state
    payee = try fields.payee()
    customer = fields.text("customer")
    amount = try fields.money("amount", "currency")
    method = try fields.way("method")
    captureMethod = try fields.choice("capture_method", CaptureMethod.self)
    reference = fields.text("reference")
    description = fields.text("description")
    metadata = fields.text("metadata")
    returnURL = fields.text("return_url")
    items = try fields.items("items")
    expiresAt = try fields.required("expires_at", fields.time("expires_at"))
    payment = fields.id("payment")
    tried = fields.providers("tried")
    attempt = fields.id("attempt")
    nextAction = try fields.action("next_action")
    actionExpiresAt = fields.time("action_expires_at")
    lastError = try fields.refusal("last_error")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set(payee)
    fields.set("customer", customer)
    fields.set("amount", "currency", amount)
    fields.set("method", method)
    fields.set("capture_method", captureMethod)
    fields.set("reference", reference)
    fields.set("description", description)
    fields.set("metadata", metadata)
    fields.set("return_url", returnURL)
    fields.set("items", items)
    fields.set("expires_at", expiresAt)
    fields.set("payment", payment)
    fields.set("tried", tried)
    fields.set("attempt", attempt)
    fields.set("next_action", nextAction)
    fields.set("action_expires_at", actionExpiresAt)
    fields.set("last_error", lastError)
  }
}
