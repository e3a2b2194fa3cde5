import LedgerCore
import Payments

/// What Midtrans' answers mean for the call.
struct MidtransAnswers {
  private let call: ProviderCall

  init(_ call: ProviderCall) { self.call = call }

  func read(_ http: Int, _ body: [UInt8]) throws(Senseless) -> ProviderOutcome {
    if http == 429 { return .unknown(ProviderRefusal(.throttled, "HTTP 429")) }
    // Whatever such a body says, the request may have been carried out behind it.
    guard (200...299).contains(http) || (400...499).contains(http) else {
      return .unknown(ProviderRefusal(http == 503 ? .unavailable : .malfunction, ShownText.line("HTTP \(http)")))
    }
    let object = try AnswerObject(body)
    let code = try statusCode(object, http)
    // What exactly is wrong with a request stands in a list beside the message.
    let words = [try object.text("status_message"), try object.firstText("validation_messages")].compactMap { $0 }
    if let refused = MidtransRefusals.outcome(code, words) { return refused }
    switch call {
    case .charge(let charge): return try self.charge(try transaction(object, code, of: charge.reference), charge)
    case .status(let charge): return standing(try transaction(object, code, of: charge.reference))
    case .capture(let charge, _): return capture(try transaction(object, code, of: charge.reference))
    case .cancel(let charge): return cancel(try transaction(object, code, of: charge.reference))
    case .refund(let refund):
      // 202 on its own is a request that is still being worked on; in a body with 200, the bank's no.
      guard http != 202 else { throw Senseless("the request is still being worked on") }
      // A no needs not tell of the transaction, which has not changed.
      if code == 202, !object.has("order_id") {
        return .declined(ProviderRefusal(.declined, ShownText.line((["\(code)"] + words).joined(separator: " "))))
      }
      let transaction = try transaction(object, code, of: refund.charge.reference)
      return try MidtransRefund.outcome(of: refund, code, object, transaction)
    // No such request is made.
    case .payout, .payoutStatus: throw Senseless("nothing was asked")
    case .refundStatus(let refund):
      let transaction = try transaction(object, code, of: refund.charge.reference)
      return try MidtransRefund.standing(of: refund, object, transaction)
    }
  }

  /// The body's own, which rules; HTTP's where a body that tells of an error lacks one.
  private func statusCode(_ object: AnswerObject, _ http: Int) throws(Senseless) -> Int {
    guard let code = try object.status("status_code") else {
      guard http >= 400 else { throw Senseless("status_code is missing") }
      return http
    }
    guard http < 400 || code >= 400 else { throw Senseless("status_code \(code) contradicts it") }
    return code
  }

  /// An answer that tells of another order is no answer to this.
  private func transaction(_ object: AnswerObject, _ code: Int, of reference: Text) throws(Senseless) -> MidtransTransaction {
    let transaction = try MidtransTransaction(object, code)
    guard transaction.facts.reference == reference else { throw Senseless("it tells of another order_id") }
    return transaction
  }

  private func charge(_ transaction: MidtransTransaction, _ charge: Charge) throws(Senseless) -> ProviderOutcome {
    switch transaction.facts.state {
    case .pending: .pending(transaction.facts)
    case .failed: .declined(ProviderRefusal(.declined, transaction.words))
    case .authorized, .succeeded, .cancelled, .expired, .refunded: .done(transaction.facts)
    }
  }

  private func standing(_ transaction: MidtransTransaction) -> ProviderOutcome {
    switch transaction.facts.state {
    case .pending: .pending(transaction.facts)
    case .authorized, .succeeded, .failed, .cancelled, .expired, .refunded: .done(transaction.facts)
    }
  }

  private func capture(_ transaction: MidtransTransaction) -> ProviderOutcome {
    switch transaction.facts.state {
    case .succeeded: .done(transaction.facts)
    case .pending, .authorized: .pending(transaction.facts)
    case .failed: .declined(ProviderRefusal(.declined, transaction.words))
    case .cancelled, .expired, .refunded: .declined(ProviderRefusal(.wrongState, transaction.words))
    }
  }

  /// Ended is only what is said to be: whatever else it is, it may be paid.
  private func cancel(_ transaction: MidtransTransaction) -> ProviderOutcome {
    switch transaction.facts.state {
    case .cancelled, .expired, .failed: .done(transaction.facts)
    case .pending, .authorized, .succeeded, .refunded: .declined(ProviderRefusal(.wrongState, transaction.words))
    }
  }
}
