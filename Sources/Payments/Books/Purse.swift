import LedgerCore

/// The promotional money of one wallet, while something is done to it: which bonuses it consists of, and what is spent, held, given back and
/// expires of each. Its account and its bonuses are changed in the same commit, so that the account is always the sum of their rests.
struct Purse {
  private let transaction: any RecordTransaction
  private(set) var wallet: Kept<Wallet>
  /// Those that may be spent, in their order; behind them others that were asked for.
  private var bonuses: [Kept<Bonus>] = []
  private var changed: Set<BonusID> = []
  /// What has expired with the changes made here, and since when: recipe 13c is for it.
  private var expired: [(amount: Int64, bonus: BonusID, since: Timestamp?)] = []

  /// So much of a bonus.
  typealias Part = (bonus: BonusID, amount: Int64)

  init(_ transaction: any RecordTransaction, _ wallet: Kept<Wallet>) throws {
    self.transaction = transaction
    self.wallet = wallet
    for id in wallet.value.bonuses { _ = try position(of: id) }
  }

  private var now: Timestamp { transaction.now }

  private mutating func position(of id: BonusID) throws -> Int {
    if let known = bonuses.firstIndex(where: { $0.id == id }) { return known }
    guard let bonus = try transaction.find(id, Bonus.self) else { preconditionFailure("a bonus is never removed") }
    bonuses.append(bonus)
    return bonuses.count - 1
  }

  /// What nobody holds of a bonus. A hold whose time is up holds nothing, even before somebody has noted that it has ended.
  private func free(_ bonus: Bonus) -> Int64 {
    bonus.rest - bonus.holds.reduce(0) { $0 + (transaction.isOpen($1.hold) ? $1.amount : 0) }
  }

  // MARK: Spending

  /// From which bonuses up to `amount` is paid: the one that expires first is used first.
  func parts(upTo amount: Int64) -> [Part] {
    var left = min(amount, transaction.available(.walletPromo(wallet.value.reference), wallet.value.currency))
    var parts: [Part] = []
    for id in wallet.value.bonuses {
      guard left > 0, let bonus = bonuses.first(where: { $0.id == id })?.value, !bonus.isExpired(at: now) else { continue }
      let part = min(left, free(bonus))
      if part > 0 { parts.append((id, part)) }
      left -= max(0, part)
    }
    return parts
  }

  mutating func spend(_ parts: [Part]) throws {
    for part in parts { try change(part.bonus) { $0.spent += part.amount } }
  }

  mutating func hold(_ parts: [Part], _ hold: HoldID, for payment: PaymentID) throws {
    for part in parts {
      try change(part.bonus) { $0.holds.append(Bonus.HeldPart(payment: payment, hold: hold, amount: part.amount)) }
    }
  }

  // MARK: Authorizations

  /// What an authorization holds of which bonuses, in the order in which it takes them.
  mutating func held(by payment: Kept<Payment>) throws -> [Part] {
    var parts: [Part] = []
    for share in payment.value.promo {
      let bonus = bonuses[try position(of: share.bonus)].value
      let amount = bonus.holds.reduce(0) { $0 + ($1.payment == payment.id ? $1.amount : 0) }
      if amount > 0 { parts.append((share.bonus, amount)) }
    }
    return parts
  }

  /// Recipe 3: up to `amount` of what the authorization holds is spent; which parts.
  mutating func capture(upTo amount: Int64, _ payment: Kept<Payment>) throws -> [Part] {
    var left = amount
    var parts: [Part] = []
    for part in try held(by: payment) where left > 0 {
      let taken = min(left, part.amount)
      try change(part.bonus) { bonus in
        bonus.spent += taken
        for index in bonus.holds.indices where bonus.holds[index].payment == payment.id { bonus.holds[index].amount -= taken }
        bonus.holds.removeAll { $0.amount == 0 }
      }
      parts.append((part.bonus, taken))
      left -= taken
    }
    return parts
  }

  /// Recipes 4 and 5: the authorization holds nothing any more.
  mutating func release(_ payment: Kept<Payment>) throws {
    for part in try held(by: payment) { try change(part.bonus) { $0.holds.removeAll { $0.payment == payment.id } } }
  }

  /// A bonus's time is up.
  mutating func expire(_ id: BonusID) throws { try change(id) { _ in } }

  // MARK: Giving and giving back

  mutating func add(_ bonus: Kept<Bonus>) {
    bonuses.append(bonus)
    changed.insert(bonus.id)
  }

  /// Recipe 6w: `amount` goes back to the bonuses it was paid with, the last to expire first. Returns what of that comes too late.
  mutating func giveBack(_ amount: Int64, _ payment: inout Payment) throws -> Int64 {
    let now = self.now
    var (left, late) = (amount, Int64(0))
    for index in payment.promo.indices.reversed() where left > 0 {
      let share = payment.promo[index]
      let part = min(left, share.paid - share.returned)
      guard part > 0 else { continue }
      try change(share.bonus) { bonus in
        bonus.spent -= part
        guard bonus.isExpired(at: now) else { return }
        bonus.expired += part
        late += part
      }
      payment.promo[index].returned += part
      left -= part
    }
    precondition(left == 0, "no more goes back to bonuses than was paid with them")
    return late
  }

  // MARK: Keeping

  /// Changes a bonus. Whatever is free of one whose time is up expires with that.
  private mutating func change(_ id: BonusID, _ change: (inout Bonus) -> Void) throws {
    let index = try position(of: id)
    var bonus = bonuses[index].value
    change(&bonus)
    bonus.holds.removeAll { !transaction.isOpen($0.hold) }
    let late = bonus.isExpired(at: now) ? free(bonus) : 0
    if late > 0 {
      bonus.expired += late
      expired.append((late, id, bonus.state == .active ? bonus.expiresAt : nil))
    }
    bonus.settle(at: now)
    bonuses[index].value = bonus
    changed.insert(id)
  }

  /// Writes what has changed, and posts what has expired with it: as of the end of a bonus's time, or as of now where something held it then.
  /// Time is a fact: no freeze keeps it out.
  mutating func finish() throws {
    for index in bonuses.indices where changed.contains(bonuses[index].id) {
      // One that was made in this commit stands as it is.
      if bonuses[index].value.content != bonuses[index].change.content { bonuses[index] = try transaction.save(bonuses[index]) }
    }
    let order = bonuses.filter { $0.value.state == .active }.sorted { Purse.isBefore($0, $1) }.map(\.id)
    if order != wallet.value.bonuses {
      wallet.value.bonuses = order
      wallet = try transaction.save(wallet)
    }
    for late in expired {
      let leg = Leg(.walletPromo(wallet.value.reference), .promoCosts, late.amount)
      let postings = try transaction.postings([leg], wallet.value.currency)
      try transaction.perform(
        .transaction(postings, Details(reference: Text(late.bonus.text), effectiveAt: late.since)), by: .fact)
    }
    changed = []
    expired = []
  }

  private static func isBefore(_ one: Kept<Bonus>, _ other: Kept<Bonus>) -> Bool {
    let never = Int64.max
    let (first, second) = (one.value.expiresAt?.microseconds ?? never, other.value.expiresAt?.microseconds ?? never)
    return first == second ? one.number < other.number : first < second
  }
}
