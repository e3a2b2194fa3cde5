import JSON
import Threads

/// One client of a platform, with its customers: begins payments, has them paid, refunds some, and asks again with the same key until it is
/// told what came of it.
///
/// Used by one thread at a time.
final class Shopper: @unchecked Sendable {
  // Sendable because the test hands a shopper to a thread and takes it back by joining that thread.

  /// What was asked, and the answer once there was one that is final.
  struct Errand: Sendable {
    let key: String
    let request: Request
    var answer: Answer?
  }

  private let name: String
  private let path: String
  private let simulator: Simulator
  private var dice: Dice
  private var connection: Connection?
  private(set) var errands: [Errand] = []
  /// Codes of charges that have expired: somebody may still pay them.
  private var lateCodes: [String] = []
  /// Whether they are paid as it goes, rather than in the end.
  private let paysLate: @Sendable () -> Bool
  private(set) var paid = 0

  init(_ name: String, seed: UInt64, _ path: String, _ simulator: Simulator, paysLate: @escaping @Sendable () -> Bool) {
    self.name = name
    self.path = path
    self.simulator = simulator
    self.paysLate = paysLate
    dice = Dice(seed: seed)
  }

  func shop(payments: Int) throws {
    for _ in 0..<payments { try dice.happens(oneIn: 6) ? payByCard() : payByCode() }
  }

  // MARK: Payments

  private func payByCode() throws {
    guard let intent = try begin(#"{"type":"qris"}"#, ""), let code = try confirm(intent) else { return }
    switch dice.roll(1...10) {
    case 1: return
    case 2:
      // The customer and the shop decide at the same moment.
      if dice.happens(oneIn: 2) { try pay(code) }
      _ = try ask("/v1/payment_intents/\(intent)/cancel", "{}")
      if dice.happens(oneIn: 2) { try pay(code) }
    case 3...4:
      _ = try simulator.ask("POST", "/_sim/expire", ["qr_string": .string(code)])
      lateCodes.append(code)
      let isNoticed = try Patience.wait(.seconds(1)) {
        try look(intent)?["intent_status"]?.stringValue == "requires_confirmation"
      }
      if isNoticed, let again = try confirm(intent) { try pay(again) }
      if paysLate() { try payLate() }
    default:
      try pay(code)
      if dice.happens(oneIn: 2) { try refund(intent) }
    }
  }

  private func payByCard() throws {
    let manual = #","capture_method":"manual""#
    guard let intent = try begin(#"{"type":"card","token":"authorize-\#(name)"}"#, manual) else { return }
    guard try settled("/v1/payment_intents/\(intent)/confirm", "{}")?["status"]?.stringValue == "authorized",
      let payment = try look(intent)?["payment"]?.stringValue
    else { return }
    switch dice.roll(1...4) {
    case 1: return
    case 2: _ = try ask("/v1/payments/\(payment)/void", "{}")
    case 3: _ = try ask("/v1/payments/\(payment)/capture", #"{"amount":\#(dice.roll(1...9) * 10_000)}"#)
    default: _ = try ask("/v1/payments/\(payment)/capture", "{}")
    }
  }

  private func begin(_ method: String, _ more: String) throws -> String? {
    let payee = more.isEmpty && dice.happens(oneIn: 8) ? #""wallet_id":"w1""# : #""merchant_id":"m\#(dice.roll(1...3))""#
    let body =
      #"{\#(payee),"amount":\#(dice.roll(10...1_000) * 10_000),"currency":"IDR","payment_method":\#(method)\#(more)}"#
    return try settled("/v1/payment_intents", body)?["payment_intent_id"]?.stringValue
  }

  /// The code that a customer can scan now; nil where there is none, or nobody knows yet.
  private func confirm(_ intent: String) throws -> String? {
    try settled("/v1/payment_intents/\(intent)/confirm", "{}")?["next_action"]?["qr_string"]?.stringValue
  }

  private func refund(_ intent: String) throws {
    guard let payment = try look(intent)?["payment"]?.stringValue else { return }
    let isCaptured = try Patience.wait(.seconds(2)) {
      try shown("/v1/payments/\(payment)")?["status"]?.stringValue == "captured"
    }
    guard isCaptured else { return }
    for _ in 0..<dice.roll(1...2) {
      _ = try ask("/v1/payments/\(payment)/refunds", dice.happens(oneIn: 2) ? "{}" : #"{"amount":\#(dice.roll(1...9) * 10_000)}"#)
    }
  }

  // MARK: The customer

  private func pay(_ code: String) throws {
    if try simulator.ask("POST", "/_sim/pay", ["qr_string": .string(code)]).status == 200 { paid += 1 }
  }

  /// Pays what has expired.
  func payLate() throws {
    for code in lateCodes where dice.happens(oneIn: 2) {
      _ = try simulator.ask("POST", "/_sim/pay", ["qr_string": .string(code), "late": true])
    }
    lateCodes = []
  }

  // MARK: Asking

  /// Asks what was never answered once more; how many are without an answer still.
  func askAgain() throws -> Int {
    for index in errands.indices where errands[index].answer == nil {
      if let reply = exchange(errands[index].request), reply.status < 500 { errands[index].answer = reply.lasting }
    }
    return errands.count { $0.answer == nil }
  }

  private func settled(_ path: String, _ body: String) throws -> JSONValue? {
    guard let reply = try ask(path, body), reply.status < 300 else { return nil }
    return try reply.json()
  }

  /// Asks until there is a final answer; nil where nobody knows it for too long.
  private func ask(_ path: String, _ body: String) throws -> Reply? {
    let key = "\(name)-\(errands.count)"
    errands.append(Errand(key: key, request: .post(path, tenant: Checkout.tenant, key: key, body)))
    let index = errands.endIndex - 1
    // More than it takes to start again; less than nobody knows of what a kill has cut off.
    for _ in 0..<30 {
      if let reply = exchange(errands[index].request) {
        if reply.status < 500 {
          errands[index].answer = reply.lasting
          return reply
        }
        guard reply.status == 503 || reply.status == 504 else { throw RigFailure("\(path): \(reply.text)") }
      }
      Patience.pause(microseconds: 100_000)
    }
    return nil
  }

  private func look(_ intent: String) throws -> JSONValue? { try shown("/v1/payment_intents/\(intent)") }

  private func shown(_ path: String) throws -> JSONValue? {
    try exchange(.get(path, tenant: Checkout.tenant)).flatMap { $0.status == 200 ? try $0.json() : nil }
  }

  /// Nil when the daemon is gone.
  private func exchange(_ request: Request) -> Reply? {
    do {
      let open = try connection ?? Connection(path: path)
      connection = open
      if let reply = open.exchange(request) { return reply }
    } catch {
      // It is being started again.
    }
    connection = nil
    return nil
  }
}
