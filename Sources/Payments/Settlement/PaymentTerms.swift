import LedgerCore

/// What was agreed with a merchant about one payment, when that was confirmed: what the platform keeps, when the rest is the merchant's to have, and
/// what of it is held back for longer. Nothing of a wallet's.
package struct PaymentTerms: Sendable, Hashable {
  package var fee = FeePolicy.none
  /// Working days until the money is available; 0: at once.
  package var settlementDays: Int64 = 0
  package var reserve = ReservePolicy.none

  package static let none = PaymentTerms()
  /// Of what was made before there was a choice.
  static let defaultDays: Int64 = 1
}

/// What is held back of each capture, after its fee, and for how long: so that refunds and disputes find something.
package struct ReservePolicy: Sendable, Hashable {
  /// Millionths: 50,000 is 5 %. From 0 to 1,000,000.
  package var share: Int64
  /// Days of the calendar, holidays or not, from the day of the capture. At least one where there is a share.
  package var days: Int64

  package static let none = ReservePolicy(share: 0, days: 0)
  package static let mostDays: Int64 = 730

  package init(share: Int64, days: Int64) {
    precondition((0...FeePolicy.whole).contains(share), "a reserve is neither negative nor more than all")
    self.share = share
    self.days = days
  }

  /// Rounded down.
  package func amount(of net: Int64) -> Int64 { Int64(Int128(net) * Int128(share) / Int128(FeePolicy.whole)) }

  init(_ fields: RecordFields) {
    self.init(share: fields.integer("reserve_share") ?? 0, days: fields.integer("reserve_days") ?? 0)
  }

  func write(_ fields: inout RecordFields) {
    guard share != 0 else { return }
    fields.set("reserve_share", share)
    fields.set("reserve_days", days)
  }
}

extension PaymentTerms {
  init(_ fields: RecordFields) throws(MalformedRecord) {
    fee = try FeePolicy.kept(fields) ?? .none
    settlementDays = fields.integer("settlement_days") ?? PaymentTerms.defaultDays
    reserve = ReservePolicy(fields)
  }

  func write(_ fields: inout RecordFields) {
    fee.write(&fields)
    fields.set("settlement_days", settlementDays)
    reserve.write(&fields)
  }
}
