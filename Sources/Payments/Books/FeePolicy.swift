package import LedgerCore

/// What the platform keeps of a payment: a share and a fixed amount. Both zero: nothing.
package struct FeePolicy: Sendable, Hashable {
  /// Millionths: 7,000 is 0.7 %. From 0 to 1,000,000.
  package var share: Int64
  /// Minor units of `currency`; not taken of payments in another one.
  package var fixed: Int64
  package var currency: Currency?

  package static let none = FeePolicy(share: 0, fixed: 0, currency: nil)
  package static let whole: Int64 = 1_000_000

  package init(share: Int64, fixed: Int64, currency: Currency?) {
    precondition((0...FeePolicy.whole).contains(share) && fixed >= 0, "a fee is neither negative nor more than all")
    self.share = share
    self.fixed = fixed
    self.currency = currency
  }

  /// The fee of a payment of which so much was captured so far, all captures together: min(round half up(share · captured) + fixed, captured).
  package func fee(onCaptured captured: Money) -> Int64 {
    let proportional = (Int128(captured.amount) * Int128(share) + Int128(FeePolicy.whole / 2)) / Int128(FeePolicy.whole)
    let whole = proportional + Int128(currency == captured.currency ? fixed : 0)
    return Int64(min(whole, Int128(captured.amount)))
  }

  /// Nil where none is written.
  static func kept(_ fields: RecordFields) throws(MalformedRecord) -> FeePolicy? {
    fields.integer("fee_share") == nil ? nil : try FeePolicy(fields)
  }

  init(_ fields: RecordFields) throws(MalformedRecord) {
    share = try fields.required("fee_share", fields.integer("fee_share"))
    fixed = try fields.required("fee_fixed", fields.integer("fee_fixed"))
    currency = fields.text("fee_currency").flatMap { Currency($0.string) }
  }

  func write(_ fields: inout RecordFields) {
    fields.set("fee_share", share)
    fields.set("fee_fixed", fixed)
    fields.set("fee_currency", currency.map { Text($0.code) })
  }
}

/// What of a fee is given back with refunds (docs/concepts/payments.md): in proportion, rounded half up, and all of it with a full refund.
package enum FeeRefund {
  /// - Parameters:
  ///   - refunded: All refunds that stand, this one included.
  ///   - given: What was given back with those before it.
  ///   - refund: The amount of this refund, which the answer never exceeds.
  package static func share(ofFee fee: Int64, refunded: Int64, captured: Int64, given: Int64, refund: Int64) -> Int64 {
    precondition(captured > 0 && (0...captured).contains(refunded), "at most what was captured is given back")
    let due = (Int128(fee) * Int128(refunded) * 2 + Int128(captured)) / (Int128(captured) * 2)
    return min(refund, max(0, Int64(due) - given))
  }
}
