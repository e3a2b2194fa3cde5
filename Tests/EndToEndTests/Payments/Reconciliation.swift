import JSON

/// Holds the providers' book against ours, to the rupiah. What it finds is money in one and not in the other.
struct Reconciliation {
  /// The simulator's.
  var book: [BookedCharge]
  /// Ours, as the API shows it.
  var attempts: [JSONValue]
  var payments: [JSONValue]
  var refunds: [JSONValue]
  var counters: [String: Counters]

  init(_ shop: Checkout) throws {
    book = try shop.midtrans.book()
    attempts = try shop.list("/v1/attempts")
    payments = try shop.list("/v1/payments")
    refunds = try shop.list("/v1/refunds")
    counters = try shop.connection.counters(tenant: Checkout.tenant)
  }

  var findings: [String] { charges + intents + givenBack + accounts }

  /// Payments that somebody has paid, and charges that were given back by themselves.
  var captured: Int { payments.count { $0.number("captured") > 0 } }
  var returned: Int { refunds.count { $0["automatic"]?.boolValue == true } }

  // MARK: Rules

  private var charges: [String] {
    let known = Dictionary(attempts.map { ($0.string("attempt_id"), $0) }, uniquingKeysWith: { first, _ in first })
    return book.filter { $0.captured > 0 }.compactMap { charge in
      guard let attempt = known[charge.reference] else { return "\(charge.reference) was paid, and nobody here knows of it" }
      let isTaken = ["succeeded", "authorized"].contains(attempt.string("status"))
      guard isTaken, attempt.string("provider") == charge.provider else {
        return "\(charge.reference) was paid at \(charge.provider), and is \(attempt.string("status")) here"
      }
      return nil
    }
  }

  /// Each payment stands on exactly one charge; every other charge that was paid has gone back by itself.
  private var intents: [String] {
    let byAttempt = Dictionary(grouping: book, by: \.reference)
    let ofIntent = Dictionary(grouping: attempts.filter { $0.string("purpose") == "charge" }) { $0.string("payment_intent_id") }
    let automatic = Set(refunds.filter { $0["automatic"]?.boolValue == true }.map { $0.string("refund_id") })
    return payments.flatMap { payment -> [String] in
      let references = ofIntent[payment.string("payment_intent_id"), default: []].map { $0.string("attempt_id") }
      let charges = references.flatMap { byAttempt[$0, default: []] }.filter { $0.captured > 0 }
      let kept = charges.filter { charge in !charge.refunds.contains { automatic.contains($0.reference) } }
      let name = payment.string("payment_id")
      var findings: [String] = []
      if kept.count > 1 { findings.append("\(name): the customer has paid \(kept.count) times") }
      func compare(_ what: String, _ theirs: Int64, _ ours: Int64) {
        if theirs != ours { findings.append("\(name): \(what) \(theirs) there, \(ours) here") }
      }
      compare("captured", kept.reduce(0) { $0 + $1.captured }, payment.number("captured"))
      compare("refunded", kept.reduce(0) { $0 + $1.refunded }, payment.number("refunded"))
      for charge in charges where !kept.contains(charge) && charge.refunded != charge.captured {
        findings.append("\(charge.reference): of \(charge.captured) only \(charge.refunded) went back")
      }
      return findings
    }
  }

  private var givenBack: [String] {
    let theirs = book.flatMap(\.refunds).filter { $0.state == "succeeded" }.map { "\($0.reference) \($0.amount)" }
    let ours = refunds.filter { $0.string("status") == "succeeded" }.map { "\($0.string("refund_id")) \($0.number("amount"))" }
    return Set(theirs).symmetricDifference(ours).map { "refund \($0) is only in one book" }
      + (theirs.count == Set(theirs).count ? [] : ["a refund was made twice"])
  }

  private var accounts: [String] {
    var findings: [String] = []
    func compare(_ code: String, credit expected: Int64) {
      let found = counters[code] ?? Counters()
      let credit = found.creditsPosted - found.debitsPosted
      if credit != expected { findings.append("\(code) has \(credit), not \(expected)") }
    }
    for provider in ["midtrans", "xendit"] {
      let its = book.filter { $0.provider == provider }
      compare("assets:psp:\(provider):clearing", credit: -its.reduce(0) { $0 + $1.captured - $1.refunded })
    }
    for code in ["liabilities:suspense", "liabilities:refund:intransit"] { compare(code, credit: 0) }
    func net(_ payment: JSONValue) -> Int64 {
      payment.number("captured") - payment.number("refunded") - payment.number("fee") + payment.number("fee_returned")
    }
    for merchant in ["m1", "m2", "m3"] {
      let its = payments.filter { $0.string("merchant_id") == merchant }
      let waiting = its.reduce(0) { $0 + $1.number("pending") }
      compare("liabilities:merchant:\(merchant):pending", credit: waiting)
      compare("liabilities:merchant:\(merchant):available", credit: its.reduce(0) { $0 + net($1) } - waiting)
    }
    let topUps = payments.filter { $0.string("wallet_id") == "w1" }
    compare("liabilities:wallet:w1:available", credit: topUps.reduce(0) { $0 + net($1) })
    compare("revenue:fee:payment", credit: payments.reduce(0) { $0 + $1.number("fee") - $1.number("fee_returned") })
    return findings
  }
}

extension JSONValue {
  fileprivate func string(_ name: String) -> String { self[name]?.stringValue ?? "" }
  fileprivate func number(_ name: String) -> Int64 { self[name]?.integerValue ?? 0 }
}
