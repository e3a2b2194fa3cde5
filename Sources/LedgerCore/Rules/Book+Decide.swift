/// What a command did to the books.
package enum Effect: Sendable {
  /// These rows were made (a range of `Book.rows`).
  case posted(Range<Int>)
  case account(AccountChangeRecord)
}

extension Book {
  /// Decides one command and changes the books, or throws the first rung of the ladder that does not hold and changes nothing.
  ///
  /// Pure: the answer follows from the request, the books, `loaded` and the two times alone. `now` bounds `effective_at`;
  /// `postedAt` comes from `nextPostedAt`, one for each command or one for a whole atomic batch.
  package mutating func decide(
    _ operation: Operation, loaded: LoadedRecords = .none, now: Timestamp, postedAt: Timestamp
  ) throws(Rejection) -> Effect {
    let mark = mark()
    do {
      return try decideOrThrow(operation, loaded: loaded, now: now, postedAt: postedAt)
    } catch {
      undo(to: mark)
      throw error
    }
  }

  private mutating func decideOrThrow(
    _ operation: Operation, loaded: LoadedRecords, now: Timestamp, postedAt: Timestamp
  ) throws(Rejection) -> Effect {
    let first = rows.count
    switch operation {
    case .transfer(let posting, let details):
      try refuseFuture(details, now: now)
      try post(posting, in: nil, at: postedAt)
      finish(from: first, details)
      return .posted(first..<rows.count)
    case .transaction(let postings, let details):
      try refuseFuture(details, now: now)
      for (index, posting) in postings.enumerated() { try post(posting, in: index, at: postedAt) }
      finish(from: first, details)
      return .posted(first..<rows.count)
    case .placeHold(let posting, let expiresIn, let details):
      try refuseFuture(details, now: now)
      try placeHold(posting, expiresAt: expiresIn.map { postedAt.adding(seconds: $0) }, at: postedAt)
      finish(from: first, details)
      return .posted(first..<rows.count)
    case .captureHold(let hold, let amount, let isFinal, let postings, let details):
      let fate = try find(hold, loaded)
      try refuseFuture(details, now: now)
      try refuseClosedHold(fate)
      try capture(hold, amount: amount, isFinal: isFinal, at: postedAt)
      for (index, posting) in postings.enumerated() { try post(posting, in: index, at: postedAt) }
      finish(from: first, details)
      return .posted(first..<rows.count)
    case .releaseHold(let hold, let details):
      let fate = try find(hold, loaded)
      try refuseFuture(details, now: now)
      try refuseClosedHold(fate)
      free(hold.number, kind: .release, at: postedAt)
      finish(from: first, details)
      return .posted(first..<rows.count)
    case .reverse(let transaction, let details):
      try reverse(transaction, loaded, details, now: now, at: postedAt)
      finish(from: first, details, reverses: transaction)
      return .posted(first..<rows.count)
    case .openAccount(let opening):
      return .account(try open(opening, at: postedAt))
    case .record: preconditionFailure("work about records decides by itself, and asks the book for what it moves")
    case .changeAccount(let account, let change):
      return .account(try apply(change, to: account, at: postedAt))
    }
  }

  private func refuseFuture(_ details: Details, now: Timestamp) throws(Rejection) {
    if let effectiveAt = details.effectiveAt, effectiveAt > now { throw Rejection(.effectiveAtInFuture, FieldPath(.effectiveAt)) }
  }

  /// Gives the rows of one transaction what they share.
  private mutating func finish(from first: Int, _ details: Details, reverses: TransactionID? = nil) {
    let legs = Int32(truncatingIfNeeded: rows.count - first)
    precondition(legs > 0, "a transaction has at least one row")
    // Kept only where it says something that the time of posting does not.
    let effectiveAt = details.effectiveAt == rows[first].postedAt ? nil : details.effectiveAt
    for index in first..<rows.count {
      rows[index].leg = Int32(truncatingIfNeeded: index - first)
      rows[index].legs = legs
      rows[index].effectiveAt = effectiveAt
    }
    rows[first].reference = details.reference
    rows[first].metadata = details.metadata
    rows[first].reverses = reverses
  }
}
