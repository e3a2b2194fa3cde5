import JSON
import LedgerCore
import Payments

/// What a provider answers. The first line is the provider (`m`, `x`), the call (`c`harge, `s`tatus, cap`t`ure, cance`l`, `r`efund, re`f`und's
/// status; a capital: by another method) and the HTTP status, `-` for a call that was not sent or `~` for one that was cut off; the rest is the body.
///
/// Each answer means one of the five outcomes. Money is believed only where an independent reading of the body finds it said in all
/// words; another provider may be asked only where this one certainly has taken nothing.
enum AnswerTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    guard let given = Given(bytes) else { return nil }
    let outcome = given.adapter.outcome(of: given.call, given.answer)
    if planted, case .done(let facts) = outcome, let amount = facts.amount, (2_000_000...9_999_900).contains(amount.amount) {
      return "planted"
    }
    return flaw(of: outcome, given).map { "\(given.title): \($0): \(outcome)" }
  }

  private static func flaw(of outcome: ProviderOutcome, _ given: Given) -> String? {
    switch outcome {
    case .done(let facts):
      if facts.state == .pending { return "done, and pending" }
      return flaw(of: facts, given) ?? AnswerReading(given).doubt(about: facts)
    case .pending(let facts):
      if facts.state != .pending { return "pending, and \(facts.state)" }
      return flaw(of: facts, given)
    case .declined(let refusal):
      guard let status = given.status, (200...299).contains(status) || (400...499).contains(status), status != 429 else {
        return "declined by nobody"
      }
      guard ProviderRig.object(given.body) != nil else { return "declined without a word" }
      return given.flaw(refusal.detail).map { "the detail shows \($0)" }
    case .notSent(let refusal):
      if let doubt = AnswerReading(given).doubtThatNothingWasTaken { return doubt }
      return given.flaw(refusal.detail).map { "the detail shows \($0)" }
    case .unknown(let refusal): return given.flaw(refusal.detail).map { "the detail shows \($0)" }
    }
  }

  /// What no facts may be, whatever was answered.
  private static func flaw(of facts: ProviderFacts, _ given: Given) -> String? {
    guard let status = given.status, (200...299).contains(status) || given.isMidtrans && (400...499).contains(status) else {
      return "facts from nobody"
    }
    if let reference = facts.reference, reference != given.reference { return "facts about \(reference)" }
    for amount in [facts.amount, facts.refunded] { if let amount, amount.amount < 0 { return "an amount below zero" } }
    if let reference = facts.providerReference, reference.string.utf8.count > 511 { return "a long reference" }
    if let code = facts.failureCode, let flaw = given.flaw(code) { return "the failure shows \(flaw)" }
    switch facts.action {
    case .scan(let text), .open(let text, _): return text.string.utf8.count > 4_096 ? "a long code" : nil
    case .transfer(let bank, let number):
      return max(bank.string.utf8.count, number.string.utf8.count) > 511 ? "a long number" : nil
    case .agree, nil: return nil
    }
  }

  /// An answer, and what was asked.
  struct Given {
    let isMidtrans: Bool
    let call: ProviderCall
    /// Nil where nothing was answered.
    let status: Int?
    let answer: ProviderAnswer
    let body: [UInt8]
    let title: String

    static let charge: Text = "att-1"
    static let refund: Text = "ref-1"

    init?(_ bytes: [UInt8]) {
      let line = bytes.prefix { $0 != 10 }
      guard line.count >= 3, line.count <= 6 else { return nil }
      title = String(decoding: line, as: UTF8.self)
      switch line[0] {
      case UInt8(ascii: "m"): isMidtrans = true
      case UInt8(ascii: "x"): isMidtrans = false
      default: return nil
      }
      guard let call = Given.call(line[1], isMidtrans: isMidtrans) else { return nil }
      self.call = call
      body = Array(bytes.dropFirst(line.count + 1))
      switch String(decoding: line[2...], as: UTF8.self) {
      case "-": (status, answer) = (nil, .notSent(String(decoding: body, as: UTF8.self)))
      case "~": (status, answer) = (nil, .interrupted(String(decoding: body, as: UTF8.self)))
      case let text:
        guard let number = Int(text), (100...999).contains(number) else { return nil }
        (status, answer) = (number, .answered(status: number, body: body))
      }
    }

    var adapter: any ProviderAdapter { isMidtrans ? ProviderRig.midtrans : ProviderRig.xendit }

    var isAboutRefund: Bool { call.operation == .refund || call.operation == .refundStatus }
    var reference: Text { isAboutRefund ? Given.refund : Given.charge }

    /// What of its own words may not be shown.
    func flaw(_ text: Text) -> String? {
      ProviderRig.flaw(text, hiding: isMidtrans ? [ProviderRig.serverKey] : [ProviderRig.secretKey, ProviderRig.token])
    }

    private static func call(_ letter: UInt8, isMidtrans: Bool) -> ProviderCall? {
      guard let idr = Currency("IDR") else { preconditionFailure("ISO 4217 lists the rupiah") }
      let amount = Money(1_000_000, idr)
      let isOther = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
      let method: PaymentMethodType = isOther ? (isMidtrans ? .card : .dana) : .qris
      let pointer = ChargePointer(
        reference: charge, providerReference: isOther ? nil : isMidtrans ? "t-1" : "pr-1 pm-1", method: method, amount: amount)
      let refund = RefundRequest(reference: refund, charge: pointer, amount: amount)
      switch letter | 0x20 {
      case UInt8(ascii: "c"):
        return .charge(
          Charge(
            reference: charge, amount: amount,
            method: isOther ? (isMidtrans ? .card(providerToken: "tok") : .wallet(.dana, phone: nil)) : .qris,
            capturesAtOnce: true, expiresAt: PaperLedger.start.adding(seconds: 900), now: PaperLedger.start))
      case UInt8(ascii: "s"): return .status(pointer)
      case UInt8(ascii: "t"): return .capture(pointer, amount: amount)
      case UInt8(ascii: "l"): return .cancel(pointer)
      case UInt8(ascii: "r"): return .refund(refund)
      case UInt8(ascii: "f"): return .refundStatus(refund)
      default: return nil
      }
    }
  }
}
