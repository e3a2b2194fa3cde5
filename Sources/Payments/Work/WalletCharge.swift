import LedgerCore

/// A payment out of a wallet. Nobody outside has a say in it, so that all of it is decided in the commit that asks for it, and there is no
/// attempt: the payment itself says which wallet paid.
struct WalletCharge {
  let transaction: any RecordTransaction
  private(set) var purse: Purse

  /// Seconds after which an authorization ends by itself.
  static let authorizationSeconds: Int64 = 604_800

  /// The wallet that a caller names.
  init(_ transaction: any RecordTransaction, named name: Text, _ currency: Currency) throws {
    guard let wallet: Kept<Wallet> = try PayeeReference.find(name, transaction) else {
      throw Rejection(.walletNotFound, FieldPath(.paymentMethod))
    }
    try wallet.value.refuseUnlessActive(FieldPath(.paymentMethod))
    guard wallet.value.currency == currency else { throw Rejection(.currencyMismatch, FieldPath(.paymentMethod)) }
    self.transaction = transaction
    purse = try Purse(transaction, wallet)
  }

  /// The wallet that a payment is paid from; nil where a provider is.
  init?(_ transaction: any RecordTransaction, paying payment: Payment) throws {
    guard let payer = payment.payer else { return nil }
    guard let wallet = try transaction.find(payer.wallet, Wallet.self) else { preconditionFailure("a wallet is never removed") }
    self.transaction = transaction
    purse = try Purse(transaction, wallet)
  }

  var wallet: Kept<Wallet> { purse.wallet }
  private var own: BookAccount { .wallet(wallet.value.reference) }
  private var promo: BookAccount { .walletPromo(wallet.value.reference) }
  private var currency: Currency { wallet.value.currency }

  /// Throws where the intent tops up the wallet itself.
  func refuseItself(_ payee: Payee) throws {
    guard case .wallet(wallet.id, _) = payee else { return }
    throw Rejection(
      .sameAccount, FieldPath(.paymentMethod), account: transaction.account(code: own.code, currency: currency)?.identity)
  }

  // MARK: Taking

  /// Recipes 13b and 11, or 2w where capture is manual; a decline where the wallet has not got it.
  mutating func take(_ intent: Kept<Intent>, _ terms: PaymentTerms) throws {
    var intent = intent
    try refuseItself(intent.value.payee)
    let amount = intent.value.amount.amount
    guard let seat = try transaction.walletBoard.seat(wallet.value.reference, transaction) else {
      preconditionFailure("a wallet that was found is there")
    }
    let limits = WalletLimits(transaction)
    try limits.refuseUnlessActive(seat, FieldPath(.paymentMethod))
    // A bonus is for buying: what goes into another wallet could be paid out from there.
    let isPurchase = if case .merchant = intent.value.payee { true } else { false }
    let parts = isPurchase ? purse.parts(upTo: amount) : []
    let promoted = parts.reduce(0) { $0 + $1.amount }
    let available = transaction.available(own, currency)
    intent.value.method = .wallet(wallet.value.reference)
    intent.value.tried = []
    intent.value.attempt = nil
    intent.value.nextAction = nil
    intent.value.actionExpiresAt = nil
    guard promoted + available >= amount else {
      intent.value.state = .requiresMethod
      intent.value.lastError = ProviderRefusal(
        .insufficientFunds, "the wallet has less than is to be paid",
        ProviderRefusal.Shortfall(available: promoted + available, needed: amount))
      try transaction.save(intent)
      return
    }
    // Funds before limits. A bonus is the platform's money: it counts for what may be paid at once, and not for what leaves in a month.
    try limits.refuseOutflow(amount, more: -promoted, seat, FieldPath(.paymentMethod))
    try intent.value.payee.refuseBeyondLimits(amount, from: seat, transaction)
    intent.value.state = .succeeded
    intent.value.lastError = nil
    let known = try intent.value.payment.flatMap { try transaction.find($0, Payment.self) }
    var value = known?.value ?? Payment(intent: intent.id, payee: intent.value.payee, amount: intent.value.amount)
    value.payer = Payment.Payer(wallet: wallet.id, name: wallet.value.reference)
    value.terms = terms
    value.promo = parts.map { Payment.PromoPart(bonus: $0.bonus) }
    var payment = try keep(value, known, of: intent)
    if intent.value.captureMethod == .manual {
      try authorize(&payment, parts, own: amount - promoted)
    } else {
      try capture(&payment, parts, own: amount - promoted, ofHolds: false, isFinal: true)
    }
    try purse.finish()
  }

