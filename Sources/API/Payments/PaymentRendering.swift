import JSON
import LedgerCore
import Payments

/// Records of payments as callers see them.
struct PaymentRendering {
  private let tag: LedgerTag
  /// Where what is in a wallet is read: not for answers, which stay what they were.
  let ledger: (any Ledger)?
  /// Whether numbers of bank accounts are shown as they are.
  private let isWhole: Bool

  init(tag: LedgerTag) {
    self.tag = tag
    ledger = nil
    isWhole = false
  }

  init(_ ledger: any Ledger, isWhole: Bool = false) {
    tag = ledger.tag
    self.ledger = ledger
    self.isWhole = isWhole
  }

  /// What a request about payments is answered with: the record that is its answer.
  func write(_ change: RecordChange, confirming: Bool = false, to writer: inout JSONWriter) throws {
    switch change.content.kind {
    case Intent.kind: write(try Kept<Intent>(change, tag), confirming: confirming, to: &writer)
    case Payment.kind: write(try Kept<Payment>(change, tag), to: &writer)
    case Refund.kind: write(try Kept<Refund>(change, tag), to: &writer)
    case Merchant.kind: write(try Kept<Merchant>(change, tag), to: &writer)
    case Wallet.kind: write(try Kept<Wallet>(change, tag), to: &writer)
    case Customer.kind: write(try Kept<Customer>(change, tag), to: &writer)
    case BalanceMonitor.kind: write(try Kept<BalanceMonitor>(change, tag), to: &writer)
    case Bonus.kind: write(try Kept<Bonus>(change, tag), to: &writer)
    case Payout.kind: write(try Kept<Payout>(change, tag), to: &writer)
    case Attempt.kind: write(try Kept<Attempt>(change, tag), to: &writer)
    case Delivery.kind: write(try Kept<Delivery>(change, tag), to: &writer)
    case Settlement.kind: write(try Kept<Settlement>(change, tag), to: &writer)
    case SettlementItem.kind: write(try Kept<SettlementItem>(change, tag), to: &writer)
    case ProviderAccountRecord.kind:
      let account = try Kept<ProviderAccountRecord>(change, tag)
      writer.beginObject()
      ProviderRendering.members(account, to: &writer)
      writer.endObject()
    case PaymentSettings.kind: ProviderRendering.write(try Kept<PaymentSettings>(change, tag), to: &writer)
    default: throw MalformedRecord(change, "it is of a kind that nobody shows")
    }
  }

  /// The same; null for a record that this version cannot read, which `walletctl verify` then says.
  func writeOrNull(_ change: RecordChange, to writer: inout JSONWriter) {
    var own = JSONWriter()
    do {
      try write(change, to: &own)
      writer.raw(own.bytes)
    } catch {
      writer.null()
    }
  }

  // MARK: Parties

