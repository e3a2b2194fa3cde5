package import LedgerCore

package enum DeliveryState: String, Sendable, CaseIterable {
  /// Kept, and not looked at yet.
  case received
  /// What it is about was found, and the provider is asked.
  case processed
  /// About nothing we know: a dead letter.
  case unmatched
  /// Cannot be read, or by nobody here: a dead letter.
  case unreadable
  /// Of a kind this version does nothing about.
  case ignored
  /// A dead letter that a person has given up.
  case dismissed
}

/// A webhook of a provider, as it arrived. It is a hint: money moves only after the provider was asked.
package struct Delivery: PaymentRecord {
  package typealias E = DeliveryEntity
  package static let kind: Text = "delivery"

  package var state = DeliveryState.received
  package var provider: ProviderName
  /// The provider's id of the event, or the hash of the body: the same delivery is kept once.
  package var identity: Text
  package var body: Text
  package var event: Text?
  /// What it turned out to be about.
  package var subject: Text?
  /// How often it was read, and why that came to nothing.
  package var readings: Int64 = 0
  package var refusal: ProviderRefusal?
  package var dueAt: Timestamp?

  package var name: Text? { Text("\(provider.rawValue):\(identity)") }

  package init(provider: ProviderName, identity: Text, body: Text, dueAt: Timestamp) {
    self.provider = provider
    self.identity = identity
    self.body = body
    self.dueAt = dueAt
  }

  package init(_ fields: RecordFields, state: DeliveryState) throws(MalformedRecord) {
    self.state = state
    provider = try fields.choice("provider", ProviderName.self)
    identity = try fields.required("identity", fields.text("identity"))
    body = try fields.required("body", fields.text("body"))
    event = fields.text("event")
    subject = fields.text("subject")
    readings = fields.integer("readings") ?? 0
    refusal = try fields.refusal("refusal")
    dueAt = fields.dueAt
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("provider", provider)
    fields.set("identity", identity)
    fields.set("body", body)
    fields.set("event", event)
    fields.set("subject", subject)
    if readings > 0 { fields.set("readings", readings) }
    fields.set("refusal", refusal)
  }
}
