extension Book {
  /// Where a posting stands in its request, for naming the field that is to blame.
  private func path(_ field: RequestField, _ posting: Int?) -> FieldPath { FieldPath(field, posting: posting) }

  /// Posts one leg. The ladder of rejections, top to bottom, then "from here it must succeed".
  mutating func post(_ posting: Posting, in index: Int?, at postedAt: Timestamp) throws(Rejection) {
    let (debit, credit) = try resolve(posting, in: index)
    try refuseByState(debit, credit, in: index)
    let amount = try amountToMove(posting, debit, credit, in: index)
    try refuseByNumbers(debit, credit, amount, in: index)

    // From here it must succeed.
    append(.post, amount, debit, credit, at: postedAt)
  }

  /// The same for accounts that are known already (a reversal).
  mutating func post(debit: AccountNumber, credit: AccountNumber, amount: Int64, in index: Int?, at postedAt: Timestamp)
    throws(Rejection)
  {
    try refuseByState(debit, credit, in: index)
    try refuseByNumbers(debit, credit, amount, in: index)
    append(.post, amount, debit, credit, at: postedAt)
  }

  mutating func placeHold(_ posting: Posting, expiresAt: Timestamp?, at postedAt: Timestamp) throws(Rejection) {
    let (debit, credit) = try resolve(posting, in: nil)
    try refuseByState(debit, credit, in: nil)
    let amount = try amountToMove(posting, debit, credit, in: nil)
    try refuseByNumbers(debit, credit, amount, in: nil)

    // From here it must succeed.
    let hold = HoldID(time: postedAt, tag: tag, number: nextSequence)
    setHold(
      hold.number, to: OpenHold(debit: debit, credit: credit, placedAt: postedAt, remaining: amount, expiresAt: expiresAt))
    append(.hold, amount, debit, credit, at: postedAt, hold: hold, remaining: amount, expiresAt: expiresAt)
  }

  // MARK: The rungs

  private func resolve(_ posting: Posting, in index: Int?) throws(Rejection) -> (debit: AccountNumber, credit: AccountNumber) {
    let debitNamed = find(posting.debit, posting.currency)
    let creditNamed = find(posting.credit, posting.currency ?? debitNamed.number.map { states[$0.index].currency })
    if debitNamed == .nothing { throw Rejection(.accountNotFound, path(.debit, index)) }
    if creditNamed == .nothing { throw Rejection(.accountNotFound, path(.credit, index)) }
    guard let debit = debitNamed.number else { throw Rejection(.currencyRequired, path(.debit, index)) }
    guard let credit = creditNamed.number else { throw Rejection(.currencyRequired, path(.credit, index)) }
    guard debit != credit else { throw Rejection(.sameAccount, path(.credit, index), account: identity(debit)) }
    let currency = states[debit.index].currency
    guard currency == posting.currency ?? currency else {
      throw Rejection(.currencyMismatch, path(.currency, index), account: identity(debit))
    }
    guard states[credit.index].currency == currency else {
      throw Rejection(.currencyMismatch, path(.credit, index), account: identity(credit))
    }
    return (debit, credit)
  }

  /// What a reference names: one account, none, or several of one code. A code that exists, but not in the currency, names its
  /// first account: the answer is then about the currency, not about the name.
  private enum Named: Equatable {
    case account(AccountNumber), nothing, several

    var number: AccountNumber? { if case .account(let number) = self { number } else { nil } }
  }

  private func find(_ reference: AccountReference, _ currency: Currency?) -> Named {
    switch reference {
    case .id(let id): return account(id).map { .account($0) } ?? .nothing
    case .number(let number): return .account(number)
    case .code(let code):
      switch account(code: code, currency: currency) {
      case .found(let number): return .account(number)
      case .notFound: return firstByCode[code].map { .account($0) } ?? .nothing
      case .severalCurrencies: return .several
      }
    }
  }

  func resolve(_ reference: AccountReference, _ currency: Currency?, _ path: FieldPath) throws(Rejection) -> AccountNumber {
    switch reference {
    case .id(let id):
      guard let number = account(id) else { throw Rejection(.accountNotFound, path) }
      return number
    case .number(let number): return number
    case .code(let code):
      switch account(code: code, currency: currency) {
      case .found(let number): return number
      case .notFound: throw Rejection(.accountNotFound, path)
      case .severalCurrencies: throw Rejection(.currencyRequired, path)
      }
    }
  }

  private func refuseByState(_ debit: AccountNumber, _ credit: AccountNumber, in index: Int?) throws(Rejection) {
    let (debitState, creditState) = (states[debit.index], states[credit.index])
    if authority == .caller {
      if debitState.isManaged { throw Rejection(.accountManaged, path(.debit, index), account: identity(debit)) }
      if creditState.isManaged { throw Rejection(.accountManaged, path(.credit, index), account: identity(credit)) }
    }
    if debitState.isClosed { throw Rejection(.accountClosed, path(.debit, index), account: identity(debit)) }
    if creditState.isClosed { throw Rejection(.accountClosed, path(.credit, index), account: identity(credit)) }
    if authority == .fact { return }
    if debitState.frozen.contains(.debits) { throw Rejection(.accountFrozen, path(.debit, index), account: identity(debit)) }
    if creditState.frozen.contains(.credits) { throw Rejection(.accountFrozen, path(.credit, index), account: identity(credit)) }
  }