  /// Writes the intent, which is the answer and so comes first, and a new payment behind it.
  private func keep(_ value: Payment, _ known: Kept<Payment>?, of intent: Kept<Intent>) throws -> Kept<Payment> {
    var intent = intent
    if var known {
      try transaction.save(intent)
      known.value = value
      return known
    }
    // An id is the address of its row, and that row is the next but one.
    let id = PaymentID(time: transaction.postedAt, tag: transaction.tag, number: transaction.nextSequence + 1)
    intent.value.payment = id
    try transaction.save(intent)
    let payment = try transaction.create(value)
    precondition(payment.id == id, "nothing is written between an intent and its payment")
    return payment
  }

  private mutating func authorize(_ payment: inout Kept<Payment>, _ parts: [Purse.Part], own amount: Int64) throws {
    guard case .merchant(_, let merchant) = payment.value.payee else { preconditionFailure("a top-up is captured at once") }
    let reference = Text(payment.id.text)
    let promoted = parts.reduce(0) { $0 + $1.amount }
    func hold(_ source: BookAccount, _ amount: Int64) throws -> HoldID? {
      try transaction.hold(
        Leg(source, .merchantPending(merchant), amount), currency, for: WalletCharge.authorizationSeconds, reference: reference,
        by: .payments)
    }
    payment.value.promoHold = try hold(promo, promoted)
    payment.value.hold = try hold(own, amount)
    payment.value.authorizedUntil = transaction.postedAt.adding(seconds: WalletCharge.authorizationSeconds)
    if let promoHold = payment.value.promoHold { try purse.hold(parts, promoHold, for: payment.id) }
    payment.value.state = .authorized
    payment = try transaction.save(payment)
  }

  // MARK: Afterwards

  /// Recipe 3: some of what is authorized is taken, out of bonuses first; what is left is freed where that is all.
  mutating func capture(_ payment: inout Kept<Payment>, _ amount: Int64, isFinal: Bool) throws {
    try refuseEnded(payment)
    let parts = try purse.capture(upTo: amount, payment)
    let own = amount - parts.reduce(0) { $0 + $1.amount }
    try capture(&payment, parts, own: own, ofHolds: true, isFinal: isFinal)
    try purse.finish()
  }

  /// Recipe 4.
  mutating func void(_ payment: inout Kept<Payment>) throws {
    try refuseEnded(payment)
    try end(&payment, as: .voided, Details(reference: Text(payment.id.text)))
  }

  /// Recipe 5: its time is up, and that is when it ended, however late this is noticed. The ledger has ended the holds by itself.
  mutating func expire(_ payment: inout Kept<Payment>, at end: Timestamp) throws {
    try self.end(&payment, as: .expired, Details(reference: Text(payment.id.text), effectiveAt: end))
  }

  private mutating func end(_ payment: inout Kept<Payment>, as state: PaymentState, _ details: Details) throws {
    let holds = [payment.value.promoHold, payment.value.hold].compactMap { $0 }.filter { transaction.isOpen($0) }
    try purse.release(payment)
    payment.value.hold = nil
    payment.value.promoHold = nil
    payment.value.state = payment.value.captured > 0 ? payment.value.stateByAmounts : state
    payment = try transaction.save(payment)
    for hold in holds { try transaction.perform(.releaseHold(hold, details), by: .payments) }
    try purse.finish()
  }

