package import LedgerCore

/// What a provider says of one thing that it has settled.
package struct SettlementLine: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable { case payment, refund }

  package var kind: Kind
  /// Under which the provider knows it: the id of our attempt or of our refund.
  package var reference: Text
  /// What customers have paid or got back, above zero.
  package var gross: Int64
  /// What the provider keeps, and the tax on that; below zero where it gives some back.
  package var fee: Int64
  package var tax: Int64

  package static let mostLines = 1_000

  package init(_ kind: Kind, _ reference: Text, gross: Int64, fee: Int64, tax: Int64) {
    self.kind = kind
    self.reference = reference
    self.gross = gross
    self.fee = fee
    self.tax = tax
  }

  /// What it makes the provider pay: below zero, what it takes.
  package var net: Int64 { (kind == .payment ? gross : -gross) - fee - tax }

  /// The most that one of its numbers may be, so that no sum of a report overflows.
  package static let highest: Int64 = 1_000_000_000_000_000
}
