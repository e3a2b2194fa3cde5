extension Book {
  /// Posts everything a transaction posted the other way round, last row first. Holds are not reversed: they are released.
  mutating func reverse(
    _ transaction: TransactionID, _ loaded: LoadedRecords, _ details: Details, now: Timestamp, at postedAt: Timestamp
  ) throws(Rejection) {
    guard case .transaction(let originals, let isReversed) = loaded, !originals.isEmpty else {
      throw Rejection(.transactionNotFound, FieldPath(.transaction))
    }
    if let effectiveAt = details.effectiveAt, effectiveAt > now { throw Rejection(.effectiveAtInFuture, FieldPath(.effectiveAt)) }
    guard !isReversed else { throw Rejection(.alreadyReversed, FieldPath(.transaction)) }
    let posted = originals.filter { $0.kind == .post || $0.kind == .capture }
    guard !posted.isEmpty else { throw Rejection(.notReversible, FieldPath(.transaction)) }
    for original in posted.reversed() {
      try post(
        debit: original.credit, credit: original.debit, amount: original.amount,
        in: posted.count > 1 ? Int(original.leg) : nil, at: postedAt)
    }
  }
}
