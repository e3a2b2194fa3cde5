/// Putting the books together again from rows: opening a ledger, and checking one.
extension Book {
  /// Why a row cannot follow the rows before it.
  package struct Mismatch: Error, Sendable {
    package let sequence: Int64
    package let reason: String

    package init(sequence: Int64, reason: String) {
      self.sequence = sequence
      self.reason = reason
    }
  }

  /// Takes over what was saved at some sequence.
  package mutating func restore(_ number: AccountNumber, counters: Counters, version: Int64, lastPosting: Int64) {
    states[number.index].counters = counters
    states[number.index].version = version
    states[number.index].lastPosting = lastPosting
  }

  package mutating func restore(hold: Int64, _ value: OpenHold) {
    openHolds[hold] = value
    holdOrder.insert(hold)
    holdOrder.tidy(openHolds)
    if let expiresAt = value.expiresAt { expiries.insert(hold, at: expiresAt) }
  }

  package mutating func restore(nextSequence: Int64, lastPostedAt: Timestamp) {
    self.nextSequence = nextSequence
    self.lastPostedAt = lastPostedAt
  }

  /// Replays one posting row after the saved state. A saved account may already contain rows beyond the watermark (its saving is
  /// spread over many commits); such rows are passed over. Throws where the row does not follow from what is known.
  package mutating func replay(_ row: PostingRecord) throws(Mismatch) {
    guard row.sequence >= nextSequence, row.postedAt >= lastPostedAt else {
      throw Mismatch(sequence: row.sequence, reason: "it goes back in sequence or time")
    }
    nextSequence = row.sequence + 1
    lastPostedAt = row.postedAt
    try replaySide(row, .debit, row.debit, row.debitPrevious, row.debitVersion, row.debitAfter)
    try replaySide(row, .credit, row.credit, row.creditPrevious, row.creditVersion, row.creditAfter)
    guard let id = row.hold else { return }
    guard remainderFollows(row, id) else {
      throw Mismatch(sequence: row.sequence, reason: "what it leaves of hold \(id.number) does not follow from its amount")
    }
    if row.kind == .hold {
      restore(
        hold: id.number,
        OpenHold(
          debit: row.debit, credit: row.credit, placedAt: row.postedAt, remaining: row.remaining,
          expiresAt: row.expiresAt))
    } else if row.remaining == 0 {
      openHolds[id.number] = nil
    } else {
      openHolds[id.number]?.remaining = row.remaining
    }
  }

  /// Whether `remaining` is what the row's amount leaves. A saved hold, like a saved account, may already be further than the row.
  private func remainderFollows(_ row: PostingRecord, _ id: HoldID) -> Bool {
    switch row.kind {
    case .post: return false
    case .hold: return row.remaining == row.amount
    case .capture:
      guard row.remaining >= 0, let known = openHolds[id.number]?.remaining else { return row.remaining >= 0 }
      return known - row.amount == row.remaining || known <= row.remaining
    case .release, .expiry: return row.remaining == 0
    }
  }

  /// Replays a row of an account's own history: opens the account or changes what it may do.
  package mutating func replay(_ change: AccountChangeRecord) throws(Mismatch) {
    let number = change.account.identity.number
    if number.index == states.count {
      guard change.kind == .opened else {
        throw Mismatch(sequence: change.sequence, reason: "it changes account \(number.rawValue), which was never opened")
      }
      add(change.account.identity, AccountState(of: change.account.identity, limit: change.account.state.limit))
    }
    guard number.index < states.count else {
      throw Mismatch(sequence: change.sequence, reason: "it leaves out account numbers before \(number.rawValue)")
    }
    states[number.index].limit = change.account.state.limit
    states[number.index].frozen = change.account.state.frozen
    states[number.index].isClosed = change.account.state.isClosed
  }

  private mutating func replaySide(
    _ row: PostingRecord, _ side: NormalSide, _ number: AccountNumber, _ previous: Int64, _ version: Int64, _ after: Counters
  ) throws(Mismatch) {
    let state = states[number.index]
    guard row.sequence > state.lastPosting else { return }
    var counters = state.counters
    guard row.amount > 0, counters.move(side, row.kind, row.amount) else {
      throw Mismatch(sequence: row.sequence, reason: "its amount does not fit account \(number.rawValue)")
    }
    guard state.lastPosting == previous, state.version + 1 == version, counters == after else {
      throw Mismatch(sequence: row.sequence, reason: "it does not follow from the row before it of account \(number.rawValue)")
    }
    states[number.index].counters = counters
    states[number.index].lastPosting = row.sequence
    states[number.index].version = version
  }
}
