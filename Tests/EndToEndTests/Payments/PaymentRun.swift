import Foundation
import JSON
import Threads

/// A daemon that is killed again and again while payments run and providers fail, and what becomes of it all when that is over.
final class PaymentRun {
  let shop: Checkout
  private(set) var kills = 0
  private(set) var unfinished = 0
  private let shoppers: [Shopper]
  private let isLateTime = Monitor(false)
  private var dice: Dice

  init(clients: Int, seed: UInt64) throws {
    dice = Dice(seed: seed)
    let shop = try Checkout(timeout: 500, simulator: ["--seed", "\(seed)", "--hold", "900", "--slow", "300", "--confirm", "100"])
    self.shop = shop
    for merchant in ["m2", "m3"] {
      try shop.expect(201, shop.post("/v1/merchants", #"{"merchant_id":"\#(merchant)","fee_percent":"2.95"}"#))
    }
    let isLateTime = isLateTime
    shoppers = (0..<clients).map { number in
      Shopper(
        "client\(number)", seed: seed &+ UInt64(number) &* 7_919, shop.daemon.socketPath, shop.midtrans,
        paysLate: { isLateTime.withLock { $0 } })
    }
  }

  var errands: [Shopper.Errand] { shoppers.flatMap(\.errands) }
  var paid: Int { shoppers.reduce(0) { $0 + $1.paid } }

  /// Payments by all clients at once, under faults and kills.
  func run(payments: Int) throws {
    // A webhook that never comes about money that nobody waits for any more is found by a reconciliation alone: first the one, then the other.
    try fail(losingWebhooks: true)
    try shopping(payments / 2)
    try shop.midtrans.heal()
    isLateTime.withLock { $0 = true }
    try fail(losingWebhooks: false)
    try shopping(payments - payments / 2)
    try shop.midtrans.heal()
  }

  /// Everything goes well from now on, and time passes, until nothing is open any more. False if something stays open.
  func settle(within limit: Duration) throws -> Bool {
    let end = ContinuousClock.now + limit
    for shopper in shoppers { try shopper.payLate() }
    var step: Int64 = 50
    while ContinuousClock.now < end {
      try again(after: step)
      step = min(step * 2, 86_400)
      unfinished = try shoppers.reduce(0) { try $0 + $1.askAgain() }
      if try Patience.wait(.seconds(2), until: { try open().isEmpty }), unfinished == 0 { return true }
    }
    return false
  }

  /// What somebody still has to be asked about.
  func open() throws -> [String] {
    let lists = [
      ("/v1/attempts", ["sending", "unknown", "pending"]), ("/v1/refunds", ["sending", "unknown", "pending"]),
      ("/v1/inbox", ["received"]), ("/v1/payment_intents", ["processing", "requires_action"]),
    ]
    return try lists.flatMap { path, states in
      try states.flatMap { state in try shop.list("\(path)?status=\(state)").map { "\(path): \($0)" } }
    }
  }

  /// Each answer of all time, asked for again.
  func changedAnswers() throws -> [String] {
    let connection = try shop.daemon.connect()
    return try errands.compactMap { errand in
      guard let before = errand.answer else { return "\(errand.key) was never answered" }
      let now = try connection.ask(errand.request).lasting
      return now == before ? nil : "\(errand.key) was answered\n  \(before.text), is now answered\n  \(now.text)"
    }
  }

  // MARK: Parts

  /// Kills the daemon and starts it so much later.
  private func again(after seconds: Int64) throws {
    shop.kill()
    try shop.pass(seconds)
    try shop.restart()
    kills += 1
  }

  private func shopping(_ payments: Int) throws {
    let failures = Monitor<[String]>([])
    let working = Monitor(shoppers.count)
    let threads = shoppers.enumerated().map { number, shopper in
      Thread.start("shopper-\(number)") { [count = shoppers.count] in
        do {
          try shopper.shop(payments: payments / count + (number < payments % count ? 1 : 0))
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
        working.withLock { $0 -= 1 }
      }
    }
    let end = Result {
      while working.withLock({ $0 > 0 }) {
        Patience.pause(microseconds: dice.roll(400_000...1_400_000))
        try again(after: 0)
      }
    }
    for thread in threads { thread.join() }
    try end.get()
    if let failure = failures.withLock({ $0.first }) { throw RigFailure(failure) }
  }

  private func fail(losingWebhooks: Bool) throws {
    func order(_ kind: String, _ share: String, _ more: [(String, JSONValue)] = []) throws {
      try shop.midtrans.order(kind, [("probability", .decimal(share))] + more)
    }
    for kind in ["slow", "timeout_before", "timeout_after", "http_429", "garbage"] { try order(kind, "0.015") }
    for kind in ["http_500", "http_503", "reset"] {
      for effect in [true, false] { try order(kind, "0.01", [("effect", .bool(effect))]) }
    }
    let webhooks = ["duplicate", "late", "reordered", "forged", "tampered"] + (losingWebhooks ? ["lost", "lost"] : [])
    for kind in webhooks { try order(kind, "0.06", [("milliseconds", 300)]) }
  }
}
