/// The ladder of refusals in the order of docs/reference/problems.md, and what happens when none applies.
extension ExpectedLedger {
  /// Decides one command on what the ones before left. A refusal changes nothing.
  mutating func decide(_ ask: Ask, _ accountID: String?, now: Int64, at postedAt: Int64) -> ExpectedOutcome {
    let before = self
    let start = rows.count
    do throws(ExpectedRefusal) {
      switch ask {
      case .transfer(let leg, let note):
        try refuseFuture(note, now)
        try post(leg, nil, first: nil, at: postedAt)
        return finish(start, note)
      case .transaction(let legs, let note):
        try refuseFuture(note, now)
        try post(legs, from: start, at: postedAt)
        return finish(start, note)
      case .hold(let leg, let expiresIn, let note):
        try refuseFuture(note, now)
        try place(leg, expiresIn, at: postedAt)
        return finish(start, note)
      case .capture(let hold, let amount, let isFinal, let legs, let note):
        let number = try open(hold, note, now)
        try capture(number, amount, isFinal: isFinal ?? true, at: postedAt)
        try post(legs, from: start, at: postedAt)
        return finish(start, note)
      case .release(let hold, let note):
        free(try open(hold, note, now), first: nil, at: postedAt, status: "released")
        return finish(start, note)
      case .reverse(let transaction, let note):
        try reverse(transaction, note, now, at: postedAt)
        return finish(start, note)
      case .open(let opening): return try open(opening, at: postedAt)
      case .change(let account, _, let change): return try apply(change, to: accountID ?? account, at: postedAt)
      }
    } catch {
      self = before
      return .refused(error)
    }
  }

  private func refuseFuture(_ note: Note, _ now: Int64) throws(ExpectedRefusal) {
    if let effectiveAt = note.effectiveAt, effectiveAt > now { throw ExpectedRefusal("effective_at_in_future", "effective_at") }
  }

  /// Gives the rows of a transaction what they share; what is said about it stands on the first.
  private mutating func finish(_ start: Int, _ note: Note) -> ExpectedOutcome {
    for index in start..<rows.count { rows[index].effectiveAt = note.effectiveAt ?? rows[index].postedAt }
    rows[start].note = note
    return .rows(start..<rows.count)
  }

  // MARK: Postings

  private mutating func post(_ legs: [Leg], from start: Int, at postedAt: Int64) throws(ExpectedRefusal) {
    for (index, leg) in legs.enumerated() {
      try post(leg, index, first: rows.count > start ? rows[start].sequence : nil, at: postedAt)
    }
  }

  private mutating func post(_ leg: Leg, _ index: Int?, first: Int64?, at postedAt: Int64) throws(ExpectedRefusal) {
    let (debit, credit, amount) = try check(leg, index)
    append("post", amount, debit, credit, at: postedAt, first: first)
  }

  private func check(_ leg: Leg, _ index: Int?) throws(ExpectedRefusal) -> (debit: Int, credit: Int, amount: Int64) {
    let place = index.map { "postings[\($0)]." } ?? ""
    let debitNamed = named(leg.debit, leg.currency, isLenient: true)
    var currency = leg.currency
    if currency == nil, case .one(let debit) = debitNamed { currency = accounts[debit].currency }
    let creditNamed = named(leg.credit, currency, isLenient: true)
    if case .nothing = debitNamed { throw ExpectedRefusal("account_not_found", place + "debit") }
    if case .nothing = creditNamed { throw ExpectedRefusal("account_not_found", place + "credit") }
    guard case .one(let debit) = debitNamed else { throw ExpectedRefusal("currency_required", place + "debit") }
    guard case .one(let credit) = creditNamed else { throw ExpectedRefusal("currency_required", place + "credit") }
    let (from, to) = (accounts[debit], accounts[credit])
    if debit == credit { throw ExpectedRefusal("same_account", place + "credit", from.id) }
    if let asked = leg.currency, from.currency != asked {
      throw ExpectedRefusal("currency_mismatch", place + "currency", from.id)
    }
    if to.currency != from.currency { throw ExpectedRefusal("currency_mismatch", place + "credit", to.id) }
    try checkState(debit, credit, place)
    var amount = leg.amount
    if let balancing = leg.balancing {
      let account = balancing == "debit" ? from : to
      // The limit counts on the side that lowers the account.
      let floor = (balancing == "debit") == account.isDebitNormal ? 0 : account.floor ?? 0
      let counters = account.counters
      let room =
        balancing == "debit"
        ? counters.credits - counters.debits - counters.debitsPending - floor
        : counters.debits - counters.credits - counters.creditsPending - floor
      if room <= 0 {
        throw ExpectedRefusal("insufficient_funds", place + balancing, account.id, available: room, needed: leg.amount)
      }
      amount = min(amount, room)
    }
    try checkNumbers(debit, credit, amount, place)
    return (debit, credit, amount)
  }

