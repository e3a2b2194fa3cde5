import Audit
import JSON
import LedgerCore
import ProviderWorld

/// Holds the providers' own book against ours, to the rupiah: what it finds is money in one and not in the other. It goes by the concept page
/// (docs/concepts/payments.md), and uses no code of the rooms that it looks at.
struct PaymentAudit {
  private let book: [Charge]
  private let attempts: [JSONValue]
  private let payments: [JSONValue]
  private let refunds: [JSONValue]
  private let accounts: [JSONValue]
  private let returnsFees: Bool
  private let now: Int64
  private let known: [String: JSONValue]
  private let byReference: [String: [Charge]]

  init(_ simulation: PaymentSimulation) throws {
    book = simulation.line.book.charges
    attempts = try simulation.list("/v1/attempts")
    payments = try simulation.list("/v1/payments")
    refunds = try simulation.list("/v1/refunds")
    accounts = try simulation.list("/v1/accounts")
    returnsFees = simulation.mix.returnsFees
    now = simulation.clock.wall
    known = [:].merging(attempts.map { ($0.string("attempt_id"), $0) }) { one, _ in one }
    byReference = Dictionary(grouping: book, by: \.reference)
  }

  /// At the end. Nothing, where all is well.
  var findings: [String] { charges + sums + givenBack + fees + balances + early }

  // MARK: Counts

  var captured: Int { payments.count { $0.number("captured") > 0 } }
  var returned: Int { refunds.count { $0["automatic"]?.boolValue == true && $0.string("status") == "succeeded" } }
  var refunded: Int { refunds.count { $0["automatic"]?.boolValue == false && $0.string("status") == "succeeded" } }
  var summary: String {
    "\(payments.count) payments, \(captured) captured, \(refunds.count) refunds, \(attempts.count) attempts, \(book.count) charges"
  }

  // MARK: Rules

  /// What somebody is still to be asked about.
  static func open(_ simulation: PaymentSimulation) throws -> [String] {
    let lists = [
      ("/v1/attempts", ["sending", "unknown", "pending"]), ("/v1/refunds", ["sending", "unknown", "pending"]),
      ("/v1/inbox", ["received"]),
      ("/v1/payment_intents", ["requires_method", "requires_confirmation", "requires_action", "processing"]),
      ("/v1/payments", ["created", "pending_auth", "authorized", "partially_captured", "disputed"]),
    ]
    let open = try lists.flatMap { path, states in
      try states.flatMap { state in try simulation.list("\(path)?status=\(state)").map { "\(path): \($0)" } }
    }
    // Also of what is over somebody may have said that there is news.
    let asked = try simulation.list("/v1/attempts").filter { $0["next_question_at"] != nil }.map { "a question about \($0)" }
    let waiting = try simulation.list("/v1/payments").filter { $0.number("pending") + $0.number("reserved") > 0 }
      .map { "money that waits for its day: \($0)" }
    return open + asked + waiting + (simulation.line.isQuiet ? [] : ["something is on its way"])
  }

  /// Each charge is known, and stands as its provider has it; what was not sent never was.
  private var charges: [String] {
    book.compactMap { charge in
      guard let attempt = known[charge.reference], attempt.string("provider") == charge.provider.rawValue else {
        return "\(charge.reference) is at \(charge.provider.rawValue), and nobody here knows of it"
      }
      let status = attempt.string("status")
      if status == "not_sent" { return "\(charge.reference) is at \(charge.provider.rawValue), and was not sent" }
      if charge.captured > 0, !["succeeded", "authorized"].contains(status) {
        return "\(charge.reference) was paid at \(charge.provider.rawValue), and is \(status) here"
      }
      if charge.captured == 0, status == "succeeded" { return "\(charge.reference) was not paid, and is \(status) here" }
      return nil
    }
  }

  private func charges(of payment: JSONValue) -> [Charge] {
    let intent = payment.string("payment_intent_id")
    return attempts.filter { $0.string("purpose") == "charge" && $0.string("payment_intent_id") == intent }
      .flatMap { byReference[$0.string("attempt_id")] ?? [] }
  }

  /// Of each payment: what customers paid is what was captured, once, and what went back by itself.
  private var sums: [String] {
    payments.flatMap { payment -> [String] in
      let (name, charges) = (payment.string("payment_id"), charges(of: payment))
      let own = refunds.filter { $0.string("payment_id") == name && $0.string("status") == "succeeded" }
      let automatic = refunds.filter { $0.string("payment_id") == name && $0["automatic"]?.boolValue == true }
      let asked = own.filter { $0["automatic"]?.boolValue == false }
      return compare("\(name): paid", charges.sum(\.captured), payment.number("captured") + automatic.sum { $0.number("amount") })
        + compare("\(name): given back", charges.sum(\.refunded), own.sum { $0.number("amount") })
        + compare("\(name): refunded", payment.number("refunded"), asked.sum { $0.number("amount") })
        + (payment.number("captured") > payment.number("amount") ? ["\(name): more was captured than was asked for"] : [])
    }
  }

  private var givenBack: [String] {
    let theirs = book.flatMap(\.refunds).filter { $0.state == .succeeded }.map { "\($0.reference) \($0.amount)" }
    let ours = refunds.filter { $0.string("status") == "succeeded" }.map { "\($0.string("refund_id")) \($0.number("amount"))" }
    return Set(theirs).symmetricDifference(ours).sorted().map { "refund \($0) is only in one book" }
      + (theirs.count == Set(theirs).count ? [] : ["a refund was made twice"])
  }

  /// The share of each merchant in millionths, and what is fixed; days until its money is available, millionths that are held back, and for
  /// how many days.
  private static let policies: [String: (share: Int64, fixed: Int64)] = ["m1": (7_000, 0), "m2": (29_500, 200_000)]
  private static let waits: [String: (days: Int64, share: Int64, reserve: Int64)] = [
    "m1": (1, 0, 0), "m2": (0, 50_000, 2), "m3": (3, 0, 0),
  ]

