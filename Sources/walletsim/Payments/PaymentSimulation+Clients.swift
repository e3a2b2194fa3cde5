import JSON
import LyingDisk

/// Clients of the platform: they ask for payments, ask again with the same key, and do with what was paid what shops do.
extension PaymentSimulation {
  // MARK: What a client does

  func begin() throws {
    let purchase = Purchase(&chance)
    purchases.append(purchase)
    open.append(purchases.count - 1)
    try ask(purchases.count - 1, "/v1/payment_intents", purchase.order(&chance))
  }

  func client(_ index: Int) throws {
    let purchase = purchases[index]
    if let errand = purchase.errand, errands[errand].answer == nil {
      // Impatient, or lost its connection.
      if chance.happens(20), errands[errand].underWay < 2 { try send(errand) }
      // It goes on without knowing; the answer is asked for in the end.
      if chance.happens(3), purchase.intent != nil { purchases[index].errand = nil }
      return
    }
    guard purchase.intent != nil else { return leave(index) }
    if purchase.state.isEmpty || chance.happens(45) { return try look(at: index) }
    try act(index)
  }

  private func act(_ index: Int) throws {
    let purchase = purchases[index]
    switch purchase.state {
    case "requires_confirmation", "requires_method":
      if purchase.confirmations >= 4 || chance.happens(4) { return leave(index) }
      if chance.happens(7) { return try cancel(index) }
      try confirm(index)
    case "requires_action": if chance.happens(5) { try cancel(index) }
    case "processing":
      if chance.happens(4) { try confirm(index) }
      if chance.happens(2) { try cancel(index) }
    case "succeeded": try afterwards(index)
    default: leave(index)
    }
  }

  private func confirm(_ index: Int) throws {
    let purchase = purchases[index]
    guard let intent = purchase.intent else { return }
    purchases[index].confirmations += 1
    var body = "{}"
    if purchase.state == "requires_method" || chance.happens(15) {
      let method = purchase.isManual ? .authorization : chance.choose(purchase.method, .qris, .qris)
      body = #"{"payment_method":\#(method.body(&chance))}"#
    }
    try ask(index, "/v1/payment_intents/\(intent)/confirm", body)
  }

  private func cancel(_ index: Int) throws {
    guard let intent = purchases[index].intent else { return }
    try ask(index, "/v1/payment_intents/\(intent)/cancel", "{}")
  }

  /// What was paid, or authorized.
  private func afterwards(_ index: Int) throws {
    let purchase = purchases[index]
    guard let payment = purchase.payment else { return try look(at: index) }
    switch purchase.paymentState {
    case "authorized", "partially_captured":
      if chance.happens(8) { return leave(index) }
      if chance.happens(25) { return try ask(index, "/v1/payments/\(payment)/void", "{}") }
      try capture(index, payment)
    case "captured", "partially_refunded":
      if purchase.refunds >= 3 || chance.happens(35) { return leave(index) }
      if chance.happens(50) { try refund(index, payment) }
    case "", "created", "pending_auth": try look(at: index)
    default: leave(index)
    }
  }