  /// The asked amount, or for a balancing posting what may move at the most.
  private func amountToMove(
    _ posting: Posting, _ debit: AccountNumber, _ credit: AccountNumber, in index: Int?
  ) throws(Rejection) -> Int64 {
    precondition(posting.amount > 0, "an amount is checked where the request is parsed")
    let side: (account: AccountNumber, room: Int64, field: RequestField)
    switch posting.balancing {
    case .none: return posting.amount
    case .debit: side = (debit, states[debit.index].room(leaving: .debit), .debit)
    case .credit: side = (credit, states[credit.index].room(leaving: .credit), .credit)
    }
    guard side.room > 0 else {
      throw Rejection(
        .insufficientFunds, path(side.field, index), account: identities[side.account.index], available: side.room,
        needed: posting.amount)
    }
    return min(posting.amount, side.room)
  }

  private func refuseByNumbers(_ debit: AccountNumber, _ credit: AccountNumber, _ amount: Int64, in index: Int?) throws(Rejection)
  {
    let debitState = states[debit.index]
    let creditState = states[credit.index]
    guard amount <= Limits.highestCounter - debitState.counters.debitsPosted - debitState.counters.debitsPending else {
      throw Rejection(.amountOverflow, path(.amount, index), account: identities[debit.index], needed: amount)
    }
    guard amount <= Limits.highestCounter - creditState.counters.creditsPosted - creditState.counters.creditsPending else {
      throw Rejection(.amountOverflow, path(.amount, index), account: identities[credit.index], needed: amount)
    }
    let isDebitShort = debitState.side == .credit && debitState.isShort(of: amount)
    let isCreditShort = creditState.side == .debit && creditState.isShort(of: amount)
    guard isDebitShort || isCreditShort else { return }
    // Funds before limits; on the same rung the debit account first.
    let isDebit = isDebitShort && (!isCreditShort || debitState.floor == 0 || creditState.floor != 0)
    let state = isDebit ? debitState : creditState
    throw Rejection(
      state.floor == 0 ? .insufficientFunds : .limitExceeded, path(isDebit ? .debit : .credit, index),
      account: identities[(isDebit ? debit : credit).index], available: state.available - state.floor, needed: amount)
  }

  // MARK: Changing both accounts

  /// Moves the counters by the one rule of each kind and makes the row. Nothing can refuse here.
  mutating func append(
    _ kind: PostingKind, _ amount: Int64, _ debit: AccountNumber, _ credit: AccountNumber, at postedAt: Timestamp,
    hold: HoldID? = nil, remaining: Int64 = 0, expiresAt: Timestamp? = nil
  ) {
    let sequence = takeSequence(at: postedAt)
    let debitPrevious = states[debit.index].lastPosting
    let creditPrevious = states[credit.index].lastPosting
    touch(debit, .debit, kind, amount, sequence)
    touch(credit, .credit, kind, amount, sequence)
    let (debitState, creditState) = (states[debit.index], states[credit.index])
    rows.append(
      PostingRecord(
        sequence: sequence, leg: 0, legs: 1, kind: kind, amount: amount, debit: debit, credit: credit,
        debitAfter: debitState.counters, creditAfter: creditState.counters, debitVersion: debitState.version,
        creditVersion: creditState.version, debitPrevious: debitPrevious,
        creditPrevious: creditPrevious, postedAt: postedAt, hold: hold, remaining: remaining, expiresAt: expiresAt))
  }
}

extension Book {
  private mutating func touch(
    _ number: AccountNumber, _ side: NormalSide, _ kind: PostingKind, _ amount: Int64, _ sequence: Int64
  ) {
    change(number) { state in
      let fits = state.counters.move(side, kind, amount)
      precondition(fits, "a counter would leave its range: the rungs above must have refused this")
      state.lastPosting = sequence
      state.version += 1
    }
  }
}

extension AccountState {
  /// Whether `amount` may not leave on the side that lowers the account. The differences fit 64 bits, because counters and floors are
  /// bounded by the highest counter.
  func isShort(of amount: Int64) -> Bool { hasFloor && available - amount < floor }

  /// What may leave on this side before the account reaches its limit; its zero where it has none or the side is its normal one.
  func room(leaving side: NormalSide) -> Int64 {
    let floor = side == self.side ? 0 : self.floor
    switch side {
    case .debit: return counters.creditsPosted - counters.debitsPosted - counters.debitsPending - floor
    case .credit: return counters.debitsPosted - counters.creditsPosted - counters.creditsPending - floor
    }
  }
}

extension Counters {
  /// Moves the counters of one side of a row by the rule of its kind. False, with the counters unchanged, when one would leave
  /// its range.
  package mutating func move(_ side: NormalSide, _ kind: PostingKind, _ amount: Int64) -> Bool {
    var (posted, pending) = side == .debit ? (debitsPosted, debitsPending) : (creditsPosted, creditsPending)
    switch kind {
    case .post, .hold:
      guard amount <= Limits.highestCounter - posted - pending else { return false }
      if kind == .post { posted += amount } else { pending += amount }
    case .capture:
      guard amount <= pending else { return false }
      pending -= amount
      posted += amount
    case .release, .expiry:
      guard amount <= pending else { return false }
      pending -= amount
    }
    switch side {
    case .debit: (debitsPosted, debitsPending) = (posted, pending)
    case .credit: (creditsPosted, creditsPending) = (posted, pending)
    }
    return true
  }
}
