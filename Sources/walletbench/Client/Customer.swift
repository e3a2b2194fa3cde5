/// Somebody who buys again and again from a merchant of his own, each time by a new intent, on connections of his own.
final class Customer {
  private let merchant: String
  private let shop: Caller
  private let webhook = WebhookText(.qris)
  private var random = Randomness()
  /// Of all keys: another customer of the same merchant has others.
  private let salt: String
  private var keys = 0

  init(merchant: String, at socketPath: String) throws {
    self.merchant = merchant
    shop = try Caller(path: socketPath)
    salt = "\(merchant)-\(random.next())"
  }

  /// Makes an intent and confirms it. Answers how long the confirmation took, and the charge's reference.
  func buy(rupiah: Int = PaymentIntents.rupiah) throws -> (took: UInt64, reference: [UInt8]) {
    keys += 1
    let key = "\(salt)-\(keys)"
    let made = try shop.succeed(
      RequestText.make(
        "POST", "/v1/payment_intents", tenant: BenchAccounts.tenant, key: key,
        body: PaymentIntents.body(merchant: merchant, rupiah: rupiah, .qris)))
    guard let start = made.firstRange(of: "pi_")?.lowerBound else { throw BenchFailure.unexpectedAnswer("no intent: \(made)") }
    let confirm = RequestText.make(
      "POST", "/v1/payment_intents/\(made[start...].prefix { $0 != "\"" })/confirm", tenant: BenchAccounts.tenant,
      key: key + "-c", body: "{}")
    let began = Clock.now
    let confirmed = try shop.succeed(confirm)
    let took = Clock.now - began
    guard confirmed.contains(#""status":"requires_action""#), let start = confirmed.firstRange(of: "att_")?.lowerBound else {
      throw BenchFailure.unexpectedAnswer("a confirmed intent waits for nobody: \(confirmed)")
    }
    return (took, Array(confirmed[start...].utf8.prefix(WebhookText.referenceBytes)))
  }

  /// The webhook that says that a charge was paid.
  func receipt(_ reference: [UInt8]) -> [UInt8] {
    var request: [UInt8] = []
    webhook.write(reference, &random, into: &request)
    return request
  }

  /// What the merchant was paid so far.
  func paid() throws -> Int { try Shop.paid(shop.ask(Shop.pending(of: merchant))) }
}