  private func write(_ merchant: Kept<Merchant>, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id", merchant.id)
    writer.member("merchant_id", merchant.value.reference)
    writer.member("status", merchant.value.state.rawValue)
    writer.member("name", merchant.value.title)
    write(merchant.value.fee, to: &writer)
    if !merchant.value.fees.isEmpty {
      writer.key("fees")
      writer.beginArray()
      for (method, fee) in merchant.value.fees.sorted(by: { $0.key < $1.key }) {
        writer.beginObject()
        writer.member("method", method)
        write(fee, to: &writer)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.members([("settlement_days", merchant.value.settlementDays)])
    if merchant.value.reserve != .none {
      writer.member("reserve_percent", PaymentRendering.percent(merchant.value.reserve.share))
      writer.members([("reserve_days", merchant.value.reserve.days)])
    }
    write(merchant.value.destination, "payout_destination", to: &writer)
    writer.member("changed_by", merchant.value.changedBy)
    end(merchant.value.metadata, merchant.change, to: &writer)
  }

  private func write(_ fee: FeePolicy, to writer: inout JSONWriter) {
    writer.member("fee_percent", PaymentRendering.percent(fee.share))
    writer.members([("fee_fixed", fee.fixed)])
    writer.member("fee_currency", fee.currency.map { Text($0.code) })
  }

  private func write(_ bonus: Kept<Bonus>, to writer: inout JSONWriter) {
    let value = bonus.value
    writer.beginObject()
    writer.member("bonus_id", bonus.id)
    writer.member("wallet", value.wallet)
    writer.member("status", value.state.rawValue)
    writer.money(value.amount)
    writer.members([("spent", value.spent), ("expired", value.expired), ("remaining", value.rest)])
    writer.member("expires_at", value.expiresAt)
    writer.member("reason", value.reason)
    end(nil, bonus.change, to: &writer)
  }

  /// Millionths as percent: 7,000 is "0.7".
  static func percent(_ share: Int64) -> String {
    let (whole, rest) = share.quotientAndRemainder(dividingBy: 10_000)
    guard rest != 0 else { return "\(whole)" }
    var decimals = String(rest + 10_000).dropFirst()
    while decimals.last == "0" { decimals = decimals.dropLast() }
    return "\(whole).\(decimals)"
  }

  // MARK: Money in

  private func write(_ intent: Kept<Intent>, confirming: Bool, to writer: inout JSONWriter) {
    let value = intent.value
    writer.beginObject()
    writer.member("payment_intent_id", intent.id)
    // Whoever confirms asks about the money: what has become of it is said in the payment's words.
    let isThrough = confirming && value.state == .succeeded
    writer.member(
      "status", isThrough ? (value.captureMethod == .manual ? "authorized" : "captured") : value.state.rawValue)
    writer.member("intent_status", value.state.rawValue)
    writer.money(value.amount)
    write(value.payee, to: &writer)
    writer.member("customer_id", value.customer)
    writer.member("capture_method", value.captureMethod.rawValue)
    if let method = value.method {
      writer.key("payment_method")
      writer.beginObject()
      writer.member("type", method.word)
      if case .wallet(let name) = method { writer.member("wallet", name) }
      writer.endObject()
    }
    writer.member("payment", value.payment)
    if isThrough, value.captureMethod == .manual {
      writer.member("authorization_id", value.attempt?.text ?? value.payment?.text)
    }
    write(value.nextAction, value.actionExpiresAt, to: &writer)
    write(value.lastError, "last_error", to: &writer)
    writer.member("description", value.description)
    writer.member("reference", value.reference)
    writer.key("expires_at")
    writer.time(value.expiresAt)
    end(value.metadata, intent.change, to: &writer)
  }

  private func write(_ payment: Kept<Payment>, to writer: inout JSONWriter) {
    let value = payment.value
    writer.beginObject()
    writer.member("payment_id", payment.id)
    writer.member("payment_intent_id", value.intent)
    writer.member("status", value.state.rawValue)
    writer.money(value.amount)
    write(value.payee, to: &writer)
    writer.member("provider", value.provider?.rawValue)
    writer.member("method", value.payer == nil ? value.method?.rawValue : WayToPay.walletWord)
    writer.member("payer_wallet_id", value.payer?.name)
    writer.member("payer_wallet", value.payer?.wallet)
    if value.isHeld { writer.member("authorized_until", value.authorizedUntil) }
    writer.members([("captured", value.captured)])
    if value.paidFromPromo > 0 { writer.members([("captured_from_promo", value.paidFromPromo)]) }
    writer.members([
      ("refunded", value.refunded), ("refund_pending", value.refundPending), ("fee", value.fee),
      ("fee_returned", value.feeReturned),
    ])
    if let capturedAt = value.capturedAt {
      writer.key("captured_at")
      writer.time(capturedAt)
    }
    if case .merchant = value.payee, value.captured > 0 {
      writer.members([("pending", value.pending.total), ("reserved", value.reserved.total)])
      writer.member("available_at", value.pending.list.last?.at)
      writer.member("reserved_until", value.reserved.list.last?.at)
    }
    // What has happened, where it is this change.
    if value.releasedAt == payment.updatedAt { writer.members([("released", value.released)]) }
    end(nil, payment.change, to: &writer)
  }

  private func write(_ refund: Kept<Refund>, to writer: inout JSONWriter) {
    let value = refund.value
    writer.beginObject()
    writer.member("refund_id", refund.id)
    writer.member("payment_id", value.payment)
    writer.member("status", (value.state == .sending ? RefundState.unknown : value.state).rawValue)
    writer.money(value.amount)
    writer.member("reason", value.reason)
    writer.member("provider", value.charge?.provider.rawValue)
    writer.members([("fee_returned", value.fromFee)])
    let parts = [
      ("owed", value.owed), ("to_wallet", value.toWallet), ("to_promo", value.toPromo), ("to_expired", value.toExpired),
    ]
    writer.members(parts.filter { $0.1 != 0 })
    writer.member("settled_at", value.settledAt)
    writer.key("automatic")
    writer.bool(value.isAutomatic)
    write(value.refusal, "error", to: &writer)
    end(nil, refund.change, to: &writer)
  }

  private func write(_ payout: Kept<Payout>, to writer: inout JSONWriter) {
    let value = payout.value
    writer.beginObject()
    writer.member("payout_id", payout.id)
    writer.member("status", value.state.word)
    writer.money(value.amount)
    writer.members([("fee", value.fee)])
    write(value.source, to: &writer)
    write(value.destination, "destination", to: &writer)
    writer.member("rail", value.rail?.rawValue)
    if value.state == .approved { writer.member("sends_at", value.dueAt.map { max($0, payout.updatedAt) }) }
    writer.member("description", value.description)
    writer.member("requested_by", value.requestedBy)
    writer.member("approved_by", value.approvedBy)
    writer.member("approved_at", value.approvedAt)
    writer.member("cancelled_by", value.cancelledBy)
    if !value.state.isWaiting || value.sentAt != nil { writer.member("provider", value.provider?.rawValue) }
    writer.member("provider_reference", value.providerReference)
    writer.members([("transfers", value.sentAt == nil ? 0 : value.transfers)])
    writer.member("paid_at", value.paidAt)
    write(value.refusal, "error", to: &writer)
    end(value.metadata, payout.change, to: &writer)
  }

  private func write(_ account: BankAccount?, _ name: String, to writer: inout JSONWriter) {
    guard let account else { return }
    writer.key(name)
    writer.beginObject()
    writer.member("bank_code", account.bank)
    writer.member("account_number", isWhole ? account.number : account.maskedNumber)
    writer.member("account_holder", account.holder)
    writer.endObject()
  }

  private func write(_ attempt: Kept<Attempt>, to writer: inout JSONWriter) {
    let value = attempt.value
    writer.beginObject()
    writer.member("attempt_id", attempt.id)
    writer.member("payment_intent_id", value.intent)
    writer.member("purpose", value.purpose.rawValue)
    writer.member("status", value.state.rawValue)
    writer.member("provider", value.provider.rawValue)
    writer.member("provider_reference", value.providerReference)
    writer.member("method", value.method.rawValue)
    writer.money(value.amount)
    if let received = value.received { writer.members([("received", received)]) }
    if value.settled != 0 { writer.members([("settled", value.settled)]) }
    write(value.refusal, "error", to: &writer)
    if let dueAt = value.dueAt, dueAt != RecordContent.never {
      writer.key("next_question_at")
      writer.time(max(dueAt, attempt.updatedAt))
    }
    writer.member("charge", value.charge)
    for (name, count) in [("questions", value.questions), ("misses", value.misses)] {
      writer.key(name)
      writer.integer(count)
    }
    writer.member("successor", value.successor)
    end(nil, attempt.change, to: &writer)
  }

  private func write(_ delivery: Kept<Delivery>, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("delivery_id", delivery.id)
    writer.member("status", delivery.value.state.rawValue)
    writer.member("provider", delivery.value.provider.rawValue)
    writer.member("event", delivery.value.event)
    writer.member("about", delivery.value.subject)
    write(delivery.value.refusal, "error", to: &writer)
    writer.member("body", delivery.value.body)
    end(nil, delivery.change, to: &writer)
  }

  // MARK: Parts

  private func write(_ payee: Payee, to writer: inout JSONWriter) {
    switch payee {
    case .merchant(let id, let name):
      writer.member("merchant_id", name)
      writer.member("merchant", id)
    case .wallet(let id, let name):
      writer.member("wallet_id", name)
      writer.member("wallet", id)
    }
  }

  private func write(_ action: CustomerAction?, _ expiresAt: Timestamp?, to writer: inout JSONWriter) {
    guard let action else { return }
    writer.key("next_action")
    writer.beginObject()
    switch action {
    case .scan(let code):
      writer.member("type", "scan")
      writer.member("qr_string", code)
    case .open(let url, let isDeepLink):
      writer.member("type", isDeepLink ? "deeplink" : "redirect")
      writer.member("url", url)
    case .transfer(let bank, let number):
      writer.member("type", "transfer")
      writer.member("bank", bank)
      writer.member("number", number)
    case .agree: writer.member("type", "agree")
    }
    if let expiresAt {
      writer.key("expires_at")
      writer.time(expiresAt)
    }
    writer.endObject()
  }

  private func write(_ refusal: ProviderRefusal?, _ name: String, to writer: inout JSONWriter) {
    guard let refusal else { return }
    writer.key(name)
    writer.beginObject()
    writer.member("code", refusal.reason.rawValue)
    writer.member("detail", refusal.detail)
    if let shortfall = refusal.shortfall {
      writer.members([("available", shortfall.available), ("needed", shortfall.needed)])
    }
    writer.endObject()
  }

  func end(_ metadata: Text?, _ change: RecordChange, to writer: inout JSONWriter) {
    if let metadata {
      writer.key("metadata")
      writer.raw(metadata.withBytes { [UInt8]($0) })
    }
    writer.key("created_at")
    writer.time(change.createdAt)
    writer.key("updated_at")
    writer.time(change.postedAt)
    writer.key("sequence")
    writer.integer(change.sequence)
    writer.endObject()
  }
}

extension JSONWriter {
  mutating func member<E>(_ name: String, _ id: ID<E>?) {
    guard let id else { return }
    key(name)
    self.id(id)
  }

  mutating func member(_ name: String, _ text: Text?) {
    guard let text else { return }
    key(name)
    self.text(text)
  }

  mutating func member(_ name: String, _ string: String?) {
    guard let string else { return }
    key(name)
    self.string(string)
  }

  mutating func member(_ name: String, _ time: Timestamp?) {
    guard let time else { return }
    key(name)
    self.time(time)
  }

  mutating func members(_ numbers: [(String, Int64)]) {
    for (name, number) in numbers {
      key(name)
      integer(number)
    }
  }

  mutating func money(_ money: Money) {
    key("amount")
    integer(money.amount)
    member("currency", money.currency.code)
  }
}
