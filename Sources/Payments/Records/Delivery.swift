package import LedgerCore

package enum DeliveryState: String, Sendable, CaseIterable {
  /// Kept, and not looked at yet.
  case received
  /// What it is about was found, and the provider is asked.
  case processed
  /// About nothing we know: kept, and shown.
  case unmatched
  /// Cannot be read, or is of a kind this version does nothing about.
  case ignored
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
    dueAt = fields.dueAt
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("provider", provider)
    fields.set("identity", identity)
    fields.set("body", body)
    fields.set("event", event)
    fields.set("subject", subject)
  }
}
