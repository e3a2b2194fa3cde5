import LedgerCore

/// What may still go into and out of a wallet, by the tier of its owner.
///
/// What counts is what moves on the wallets' own accounts, all of one customer's in a currency together: their balance, what has left them in
/// the calendar month or is reserved to leave, and what has come in. Bonuses are the platform's money and do not count. Nothing is kept for
/// this: posted counters only grow, so that what moved in a month is what they say now less what they said when it began, exactly, after a
/// restart too.
struct WalletLimits {
  private let board: WalletBoard
  private let transaction: any RecordTransaction

  init(_ transaction: any RecordTransaction) {
    self.transaction = transaction
    board = transaction.walletBoard
  }

  /// Throws where the wallet, or its owner, takes part in nothing new.
  func refuseUnlessActive(_ seat: WalletBoard.Seat, _ path: FieldPath) throws {
    switch seat.state {
    case .active: break
    case .suspended: throw Rejection(.partySuspended, path)
    case .closed: throw Rejection(.partyClosed, path)
    }
    guard let owner = seat.owner else { return }
    guard try board.owner(owner, transaction).state == .active else { throw Rejection(.partySuspended, path) }
  }

  /// Throws where so much may not come in: `amount` is what is moved, as its owner sees it. `ownMoney`: what of it leaves another wallet of the same owner.
  func refuseInflow(_ amount: Int64, _ seat: WalletBoard.Seat, ownMoney: Int64 = 0, _ path: FieldPath) throws {
    guard let (owner, tier) = try tier(of: seat, path) else { return }
    try refuse(amount, tier.transaction, already: 0, .transactionLimitExceeded, path)
    if let most = tier.balance {
      try refuse(
        amount, most, already: sum(owner, seat) { state in state.posted } - Int128(ownMoney), .balanceLimitExceeded, path)
    }
    if let most = tier.monthlyInflow {
      let already = try monthly(owner, seat) { now, base in now.creditsPosted - base.creditsPosted }
      try refuse(amount, most, already: already, .inflowLimitExceeded, path)
    }
  }

  /// Throws where so much may not leave: `amount` is what is moved, and `more` what leaves beside it as a fee.
  func refuseOutflow(_ amount: Int64, more: Int64 = 0, _ seat: WalletBoard.Seat, _ path: FieldPath) throws {
    guard let (owner, tier) = try tier(of: seat, path) else { return }
    try refuse(amount, tier.transaction, already: 0, .transactionLimitExceeded, path)
    if let most = tier.monthlyOutflow {
      let already = try monthly(owner, seat) { now, base in
        now.debitsPosted - base.debitsPosted + now.debitsPending
      }
      try refuse(amount, more: more, most, already: already, .outflowLimitExceeded, path)
    }
  }

  // MARK: Counting

  private func tier(of seat: WalletBoard.Seat, _ path: FieldPath) throws -> (WalletBoard.Owner, KYCTier)? {
    guard let id = seat.owner else { return nil }
    let owner = try board.owner(id, transaction)
    guard let name = owner.tier else { return nil }
    let named = try board.settings(transaction).tiers.filter { $0.name == name }
    // A tier that nobody describes any more is no leave to do everything.
    guard !named.isEmpty else { throw Rejection(.tierNotFound, path) }
    return named.first { $0.currency == seat.currency }.map { (owner, $0) }
  }

  private func sum(
    _ owner: WalletBoard.Owner, _ seat: WalletBoard.Seat, _ value: (AccountState) -> Int64
  ) -> Int128 {
    owner.accounts.reduce(0) { sum, account in
      account.currency == seat.currency ? sum + Int128(value(transaction.account(account.number).state)) : sum
    }
  }

  private func monthly(
    _ owner: WalletBoard.Owner, _ seat: WalletBoard.Seat, _ moved: (Counters, Counters) -> Int64
  ) throws -> Int128 {
    var sum: Int128 = 0
    for account in owner.accounts where account.currency == seat.currency {
      let base = try board.counters(atMonthOf: account.number, transaction)
      sum += Int128(moved(transaction.account(account.number).state.counters, base))
    }
    return sum
  }

  /// `available` of the refusal is what is left, `needed` the limit.
  private func refuse(
    _ amount: Int64, more: Int64 = 0, _ most: Int64?, already: Int128, _ code: RejectionCode, _ path: FieldPath
  ) throws(Rejection) {
    guard let most else { return }
    let left = Int128(most) - already
    guard Int128(amount) + Int128(more) > left else { return }
    throw Rejection(code, path, available: Int64(max(0, left)), needed: most)
  }
}