  func capture(_ index: Int, _ payment: String) throws {
    purchases[index].captures += 1
    let isFinal = chance.choose("", "", #","final":false"#, #","final":true"#)
    try ask(
      index, "/v1/payments/\(payment)/capture",
      chance.happens(40) ? "{}" : #"{"amount":\#(part(of: purchases[index].amount))\#(isFinal)}"#)
  }

  private func refund(_ index: Int, _ payment: String) throws {
    purchases[index].refunds += 1
    try ask(
      index, "/v1/payments/\(payment)/refunds", chance.happens(40) ? "{}" : #"{"amount":\#(part(of: purchases[index].amount))}"#)
  }

  /// Mostly whole rupiah; now and then what no provider takes.
  private func part(of amount: Int64) -> Int64 {
    chance.happens(4) ? chance.number(1, amount) : chance.number(1, max(1, amount / 100)) * 100
  }

  private func leave(_ index: Int) {
    purchases[index].isLeft = true
    open.removeAll { $0 == index }
  }

  // MARK: Asking

  /// A new request, with a key of its own.
  func ask(_ purchase: Int, _ path: String, _ body: String) throws {
    errands.append(Errand(key: "key-\(errands.count)", path: path, body: body, purchase: purchase))
    purchases[purchase].errand = errands.count - 1
    try send(errands.count - 1)
  }

  /// Sends a request, once more if it was sent before.
  func send(_ index: Int) throws {
    let errand = errands[index]
    var key = errand.key
    if plant == .alteredKey, errand.path.hasSuffix("/confirm"), errand.answer != nil, !isPlanted {
      isPlanted = true
      key += "-altered"
    }
    counts.requests += 1
    trace.note("POST \(errand.path) key '\(key)' \(errand.body)")
    let bytes = Wire.bytes("POST", errand.path, tenant: ProviderAccounts.tenant, key: key, body: errand.body, number: index)
    errands[index].underWay += 1
    try sent(bytes, .errand(index))
  }

  /// Somebody asks once more what was answered before, or not.
  func again() throws {
    guard !errands.isEmpty else { return }
    let index = chance.happens(60) ? max(0, errands.count - 1 - chance.below(20)) : chance.below(errands.count)
    if errands[index].underWay < 2 { try send(index) }
  }

  func look(at index: Int) throws {
    guard let intent = purchases[index].intent else { return }
    try sent(Wire.bytes("GET", "/v1/payment_intents/\(intent)", tenant: ProviderAccounts.tenant, number: 0), .intent(index))
    guard let payment = purchases[index].payment else { return }
    try sent(Wire.bytes("GET", "/v1/payments/\(payment)", tenant: ProviderAccounts.tenant, number: 0), .payment(index))
  }

  private func sent(_ bytes: [UInt8], _ asked: Asked) throws {
    let (number, reply) = daemon.send(bytes)
    underWay[number] = asked
    if let reply { try answered(number, reply) }
  }

  // MARK: Answers

  func answered(_ number: UInt64, _ reply: SimulatedReply) throws {
    guard let asked = underWay.removeValue(forKey: number) else { return }
    switch asked {
    case .errand(let index): try answered(index, reply)
    case .intent(let index): if reply.status == 200 { learn(index, reply.json) }
    case .payment(let index): if reply.status == 200 { purchases[index].paymentState = reply.text("status") }
    }
  }

  private func answered(_ index: Int, _ reply: SimulatedReply) throws {
    let errand = errands[index]
    trace.note("'\(errand.key)' → \(reply.summary)")
    counts.replies += 1
    if reply.isReplay { counts.replays += 1 }
    errands[index].underWay -= 1
    guard reply.status < 500 else {
      if reply.status == 504 { counts.unknown += 1 }
      // A daemon that is dead lets go of its requests.
      guard [503, 504].contains(reply.status) || disk.isCrashed else {
        throw Mismatch("POST \(errand.path) \(errand.body)", expected: "an answer, 503 or 504", got: reply.summary)
      }
      return
    }
    let answer = Errand.Answer(status: reply.status, body: reply.body)
    if let before = errand.answer, before != answer {
      throw Mismatch(
        "POST \(errand.path) \(errand.body), key '\(errand.key)' again", expected: "\(before.status) \(before.body)",
        got: reply.summary)
    }
    errands[index].answer = answer
    if reply.status < 300 { learn(index, of: errand, reply.json) }
  }

  private func learn(_ index: Int, of errand: Errand, _ json: JSONValue) {
    let purchase = errand.purchase
    if errand.path.hasSuffix("/v1/payment_intents") {
      purchases[purchase].intent = json["payment_intent_id"]?.stringValue
    }
    if json["intent_status"] != nil { learn(purchase, json) }
    if errand.path.hasSuffix("/capture") || errand.path.hasSuffix("/void") {
      purchases[purchase].paymentState = json["status"]?.stringValue ?? ""
    }
  }

  private func learn(_ purchase: Int, _ json: JSONValue) {
    purchases[purchase].state = json["intent_status"]?.stringValue ?? ""
    purchases[purchase].payment = json["payment"]?.stringValue ?? purchases[purchase].payment
  }
}

extension SimulatedReply {
  func text(_ member: String) -> String { json[member]?.stringValue ?? "" }
}
