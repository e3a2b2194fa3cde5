package import LedgerCore

/// How a tenant has it with payouts and withdrawals.
package struct PayoutPolicy: Sendable, Hashable {
  /// What is above it needs a second person; zero: everything does. Minor units of the payout's currency.
  package var approvalAbove: Int64 = 0
  /// Less is not paid out.
  package var minimum: Int64 = 1_000_000
  /// What the platform takes of the source besides the amount.
  package var fee = FeePolicy.none

  package init() {}

  init(_ fields: RecordFields) {
    approvalAbove = fields.integer("payout_approval_above") ?? approvalAbove
    minimum = fields.integer("payout_minimum") ?? minimum
    fee = FeePolicy(
      share: fields.integer("payout_fee_share") ?? 0, fixed: fields.integer("payout_fee_fixed") ?? 0,
      currency: fields.text("payout_fee_currency").flatMap { Currency($0.string) })
  }

  /// Only what is not as it is by itself.
  func write(_ fields: inout RecordFields) {
    let usual = PayoutPolicy()
    if approvalAbove != usual.approvalAbove { fields.set("payout_approval_above", approvalAbove) }
    if minimum != usual.minimum { fields.set("payout_minimum", minimum) }
    guard fee != .none else { return }
    fields.set("payout_fee_share", fee.share)
    fields.set("payout_fee_fixed", fee.fixed)
    fields.set("payout_fee_currency", fee.currency.map { Text($0.code) })
  }

  /// What a request changes of it: what is nil stays.
  package struct Change: Sendable, Hashable {
    package var approvalAbove: Int64?
    package var minimum: Int64?
    /// Millionths.
    package var share: Int64?
    package var fixed: Int64?
    package var currency: Currency?

    package init() {}

    package var isEmpty: Bool { self == Change() }
  }

  mutating func apply(_ change: Change) {
    approvalAbove = change.approvalAbove ?? approvalAbove
    minimum = change.minimum ?? minimum
    fee = FeePolicy(
      share: change.share ?? fee.share, fixed: change.fixed ?? fee.fixed, currency: change.currency ?? fee.currency)
  }
}
