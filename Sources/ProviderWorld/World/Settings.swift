/// What a world is like.
package struct Settings: Equatable, Sendable {
  package var midtransKey = "SB-Mid-server-TESTKEY123"
  package var xenditKey = "xnd_development_TESTKEY123"
  package var xenditToken = "xendit-callback-token-TEST"
  package var midtransWebhook: WebhookTarget?
  package var xenditWebhook: WebhookTarget?
  /// nil: whoever makes the world draws one.
  package var seed: UInt64?
  /// Of calls and webhooks that a fault of the seed strikes, out of a million.
  package var faults = 0
  package var delays = FaultPlan.Delays()
  /// Milliseconds before a refused webhook is tried again; later waits are longer in proportion.
  package var retry: Int64 = 500
  /// Milliseconds until the bank confirms a refund.
  package var confirmation: Int64 = 300

  package init() {}
}
