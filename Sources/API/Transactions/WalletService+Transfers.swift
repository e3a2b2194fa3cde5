import LedgerCore
import WalletAPI

/// What moves money.
extension WalletService {
  func postTransfer(_ call: TenantCall) throws(Problem) {
    let (key, fields) = try mutation(
      call.call, allowed: BodyFields.posting.union(.details), required: BodyFields(.debit, .credit, .amount))
    guard let posting = fields.posting else { preconditionFailure("both sides were required") }
    submit(call, Command(key: key, operation: .transfer(posting, fields.details)), .transaction, status: 201)
  }

  func postTransaction(_ call: TenantCall) throws(Problem) {
    let (key, fields) = try mutation(
      call.call, allowed: BodyFields(.postings).union(.details), required: BodyFields(.postings))
    submit(call, Command(key: key, operation: .transaction(fields.postings, fields.details)), .transaction, status: 201)
  }

  func reverseTransaction(_ call: TenantCall) throws(Problem) {
    guard let transaction = TransactionID(call.argument) else { throw .noTransaction }
    let (key, fields) = try mutation(call.call, allowed: .details, mayBeEmpty: true)
    try submitRecorded(call, Command(key: key, operation: .reverse(transaction, fields.details)), .transaction, status: 201)
  }
}

extension Problem {
  static var noTransaction: Problem { Problem(.transactionNotFound, "This ledger has no such transaction.") }
}
