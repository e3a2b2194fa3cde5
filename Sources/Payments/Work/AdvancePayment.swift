package import LedgerCore

/// Does what is due of a payment: ends a wallet's authorization whose time is up, and makes available what waited for its day.
package struct AdvancePayment: RecordWork {
  package let kind = OperationKind.housekeeping
  let payment: PaymentID

  package init(_ payment: PaymentID) { self.payment = payment }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var payment = try transaction.find(payment, Payment.self) else { return }
    if payment.value.isHeld, let end = payment.value.authorizedUntil, end <= transaction.now,
      var charge = try WalletCharge(transaction, paying: payment.value)
    {
      try charge.expire(&payment, at: end)
    }
    try PaymentBooks(transaction: transaction).release(&payment)
  }
}
