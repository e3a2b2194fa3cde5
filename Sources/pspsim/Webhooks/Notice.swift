import JSON

/// What a provider has to tell, before it is known how it will fare.
struct Notice: Sendable {
  let provider: Provider
  /// The charge it is about: notices about one leave in their order.
  let lane: String
  /// For the log: "settlement order-1".
  let title: String
  let target: WebhookTarget?
  let body: JSONValue
  let headers: [WebhookHeader]
}

struct WebhookHeader: Equatable, Sendable {
  let name: String
  let value: String
}

/// One webhook on its way.
struct Delivery: Sendable {
  let number: Int
  let provider: Provider
  let lane: String
  let title: String
  let target: WebhookTarget
  let headers: [WebhookHeader]
  let body: [UInt8]
  /// Milliseconds to wait before the first attempt.
  var delay: Int64 = 0
  /// How often it was tried.
  var attempts = 0
}
