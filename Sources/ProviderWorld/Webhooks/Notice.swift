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

package struct WebhookHeader: Equatable, Sendable {
  package let name: String
  package let value: String
}

/// One webhook on its way.
package struct Delivery: Sendable {
  package let number: Int
  package let provider: Provider
  package let lane: String
  package let title: String
  package let target: WebhookTarget
  package let headers: [WebhookHeader]
  package let body: [UInt8]
  /// Milliseconds to wait before the first attempt.
  package var delay: Int64 = 0
  /// How often it was tried.
  package var attempts = 0
}
