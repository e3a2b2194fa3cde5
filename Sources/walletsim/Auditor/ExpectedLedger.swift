// The independent auditor's books of one tenant.
//
// Written from docs/reference/api.md, docs/reference/problems.md and docs/adr, in plain arrays and dictionaries, without a line of
// the engine's: a mistake in its rules is not repeated here. A value: where two histories are possible, there are two of it.

struct ExpectedLedger {
  let tag: UInt32
  var accounts: [ExpectedAccount] = []
  var rows: [ExpectedRow] = []
  /// The time of every sequence from 1, of refusals and changes too.
  var times: [Int64] = []
  /// By the sequence that placed them.
  var holds: [Int64: ExpectedHold] = [:]
  /// In the order of placing.
  var holdOrder: [Int64] = []
  var keys: [String: (fields: ExpectedFields, outcome: ExpectedOutcome)] = [:]
  /// First sequences of transactions that were reversed.
  var reversed: Set<Int64> = []
  /// What happened to accounts, each as it was then.
  var changes: [(sequence: Int64, kind: String, account: ExpectedAccount)] = []
  var holdsByID: [String: Int64] = [:]
  var transactionsByID: [String: Int] = [:]

  init(tag: UInt32) { self.tag = tag }

  static let highest: Int64 = (1 << 62) - 1

  var head: Int64 { Int64(times.count) }
  var lastPostedAt: Int64 { times.last ?? 0 }
  func nextPostedAt(_ now: Int64) -> Int64 { max(now, lastPostedAt + 1) }

  // MARK: Finding

  enum Named { case one(Int), nothing, several }

  /// What a reference names. A code that exists, but not in the currency, names its first account when `isLenient`.
  func named(_ reference: String, _ currency: String?, isLenient: Bool = false) -> Named {
    if reference.hasPrefix("acc_") {
      return accounts.firstIndex { $0.id == reference }.map { .one($0) } ?? .nothing
    }
    let matches = accounts.indices.filter { accounts[$0].code == reference }
    guard let first = matches.first else { return .nothing }
    guard let currency else { return matches.count == 1 ? .one(first) : .several }
    if let match = matches.first(where: { accounts[$0].currency == currency }) { return .one(match) }
    return isLenient ? .one(first) : .nothing
  }

  /// The rows of a transaction by the index of its first.
  func transaction(from index: Int) -> Range<Int> {
    var end = index + 1
    while end < rows.count, rows[end].first == rows[index].first { end += 1 }
    return index..<end
  }

  func type(_ row: ExpectedRow) -> String { row.kind != "post" ? row.kind : row.reverses == nil ? "transfer" : "reversal" }

  func transactionID(_ row: ExpectedRow) -> String { ExpectedText.id("txn_", row.postedAt, tag, row.first) }

  // MARK: Writing

  mutating func append(
    _ kind: String, _ amount: Int64, _ debit: Int, _ credit: Int, at postedAt: Int64, first: Int64?, hold: Int64? = nil,
    remaining: Int64 = 0
  ) {
    times.append(postedAt)
    accounts[debit].counters.move(true, kind, amount)
    accounts[credit].counters.move(false, kind, amount)
    accounts[debit].version += 1
    accounts[credit].version += 1
    let row = ExpectedRow(
      sequence: head, first: first ?? head, kind: kind, amount: amount, debit: debit, credit: credit,
      debitAfter: accounts[debit].counters, creditAfter: accounts[credit].counters, postedAt: postedAt, effectiveAt: postedAt,
      hold: hold, remaining: remaining)
    rows.append(row)
    if first == nil { transactionsByID[transactionID(row)] = rows.count - 1 }
  }

  // MARK: Expiry

  /// When the next open hold expires.
  var nextExpiry: Int64? { holds.values.lazy.compactMap { $0.status == "open" ? $0.expiresAt : nil }.min() }

  /// Expires what is due, in the order in which it came due. Each counts from the moment it was due.
  mutating func expire(by now: Int64) {
    while let due = nextExpiry, due <= now,
      let number = holdOrder.first(where: { holds[$0]?.status == "open" && holds[$0]?.expiresAt == due }),
      let hold = holds[number]
    {
      let remaining = hold.remaining
      append("expiry", remaining, hold.debit, hold.credit, at: nextPostedAt(now), first: nil, hold: number)
      rows[rows.count - 1].effectiveAt = min(due, lastPostedAt)
      holds[number]?.remaining = 0
      holds[number]?.status = "expired"
    }
  }