  /// An authorization that has ended is nobody's to take or to free, even before it has been noted on the payment.
  private func refuseEnded(_ payment: Kept<Payment>) throws {
    let holds = [payment.value.promoHold, payment.value.hold].compactMap { $0 }
    guard holds.allSatisfy({ transaction.isOpen($0) }) else { throw Rejection(.paymentWrongState, FieldPath(.payment)) }
  }

  /// Posts what is taken of each source. The payment is written before: it is the answer of a capture.
  private mutating func capture(
    _ payment: inout Kept<Payment>, _ parts: [Purse.Part], own amount: Int64, ofHolds: Bool, isFinal: Bool
  ) throws {
    let promoted = parts.reduce(0) { $0 + $1.amount }
    for part in parts {
      guard let index = payment.value.promo.firstIndex(where: { $0.bonus == part.bonus }) else {
        preconditionFailure("the bonuses of a payment are noted when it begins")
      }
      payment.value.promo[index].paid += part.amount
    }
    let fee = try PaymentBooks(transaction: transaction).sharing(promoted + amount, of: &payment.value)
    let holds = (promo: payment.value.promoHold, own: payment.value.hold)
    if ofHolds {
      if isFinal { try purse.release(payment) }
      if try purse.held(by: payment).isEmpty { payment.value.promoHold = nil }
      if isFinal { payment.value.hold = nil }
    } else {
      try purse.spend(parts)
    }
    payment.value.state = isFinal ? payment.value.stateByAmounts : .partiallyCaptured
    payment.value.capturedAt = transaction.postedAt
    payment = try transaction.save(payment)
    let reference = Text(payment.id.text)
    guard ofHolds else {
      try transaction.post(spending(payment.value.payee, promoted, amount) + fee, currency, reference: reference, by: .payments)
      return
    }
    // The fee, and what else becomes of it, goes with the last of them.
    let sources = [(holds.promo, promoted), (holds.own, amount)]
    let last = sources.lastIndex { $0.1 > 0 }
    for (index, (hold, taken)) in sources.enumerated() {
      guard let hold else { continue }
      let fee = index == last ? try transaction.postings(fee, currency) : []
      let details = Details(reference: reference)
      if taken > 0 {
        try transaction.perform(.captureHold(hold, amount: taken, isFinal: isFinal, then: fee, details), by: .payments)
      } else if isFinal {
        try transaction.perform(.releaseHold(hold, details), by: .payments)
      }
    }
  }

  private func spending(_ payee: Payee, _ promoted: Int64, _ amount: Int64) -> [Leg] {
    switch payee {
    case .merchant(_, let merchant):
      [Leg(promo, .merchantPending(merchant), promoted), Leg(own, .merchantPending(merchant), amount)]
    case .wallet(_, let name): [Leg(own, .wallet(name), amount)]
    }
  }

  // MARK: Back

  /// Recipe 6w, behind the legs of 6a: what of the refund becomes the wallet's own money again, in proportion, and what goes to its bonuses.
  mutating func givingBack(_ payment: inout Payment, _ refund: inout Refund) throws -> [Leg] {
    let amount = refund.amount.amount
    let paid = Int128(payment.captured - payment.paidFromPromo)
    let due = Int64(Int128(payment.refunded) * paid / Int128(payment.captured)) - payment.returnedToWallet
    refund.toWallet = min(amount, max(0, due))
    payment.returnedToWallet += refund.toWallet
    refund.toExpired = try purse.giveBack(amount - refund.toWallet, &payment)
    refund.toPromo = amount - refund.toWallet - refund.toExpired
    return [
      Leg(.refundsInTransit, own, refund.toWallet), Leg(.refundsInTransit, promo, refund.toPromo),
      Leg(.refundsInTransit, .promoCosts, refund.toExpired),
    ]
  }

  mutating func finish() throws { try purse.finish() }
}
