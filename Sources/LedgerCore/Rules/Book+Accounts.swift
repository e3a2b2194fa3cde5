extension Book {
  mutating func open(_ opening: AccountOpening, at postedAt: Timestamp) throws(Rejection) -> AccountChangeRecord {
    if let code = opening.code {
      guard authority != .caller || !ReservedCodes.contains(code) else { throw Rejection(.codeReserved, FieldPath(.code)) }
      if case .found(let existing) = account(code: code, currency: opening.currency) {
        throw Rejection(.codeTaken, FieldPath(.code), account: identities[existing.index])
      }
    }
    precondition(states.count < Int(Limits.highestAccount), "the ledger has no account number left")

    // From here it must succeed.
    let number = AccountNumber(Int32(truncatingIfNeeded: states.count + 1))
    let identity = AccountIdentity(
      number: number, id: AccountID(time: postedAt, tag: tag, number: Int64(number.rawValue)), code: opening.code?.detached,
      currency: opening.currency, accountClass: opening.accountClass, managedBy: opening.managedBy,
      metadata: opening.metadata?.detached)
    add(identity, AccountState(of: identity, limit: opening.limit))
    return record(.opened, number, at: postedAt)
  }

  mutating func apply(_ change: AccountChange, to reference: AccountReference, at postedAt: Timestamp) throws(Rejection)
    -> AccountChangeRecord
  {
    let number = try resolve(reference, nil, FieldPath(.account))
    let state = states[number.index]
    guard !state.isClosed else { throw Rejection(.accountClosed, FieldPath(.account), account: identities[number.index]) }
    switch change {
    case .freeze(let sides):
      self.change(number) { $0.frozen.formUnion(sides) }
      return record(.frozen, number, at: postedAt)
    case .unfreeze(let sides):
      self.change(number) { $0.frozen.subtract(sides) }
      return record(.unfrozen, number, at: postedAt)
    case .setLimit(let limit):
      self.change(number) { $0.limit = limit }
      return record(.limited, number, at: postedAt)
    case .close:
      let counters = state.counters
      guard state.posted == 0, counters.debitsPending == 0, counters.creditsPending == 0 else {
        throw Rejection(
          .accountNotEmpty, FieldPath(.account), account: identities[number.index], available: state.posted,
          needed: counters.debitsPending + counters.creditsPending)
      }
      self.change(number) { $0.isClosed = true }
      return record(.closed, number, at: postedAt)
    }
  }

  /// Takes in an account: a new one, or one that is loaded.
  package mutating func add(_ identity: AccountIdentity, _ state: AccountState) {
    precondition(identity.number.index == states.count, "accounts are added in the order of their numbers")
    identities.append(identity)
    states.append(state)
    nextSameCode.append(0)
    guard let code = identity.code else { return }
    guard var last = firstByCode[code] else {
      firstByCode[code] = identity.number
      return
    }
    while nextSameCode[last.index] != 0 { last = AccountNumber(nextSameCode[last.index]) }
    nextSameCode[last.index] = identity.number.rawValue
  }

  private mutating func record(_ kind: AccountChangeKind, _ number: AccountNumber, at postedAt: Timestamp) -> AccountChangeRecord
  {
    AccountChangeRecord(
      sequence: takeSequence(at: postedAt), postedAt: postedAt, kind: kind,
      account: AccountSnapshot(identity: identities[number.index], state: states[number.index]))
  }
}

/// Codes the product keeps for itself: the roots of its own chart of accounts, and what looks like an account id.
package enum ReservedCodes {
  package static let prefixes: [StaticString] = ["assets:", "liabilities:", "revenue:", "expenses:", "equity:", "acc_"]

  package static func contains(_ code: Text) -> Bool { prefixes.contains { code.hasPrefix($0) } }
}