  // MARK: Taking orders

  /// What is answered to one item or order.
  struct Verdict {
    let result: Result
    var isReplay = false

    enum Result {
      case outcome(ExpectedOutcome)
      /// The key was used for another request, which differs here.
      case mismatch(String)
      /// Refused while it was read: nothing remembers it.
      case unread(ExpectedRefusal)
    }
  }

  mutating func take(_ ask: Ask, key: String, now: Int64) -> Verdict {
    var accountID: String?
    if case .change(let account, let currency?, _) = ask {
      // With a currency the account is looked for while the request is read.
      guard case .one(let found) = named(account, currency) else {
        return Verdict(result: .unread(ExpectedRefusal("account_not_found", "account")))
      }
      accountID = accounts[found].id
    }
    let fields = ExpectedFields(ask, accountID: accountID)
    if let known = known(key, fields) { return known }
    let outcome = decide(ask, accountID, now: now, at: nextPostedAt(now))
    if case .refused = outcome { times.append(nextPostedAt(now)) }
    keys[key] = (fields, outcome)
    return Verdict(result: .outcome(outcome))
  }

  private func known(_ key: String, _ fields: ExpectedFields) -> Verdict? {
    guard let known = keys[key] else { return nil }
    if let difference = known.fields.difference(from: fields) { return Verdict(result: .mismatch(difference)) }
    return Verdict(result: .outcome(known.outcome), isReplay: true)
  }

  // MARK: Batches

  enum BatchVerdict {
    case items([Verdict])
    case refused(ExpectedRefusal)
  }

  mutating func take(batch items: [(key: String?, ask: Ask)], isAtomic: Bool, key: String, now: Int64) -> BatchVerdict {
    let items = items.enumerated().map { (key: $1.key ?? "\(key)#\($0)", ask: $1.ask) }
    let shape = ExpectedFields(batchOf: items.count, isAtomic: isAtomic)
    if let bound = keys[key] {
      if let difference = bound.fields.difference(from: shape) {
        return .refused(ExpectedRefusal("idempotency_mismatch", difference))
      }
      return .items(
        items.enumerated().map { index, item in
          known(item.key, ExpectedFields(item.ask)) ?? Verdict(result: .mismatch("items[\(index)]"))
        })
    }
    if isAtomic { return takeAtomically(items, shape, key: key, now: now) }
    times.append(nextPostedAt(now))
    keys[key] = (shape, .batch)
    return .items(items.map { take($0.ask, key: $0.key, now: now) })
  }

  private mutating func takeAtomically(
    _ items: [(key: String, ask: Ask)], _ shape: ExpectedFields, key: String, now: Int64
  ) -> BatchVerdict {
    var seen: Set<String> = [key]
    for item in items where !seen.insert(item.key).inserted || keys[item.key] != nil {
      return .refused(ExpectedRefusal("batch_partly_known", nil))
    }
    times.append(nextPostedAt(now))
    keys[key] = (shape, .batch)
    let postedAt = nextPostedAt(now)
    let before = self
    var verdicts: [Verdict] = []
    for (index, item) in items.enumerated() {
      let outcome = decide(item.ask, nil, now: now, at: postedAt)
      if case .refused(var refusal) = outcome {
        self = before
        // An account that the batch itself opened is gone again.
        if let account = refusal.account, !accounts.contains(where: { $0.id == account }) { refusal.account = nil }
        return .items(refuseAll(items, because: refusal, at: index, postedAt))
      }
      keys[item.key] = (ExpectedFields(item.ask), outcome)
      verdicts.append(Verdict(result: .outcome(outcome)))
    }
    return .items(verdicts)
  }

  private mutating func refuseAll(
    _ items: [(key: String, ask: Ask)], because refusal: ExpectedRefusal, at failed: Int, _ postedAt: Int64
  ) -> [Verdict] {
    var verdicts: [Verdict] = []
    for (index, item) in items.enumerated() {
      let own = index == failed ? refusal : ExpectedRefusal("linked_event_failed", "items[\(failed)]")
      times.append(postedAt)
      keys[item.key] = (ExpectedFields(item.ask), .refused(own))
      verdicts.append(Verdict(result: .outcome(.refused(own))))
    }
    return verdicts
  }
}
