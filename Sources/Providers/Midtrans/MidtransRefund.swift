import LedgerCore
import Payments

/// Refunds: two ways there are to give back, and what is told of it.
///
/// `refund_key` is our reference: asked again with the same, Midtrans gives back once (within seven days).
enum MidtransRefund {
  enum Way {
    /// To the wallet at once; the answer is the wallet's.
    case direct
    /// Through the banks, in days; `bank_confirmed_at` says that it has arrived.
    case byBank

    var path: String {
      switch self {
      case .direct: "refund/online/direct"
      case .byBank: "refund"
      }
    }
  }

  /// Nil for what is not given back through Midtrans at all.
  static func way(of method: PaymentMethodType) -> Way? {
    switch method {
    case .qris, .gopay, .shopeepay: .direct
    case .card: .byBank
    case .bankTransfer, .dana, .ovo, .linkaja: nil
    }
  }

  /// The answer to a refund. A transaction that does not tell of a refund yet is pending.
  static func outcome(
    of refund: RefundRequest, _ code: Int, _ object: AnswerObject, _ transaction: MidtransTransaction
  ) throws(Senseless) -> ProviderOutcome {
    guard code == 200 else { return .declined(ProviderRefusal(.declined, transaction.words)) }
    if let key = try object.text("refund_key"), key != refund.reference.string {
      throw Senseless("it tells of another refund_key")
    }
    var facts = ProviderFacts(state: .pending, reference: refund.reference)
    facts.providerReference = try object.code("refund_chargeback_uuid").map { Text($0) }
    facts.amount = try object.money("refund_amount", try object.currency())
    let isRefunded = MidtransStates.isRefund(transaction.status) && way(of: refund.charge.method) == .direct
    guard isRefunded else { return .pending(facts) }
    facts.state = .succeeded
    return .done(facts)
  }

  /// The refund among those of its charge. One that is not there is not found, which is no proof while the request may still be on its way.
  static func standing(
    of refund: RefundRequest, _ object: AnswerObject, _ transaction: MidtransTransaction
  ) throws(Senseless) -> ProviderOutcome {
    for entry in try object.objects("refunds") where try entry.text("refund_key") == refund.reference.string {
      var facts = ProviderFacts(state: .pending, reference: refund.reference)
      facts.providerReference = try entry.code("refund_chargeback_uuid").map { Text($0) }
      facts.amount = try entry.money("refund_amount", try object.currency())
      let isConfirmed = try entry.text("bank_confirmed_at") != nil
      guard isConfirmed || way(of: refund.charge.method) == .direct else { return .pending(facts) }
      facts.state = .succeeded
      return .done(facts)
    }
    return .declined(ProviderRefusal(.notFound, "the charge has no refund under this reference"))
  }

  /// The key of the refund of which something was told last. A webhook has all of a charge's refunds and does not say which it is about.
  static func latest(_ object: AnswerObject) throws(Senseless) -> String? {
    var latest: (time: String, key: String)?
    for entry in try object.objects("refunds") {
      guard let key = try entry.text("refund_key") else { continue }
      // Midtrans' times sort as text.
      let time = max(try entry.text("created_at") ?? "", try entry.text("bank_confirmed_at") ?? "")
      if let known = latest, known.time > time { continue }
      latest = (time, key)
    }
    guard let latest else { return try object.text("refund_key") }
    return latest.key
  }
}
