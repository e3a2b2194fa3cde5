extension Book {
  /// A hold is found only in its own ledger. Returns what became of it, nil while it is open.
  func find(_ hold: HoldID, _ loaded: LoadedRecords) throws(Rejection) -> HoldFate? {
    if isOpen(hold) { return nil }
    guard case .closedHold(let fate) = loaded, fate != .unknown else { throw Rejection(.holdNotFound, FieldPath(.hold)) }
    return fate
  }

  /// A hold is acted on only while it is open.
  func refuseClosedHold(_ fate: HoldFate?) throws(Rejection) {
    switch fate {
    case nil: return
    case .unknown: throw Rejection(.holdNotFound, FieldPath(.hold))
    case .captured: throw Rejection(.holdCaptured, FieldPath(.hold))
    case .released: throw Rejection(.holdReleased, FieldPath(.hold))
    case .expired: throw Rejection(.holdExpired, FieldPath(.hold))
    }
  }

  /// Whether a hold is open here, so that nothing needs to be loaded for it.
  package func isOpen(_ hold: HoldID) -> Bool { hold.tag == tag && openHolds[hold.number]?.placedAt == hold.time }

  /// Captures up to what remains. The limit of the account was checked when the hold was placed, so that it is not asked again;
  /// nor are freezes: what was reserved before is honoured.
  mutating func capture(_ id: HoldID, amount asked: Int64?, isFinal: Bool, at postedAt: Timestamp) throws(Rejection) {
    guard var hold = openHolds[id.number] else { preconditionFailure("an open hold was checked") }
    let amount = asked ?? hold.remaining
    precondition(amount > 0, "an amount is checked where the request is parsed")
    guard amount <= hold.remaining else {
      throw Rejection(
        .captureAboveRemaining, FieldPath(.amount), account: identities[hold.debit.index], available: hold.remaining,
        needed: amount)
    }

    // From here it must succeed.
    hold.remaining -= amount
    setHold(id.number, to: hold.remaining == 0 ? nil : hold)
    append(.capture, amount, hold.debit, hold.credit, at: postedAt, hold: id, remaining: hold.remaining)
    if isFinal, hold.remaining > 0 { free(id.number, kind: .release, at: postedAt) }
  }

  /// Frees all that remains of an open hold.
  mutating func free(_ number: Int64, kind: PostingKind, at postedAt: Timestamp) {
    guard let hold = openHolds[number] else { preconditionFailure("an open hold was checked") }
    setHold(number, to: nil)
    append(
      kind, hold.remaining, hold.debit, hold.credit, at: postedAt, hold: HoldID(time: hold.placedAt, tag: tag, number: number),
      remaining: 0)
  }

  /// When the next open hold expires.
  package mutating func nextExpiry() -> Timestamp? {
    while let first = expiries.first {
      if openHolds[first.hold]?.expiresAt == first.at { return first.at }
      expiries.removeFirst()
    }
    return nil
  }

  /// Expires the open hold whose time came first, if it is due. The row counts from the moment it was due, not from the moment
  /// it was noticed. Returns false when none is due.
  package mutating func expireNext(now: Timestamp) -> Bool {
    guard let due = nextExpiry(), due <= now, let first = expiries.first else { return false }
    expiries.removeFirst()
    free(first.hold, kind: .expiry, at: nextPostedAt(now: now))
    let row = rows.count - 1
    if due < rows[row].postedAt { rows[row].effectiveAt = due }
    return true
  }
}
