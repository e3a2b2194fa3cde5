package import LedgerCore

/// Ends a wallet's authorization whose time is up.
package struct ExpireAuthorization: RecordWork {
  package let kind = OperationKind.housekeeping
  let payment: PaymentID

  package init(_ payment: PaymentID) { self.payment = payment }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var payment = try transaction.find(payment, Payment.self), payment.value.isHeld,
      let end = payment.value.authorizedUntil,
      end <= transaction.now, var charge = try WalletCharge(transaction, paying: payment.value)
    else { return }
    try charge.expire(&payment, at: end)
  }
}
