/// How the simulator was started.
struct Settings: Equatable, Sendable {
  var port: UInt16 = 0
  var midtransKey = "SB-Mid-server-TESTKEY123"
  var xenditKey = "xnd_development_TESTKEY123"
  var xenditToken = "xendit-callback-token-TEST"
  var midtransWebhook: WebhookTarget?
  var xenditWebhook: WebhookTarget?
  /// nil: another one with each start.
  var seed: UInt64?
  /// Of calls and webhooks that a fault of the seed strikes, out of a million.
  var faults = 0
  var delays = FaultPlan.Delays()
  /// Milliseconds before a refused webhook is tried again; later waits are longer in proportion.
  var retry: Int64 = 500
  /// Milliseconds until the bank confirms a refund.
  var confirmation: Int64 = 300
  var isVerbose = false
  var wantsHelp = false
}
