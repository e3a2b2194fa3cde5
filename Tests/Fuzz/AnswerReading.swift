import JSON
import LedgerCore
import Payments

/// A second reading of a provider's answer, from the providers' documents alone, and only of what money hangs on.
struct AnswerReading {
  private let given: AnswerTarget.Given
  private let body: JSONValue?

  init(_ given: AnswerTarget.Given) {
    self.given = given
    body = ProviderRig.object(given.body)
  }

  // MARK: Money

  /// Why what was taken for done is not what the body says; nil where it is.
  func doubt(about facts: ProviderFacts) -> String? {
    guard let body else { return "done without a body" }
    if given.isMidtrans { return given.isAboutRefund ? refund(facts, midtrans: body) : charge(facts, midtrans: body) }
    // An expired payment method has no state of its own: nothing is paid by it.
    if given.call.operation == .cancel {
      return facts.state == .expired && word(body, "status") == "EXPIRED" && ProviderRig.text(body["id"]) == "pm-1"
        ? nil : "no payment method ended"
    }
    let isList = given.call.operation != .charge && !(body["data"]?.isNull ?? true)
    let entries = isList ? body["data"]?.arrayValue ?? [] : [body]
    return entries.contains { entry in
      ProviderRig.text(entry["reference_id"]) == given.reference.string && words(facts.state).contains(word(entry, "status"))
        && (facts.amount == nil || facts.amount == amount(entry, "amount"))
    } ? nil : "nothing there is \(facts.state)"
  }

  private func charge(_ facts: ProviderFacts, midtrans body: JSONValue) -> String? {
    guard ProviderRig.text(body["order_id"]) == given.reference.string else { return "of another order" }
    guard facts.amount == nil || facts.amount == amount(body, "gross_amount") else { return "of another amount" }
    let status = word(body, "transaction_status")
    let isAccepted = word(body, "fraud_status") == "ACCEPT"
    let isSaidTo200 = body["status_code"]?.stringValue == "200" || body["status_code"]?.integerValue == 200
    let isTrue =
      switch facts.state {
      case .succeeded:
        ["CHARGEBACK", "PARTIAL_CHARGEBACK"].contains(status)
          || ["CAPTURE", "SETTLEMENT"].contains(status) && isAccepted && isSaidTo200
      case .authorized: status == "AUTHORIZE" && isAccepted
      case .refunded: ["REFUND", "PARTIAL_REFUND"].contains(status)
      case .failed: ["DENY", "FAILURE"].contains(status) || word(body, "fraud_status") == "DENY"
      case .cancelled: status == "CANCEL"
      case .expired: status == "EXPIRE"
      case .pending: false
      }
    return isTrue ? nil : "\(status) is not \(facts.state)"
  }

  private func refund(_ facts: ProviderFacts, midtrans body: JSONValue) -> String? {
    guard ProviderRig.text(body["order_id"]) == AnswerTarget.Given.charge.string else { return "of another order" }
    guard facts.state == .succeeded else { return "a refund cannot be \(facts.state)" }
    let ours = given.reference.string
    if given.call.operation == .refundStatus {
      return (body["refunds"]?.arrayValue ?? []).contains { $0["refund_key"]?.stringValue == ours }
        ? nil : "there is no such refund"
    }
    guard body["refund_key"]?.stringValue.map({ $0.isEmpty || $0 == ours }) ?? true else { return "of another refund" }
    return ["REFUND", "PARTIAL_REFUND"].contains(word(body, "transaction_status")) ? nil : "nothing was given back"
  }

  private func words(_ state: ProviderState) -> [String] {
    switch state {
    case .pending: ["PENDING", "REQUIRES_ACTION"]
    case .authorized: ["AWAITING_CAPTURE"]
    case .succeeded: ["SUCCEEDED"]
    case .failed: ["FAILED"]
    case .cancelled: ["CANCELED", "CANCELLED", "VOIDED"]
    case .expired: ["EXPIRED"]
    case .refunded: []
    }
  }

  private func word(_ object: JSONValue, _ key: String) -> String { ProviderRig.text(object[key])?.uppercased() ?? "" }

  // MARK: Nothing taken

  /// Why it is not certain that nothing was taken; nil where it is: then another provider may be asked.
  var doubtThatNothingWasTaken: String? {
    guard let status = given.status else {
      if case .notSent = given.answer { return nil }
      return "cut off"
    }
    guard let body, status != 429 else { return "without a word" }
    if given.isMidtrans {
      guard (200...299).contains(status) || (400...499).contains(status) else { return "a fault of theirs" }
      let code =
        body["status_code"].flatMap { $0.isNull ? nil : $0 }.map { $0.stringValue ?? "\($0.integerValue ?? 0)" } ?? "\(status)"
      return ["401", "402", "403", "410"].contains(code) ? nil : "\(code) says nothing of the kind"
    }
    let code = ProviderRig.text(body["error_code"]) ?? ""
    guard (400...499).contains(status), status != 408 else { return "a fault of theirs" }
    return ["CHANNEL_NOT_ACTIVATED", "CHANNEL_NOT_ENABLED"].contains(code) || [401, 402, 403].contains(status)
      ? nil : "\(code) says nothing of the kind"
  }

  // MARK: Amounts

  /// Major units as they are written, moved to minor ones letter by letter; nil where that is not whole.
  private func amount(_ object: JSONValue, _ key: String) -> Money? {
    guard let currency = Currency(ProviderRig.text(object["currency"]) ?? "IDR") else { return nil }
    let literal: String
    switch object[key] {
    case .string(let text), .decimal(let text): literal = text
    case .integer(let number): literal = "\(number)"
    default: return nil
    }
    guard let match = literal.wholeMatch(of: /(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,2}))?/) else { return nil }
    let fraction = match.2 ?? ""
    guard let exponent = Int(match.3 ?? "0") else { return nil }
    var digits = String(match.1 + fraction)
    let zeros = exponent - fraction.count + currency.decimals
    if zeros >= 0 {
      digits += String(repeating: "0", count: zeros)
    } else {
      let cut = digits.suffix(-zeros)
      guard cut.allSatisfy({ $0 == "0" }) else { return nil }
      digits = String(digits.dropLast(-zeros))
    }
    let kept = digits.drop { $0 == "0" }
    return Int64(kept.isEmpty ? "0" : kept).map { Money($0, currency) }
  }
}