  private func checkState(_ debit: Int, _ credit: Int, _ place: String) throws(ExpectedRefusal) {
    let (from, to) = (accounts[debit], accounts[credit])
    if from.managedBy != "none" { throw ExpectedRefusal("account_managed", place + "debit", from.id) }
    if to.managedBy != "none" { throw ExpectedRefusal("account_managed", place + "credit", to.id) }
    if from.isClosed { throw ExpectedRefusal("account_closed", place + "debit", from.id) }
    if to.isClosed { throw ExpectedRefusal("account_closed", place + "credit", to.id) }
    if from.frozenDebits { throw ExpectedRefusal("account_frozen", place + "debit", from.id) }
    if to.frozenCredits { throw ExpectedRefusal("account_frozen", place + "credit", to.id) }
  }

  private func checkNumbers(_ debit: Int, _ credit: Int, _ amount: Int64, _ place: String) throws(ExpectedRefusal) {
    let (from, to) = (accounts[debit], accounts[credit])
    if Self.highest - from.counters.debits - from.counters.debitsPending < amount {
      throw ExpectedRefusal("amount_overflow", place + "amount", from.id, needed: amount)
    }
    if Self.highest - to.counters.credits - to.counters.creditsPending < amount {
      throw ExpectedRefusal("amount_overflow", place + "amount", to.id, needed: amount)
    }
    // An account is lowered on the side that is not its normal one. Funds are answered before limits, the debit side first.
    var short: [(code: String, place: String, account: ExpectedAccount)] = []
    for (account, side, isLowered) in [(from, "debit", !from.isDebitNormal), (to, "credit", to.isDebitNormal)] {
      guard isLowered, let floor = account.floor, account.available - amount < floor else { continue }
      short.append((floor == 0 ? "insufficient_funds" : "limit_exceeded", side, account))
    }
    guard let worst = short.first(where: { $0.code == "insufficient_funds" }) ?? short.first else { return }
    throw ExpectedRefusal(
      worst.code, place + worst.place, worst.account.id, available: worst.account.available - (worst.account.floor ?? 0),
      needed: amount)
  }

  // MARK: Holds

  private mutating func place(_ leg: Leg, _ expiresIn: Int64?, at postedAt: Int64) throws(ExpectedRefusal) {
    let (debit, credit, amount) = try check(leg, nil)
    append("hold", amount, debit, credit, at: postedAt, first: nil, hold: head + 1, remaining: amount)
    let id = ExpectedText.id("hold_", postedAt, tag, head)
    holds[head] = ExpectedHold(
      id: id, debit: debit, credit: credit, amount: amount, expiresAt: expiresIn.map { postedAt + $0 * 1_000_000 },
      remaining: amount)
    holdOrder.append(head)
    holdsByID[id] = head
  }

  /// The number of a hold that is open.
  private func open(_ id: String, _ note: Note, _ now: Int64) throws(ExpectedRefusal) -> Int64 {
    guard let number = holdsByID[id], let hold = holds[number] else { throw ExpectedRefusal("hold_not_found", "hold") }
    try refuseFuture(note, now)
    guard hold.status == "open" else { throw ExpectedRefusal("hold_\(hold.status)", "hold") }
    return number
  }

  private mutating func capture(_ number: Int64, _ asked: Int64?, isFinal: Bool, at postedAt: Int64) throws(ExpectedRefusal) {
    guard let hold = holds[number] else { preconditionFailure("an open hold is written down") }
    let amount = asked ?? hold.remaining
    if amount > hold.remaining {
      throw ExpectedRefusal(
        "capture_above_remaining", "amount", accounts[hold.debit].id, available: hold.remaining, needed: amount)
    }
    let rest = hold.remaining - amount
    append("capture", amount, hold.debit, hold.credit, at: postedAt, first: nil, hold: number, remaining: rest)
    holds[number]?.captured += amount
    holds[number]?.remaining = rest
    if rest == 0 { holds[number]?.status = "captured" }
    if isFinal, rest > 0 { free(number, first: head, at: postedAt, status: "captured") }
  }