  /// Money that was the merchant's to have before its day: days of banks are no shorter than days.
  private var early: [String] {
    payments.compactMap { payment in
      guard let wait = Self.waits[payment.string("merchant_id")], let text = payment["captured_at"]?.stringValue,
        let captured = Timestamp(rfc3339: text)?.microseconds, payment.number("refunded") == 0
      else { return nil }
      let net = payment.number("captured") - payment.number("fee")
      let (day, jakarta): (Int64, Int64) = (86_400_000_000, 25_200_000_000)
      let midnight = (captured + jakarta) / day * day - jakarta
      // What was captured in parts has several days, and is left out.
      let intent = payment.string("payment_intent_id")
      let isWhole = attempts.count { $0.string("purpose") == "capture" && $0.string("payment_intent_id") == intent } <= 1
      let reserve = isWhole && now < midnight + wait.reserve * day ? net * wait.share / 1_000_000 : 0
      let waiting = isWhole && now < midnight + wait.days * day ? net - reserve : 0
      guard payment.number("pending") < waiting || payment.number("reserved") < reserve else { return nil }
      return
        "\(payment.string("payment_id")): of \(net) only \(payment.number("pending")) and \(payment.number("reserved")) wait at \(now)"
    }
  }

  private var fees: [String] {
    payments.flatMap { payment -> [String] in
      let (name, captured) = (payment.string("payment_id"), payment.number("captured"))
      let policy = Self.policies[payment.string("merchant_id")] ?? (0, 0)
      let fee = captured == 0 ? 0 : min((captured * policy.share + 500_000) / 1_000_000 + policy.fixed, captured)
      var findings = compare("\(name): the fee is", fee, payment.number("fee"))
      let (refunded, returned) = (payment.number("refunded"), payment.number("fee_returned"))
      if !returnsFees || refunded == 0 { findings += compare("\(name): of the fee came back", 0, returned) }
      if returned < 0 || returned > fee { findings.append("\(name): of a fee of \(fee) came back \(returned)") }
      return findings
    }
  }

  private var balances: [String] {
    var findings: [String] = []
    var expected: [String: Int64] = [:]
    for charge in book {
      expected["assets:psp:\(charge.provider.rawValue):clearing", default: 0] += charge.captured - charge.refunded
    }
    for payment in payments {
      let net = payment.number("captured") - payment.number("refunded") - payment.number("fee") + payment.number("fee_returned")
      let merchant = payment.string("merchant_id")
      let code =
        merchant.isEmpty
        ? "liabilities:wallet:\(payment.string("wallet_id")):available" : "liabilities:merchant:\(merchant):available"
      let (pending, reserved) = (payment.number("pending"), payment.number("reserved"))
      expected[code, default: 0] += net - pending - reserved
      if !merchant.isEmpty {
        expected["liabilities:merchant:\(merchant):pending", default: 0] += pending
        expected["liabilities:merchant:\(merchant):reserve", default: 0] += reserved
      }
      expected["revenue:fee:payment", default: 0] += payment.number("fee") - payment.number("fee_returned")
    }
    // What a bank did not take back stays in suspense, until a person has found another way.
    let stuck = refunds.filter { $0["automatic"]?.boolValue == true && $0.string("status") == "failed" }
    expected["liabilities:suspense"] = stuck.sum { $0.number("amount") }
    let found = Dictionary(accounts.map { ($0.string("code"), $0) }) { one, _ in one }
    for code in Set(expected.keys).union(found.keys).sorted() {
      findings += compare("\(code) has", expected[code] ?? 0, found[code]?.number("posted") ?? 0)
      if let pending = found[code]?.number("pending"), pending != 0 { findings.append("\(code): \(pending) is reserved still") }
    }
    return findings
  }

  /// At any time: money here that no customer has paid, and money given back that no provider has given.
  var invented: [String] {
    let theirs = Set(book.flatMap(\.refunds).map(\.reference))
    let refunded = refunds.filter { $0.string("status") == "succeeded" && !theirs.contains($0.string("refund_id")) }
    return payments.compactMap { payment in
      let (paid, captured) = (charges(of: payment).sum(\.captured), payment.number("captured"))
      return captured > paid ? "\(payment.string("payment_id")): \(paid) paid there, \(captured) captured here" : nil
    } + early + refunded.map { "\($0.string("refund_id")) was given back here and nowhere else" }
  }

  private func compare(_ what: String, _ theirs: Int64, _ ours: Int64) -> [String] {
    theirs == ours ? [] : ["\(what) \(theirs), and \(ours) here"]
  }

  /// The file itself, by the offline verifier.
  static func verify(_ path: String) throws {
    guard case .sound(let report) = try LedgerVerifier().verify(path: path) else {
      throw Mismatch("verifying \(path)", expected: "a sound file", got: "\(try LedgerVerifier().verify(path: path))")
    }
    for totals in report.totals where totals.debitsPosted != totals.creditsPosted {
      throw Mismatch("debits", expected: "\(totals.creditsPosted)", got: "\(totals.debitsPosted)")
    }
    guard report.openHolds == 0 else { throw Mismatch("open holds", expected: "none", got: "\(report.openHolds)") }
  }
}

extension Sequence {
  fileprivate func sum(_ value: (Element) -> Int64) -> Int64 { reduce(0) { $0 + value($1) } }
}

extension JSONValue {
  fileprivate func string(_ name: String) -> String { self[name]?.stringValue ?? "" }
  fileprivate func number(_ name: String) -> Int64 { self[name]?.integerValue ?? 0 }
}