  private mutating func free(_ number: Int64, first: Int64?, at postedAt: Int64, status: String) {
    guard let hold = holds[number] else { preconditionFailure("an open hold is written down") }
    append("release", hold.remaining, hold.debit, hold.credit, at: postedAt, first: first, hold: number)
    holds[number]?.remaining = 0
    holds[number]?.status = status
  }

  // MARK: Reversals

  private mutating func reverse(_ id: String, _ note: Note, _ now: Int64, at postedAt: Int64) throws(ExpectedRefusal) {
    guard let index = transactionsByID[id] else { throw ExpectedRefusal("transaction_not_found", "transaction") }
    try refuseFuture(note, now)
    let first = rows[index].first
    if reversed.contains(first) { throw ExpectedRefusal("already_reversed", "transaction") }
    let legs = transaction(from: index)
    let moved = legs.filter { ["post", "capture"].contains(rows[$0].kind) }
    if moved.isEmpty { throw ExpectedRefusal("not_reversible", "transaction") }
    let start = rows.count
    for original in moved.reversed() {
      let row = rows[original]
      let place = moved.count > 1 ? "postings[\(original - legs.lowerBound)]." : ""
      try checkState(row.credit, row.debit, place)
      try checkNumbers(row.credit, row.debit, row.amount, place)
      append(
        "post", row.amount, row.credit, row.debit, at: postedAt, first: rows.count > start ? rows[start].sequence : nil)
    }
    rows[start].reverses = first
    reversed.insert(first)
  }

  // MARK: Accounts

  private mutating func open(_ opening: Opening, at postedAt: Int64) throws(ExpectedRefusal) -> ExpectedOutcome {
    if let code = opening.code {
      let reserved = ["assets:", "liabilities:", "revenue:", "expenses:", "equity:", "acc_"]
      if reserved.contains(where: { code.hasPrefix($0) }) { throw ExpectedRefusal("code_reserved", "code") }
      if let taken = accounts.first(where: { $0.code == code && $0.currency == opening.currency }) {
        throw ExpectedRefusal("code_taken", "code", taken.id)
      }
    }
    let number = accounts.count + 1
    var account = ExpectedAccount(
      number: number, id: ExpectedText.id("acc_", postedAt, tag, Int64(number)), code: opening.code,
      currency: opening.currency, kind: opening.kind, managedBy: opening.managedBy ?? "none",
      metadata: Note(order: opening.order).metadata, openedAt: postedAt)
    account.floor = opening.floor
    accounts.append(account)
    times.append(postedAt)
    changes.append((head, "opened", account))
    return .account(account, sequence: head)
  }

  private mutating func apply(_ change: Change, to reference: String, at postedAt: Int64) throws(ExpectedRefusal)
    -> ExpectedOutcome
  {
    let index: Int
    switch named(reference, nil) {
    case .one(let found): index = found
    case .nothing: throw ExpectedRefusal("account_not_found", "account")
    case .several: throw ExpectedRefusal("currency_required", "account")
    }
    let account = accounts[index]
    if account.isClosed { throw ExpectedRefusal("account_closed", "account", account.id) }
    let kind: String
    switch change {
    case .freeze(let sides):
      kind = "frozen"
      if sides.contains("debits") { accounts[index].frozenDebits = true }
      if sides.contains("credits") { accounts[index].frozenCredits = true }
    case .unfreeze(let sides):
      kind = "unfrozen"
      if sides.contains("debits") { accounts[index].frozenDebits = false }
      if sides.contains("credits") { accounts[index].frozenCredits = false }
    case .limit(let floor):
      kind = "limited"
      accounts[index].floor = floor
    case .close:
      kind = "closed"
      let counters = account.counters
      let reserved = counters.debitsPending + counters.creditsPending
      if account.posted != 0 || reserved != 0 {
        throw ExpectedRefusal("account_not_empty", "account", account.id, available: account.posted, needed: reserved)
      }
      accounts[index].isClosed = true
    }
    times.append(postedAt)
    changes.append((head, kind, accounts[index]))
    return .account(accounts[index], sequence: head)
  }
}
