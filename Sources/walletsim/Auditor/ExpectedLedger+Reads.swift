/// What questions are answered with: a body, or a refusal.
extension ExpectedLedger {
  /// - Parameter promises: a full page may have a cursor although nothing comes behind it.
  func answer(_ question: Question, promises: Bool = false) throws(ExpectedRefusal) -> String {
    switch question {
    case .account(let reference, let currency, let asOf, let by):
      let account = try found(reference, currency)
      guard let asOf else { return view(accounts[account]) }
      guard let counters = counters(of: account, asOf: asOf, by: by ?? "posted") else {
        throw ExpectedRefusal("account_not_found", "as_of")
      }
      return "{\(identity(accounts[account])),\(self.counters(counters, accounts[account].isDebitNormal)),"
        + "\"as_of\":\"\(ExpectedText.time(asOf))\",\"by\":\"\(by ?? "posted")\"}"
    case .accounts(let prefix, let currency, let kind, let status, let limit, let cursor):
      let below = cursor.flatMap { ExpectedText.number(inCursor: $0) } ?? .max
      let matching = accounts.reversed().filter { account in
        Int64(account.number) < below && account.code?.hasPrefix(prefix ?? "") ?? (prefix == nil)
          && currency ?? account.currency == account.currency && kind ?? account.kind == account.kind
          && status ?? account.status == account.status
      }
      return page("a", matching.map { (Int64($0.number), view($0)) }, limit)
    case .entries(let reference, let currency, let from, let to, let limit, let cursor):
      let account = try found(reference, currency)
      return page("e", entries(of: account, from, to, cursor), limit)
    case .statement(let reference, let currency, let from, let to, let limit, let cursor):
      return statement(try found(reference, currency), from, to, limit, cursor)
    case .transaction(let id):
      guard let index = transactionsByID[id] else { throw ExpectedRefusal("transaction_not_found", nil) }
      return view(transaction: transaction(from: index))
    case .transactions(let filter, let limit, let cursor): return try transactions(filter, limit, cursor, promises)
    case .hold(let id):
      guard let number = holdsByID[id] else { throw ExpectedRefusal("hold_not_found", nil) }
      return view(hold: number)
    case .holds(let status, let account, let limit, let cursor): return try holds(status, account, limit, cursor, promises)
    case .trialBalance(let asOf, let by): return trialBalance(asOf, by ?? "posted")
    case .events(let filter, let limit, let cursor):
      return events(
        filter, try filter.account.map { reference throws(ExpectedRefusal) in try found(reference, nil) }, limit, cursor)
    }
  }

  /// The question with its account named by id: whom a code means is found when a request is read, not when it is answered.
  func resolved(_ question: Question) -> Question {
    func id(_ reference: String, _ currency: String?) -> String {
      if case .one(let index) = named(reference, currency) { accounts[index].id } else { reference }
    }
    switch question {
    case .account(let account, let currency, let asOf, let by):
      return .account(id(account, currency), currency: currency, asOf: asOf, by: by)
    case .entries(let account, let currency, let from, let to, let limit, let cursor):
      return .entries(id(account, currency), currency: currency, from: from, to: to, limit: limit, cursor: cursor)
    case .statement(let account, let currency, let from, let to, let limit, let cursor):
      return .statement(id(account, currency), currency: currency, from: from, to: to, limit: limit, cursor: cursor)
    case .transactions(var filter, let limit, let cursor):
      filter.account = filter.account.map { id($0, nil) }
      return .transactions(filter, limit: limit, cursor: cursor)
    case .holds(let status, let account, let limit, let cursor):
      return .holds(status: status, account: account.map { id($0, nil) }, limit: limit, cursor: cursor)
    case .events(var filter, let limit, let cursor):
      filter.account = filter.account.map { id($0, nil) }
      return .events(filter, limit: limit, cursor: cursor)
    case .accounts, .transaction, .hold, .trialBalance: return question
    }
  }

  private func found(_ reference: String, _ currency: String?) throws(ExpectedRefusal) -> Int {
    switch named(reference, currency) {
    case .one(let found): return found
    case .nothing: throw ExpectedRefusal("account_not_found", "account")
    case .several: throw ExpectedRefusal("currency_required", "account")
    }
  }

  // MARK: Pages

  /// Newest first: at most `limit`, and where the next page begins if there is one.
  private func page(
    _ list: String, _ items: [(number: Int64, text: String)], _ limit: Int, _ promises: Bool = false
  ) -> String {
    let shown = items.prefix(limit)
    let next = items.count >= limit + (promises ? 0 : 1) ? shown.last?.number : nil
    return "{\"data\":[\(shown.map(\.text).joined(separator: ","))],\(end(list, next))}"
  }

  private func end(_ list: String, _ next: Int64?) -> String {
    "\"has_more\":\(next != nil),\"cursor\":\(ExpectedText.quoted(next.map { ExpectedText.cursor(list, $0) }))"
  }

  private func entries(of account: Int, _ from: Int64?, _ to: Int64?, _ cursor: String?) -> [(Int64, String)] {
    let below = cursor.flatMap { ExpectedText.number(inCursor: $0) } ?? .max
    return rows.reversed().filter { row in
      row.touches(account) && row.sequence < below && row.postedAt >= from ?? .min && row.postedAt < to ?? .max
    }.map { ($0.sequence, view(entry: $0, of: account)) }
  }

  private func transactions(
    _ filter: TransactionFilter, _ limit: Int, _ cursor: String?, _ promises: Bool
  ) throws(ExpectedRefusal) -> String {
    let below = cursor.flatMap { ExpectedText.number(inCursor: $0) } ?? .max
    var account: Int?
    if let reference = filter.account { account = try found(reference, nil) }
    var keyed: Int64?
    if let key = filter.key {
      keyed = -1
      if case .rows(let range) = keys[key]?.outcome { keyed = rows[range.lowerBound].first }
    }
    var items: [(Int64, String)] = []
    for index in rows.indices.reversed() where rows[index].sequence == rows[index].first {
      let row = rows[index]
      let range = transaction(from: index)
      guard row.first < below, keyed ?? row.first == row.first, filter.type ?? type(row) == type(row),
        row.postedAt >= filter.from ?? .min, row.postedAt < filter.to ?? .max,
        filter.reference == nil || row.note.reference == filter.reference,
        account.map({ account in rows[range].contains { $0.touches(account) } }) ?? true
      else { continue }
      items.append((row.first, view(transaction: range)))
      if items.count > limit { break }
    }
    return page("x", items, limit, promises)
  }

  /// Where a status other than open is asked for, a page of all holds is taken and then filtered.
  private func holds(
    _ status: String?, _ account: String?, _ limit: Int, _ cursor: String?, _ promises: Bool
  ) throws(ExpectedRefusal) -> String {
    let below = cursor.flatMap { ExpectedText.number(inCursor: $0) } ?? .max
    var side: Int?
    if let account { side = try found(account, nil) }
    let all = holdOrder.reversed().filter { number in
      guard let hold = holds[number], number < below else { return false }
      return side.map { hold.debit == $0 || hold.credit == $0 } ?? true && (status != "open" || hold.status == "open")
    }
    let shown = all.prefix(limit)
    let texts = shown.filter { status == nil || holds[$0]?.status == status }.map { view(hold: $0) }
    return "{\"data\":[\(texts.joined(separator: ","))],\(end("h", all.count >= limit + (promises ? 0 : 1) ? shown.last : nil))}"
  }

  // MARK: As of a moment

  /// The counters at the end of a moment; nil before the account was opened, unless rows were posted back to before that.
  func counters(of account: Int, asOf time: Int64, by axis: String) -> ExpectedCounters? {
    let own = rows.filter { $0.touches(account) }
    let reachesBack = axis == "effective" && own.contains { $0.postedAt > time && $0.effectiveAt <= time }
    guard accounts[account].openedAt <= time || reachesBack else { return nil }
    var counters = own.last { $0.postedAt <= time }?.after(account) ?? ExpectedCounters()
    guard axis == "effective" else { return counters }
    var placed: Set<Int64> = []
    for row in own where row.postedAt > time && row.effectiveAt <= time {
      var kind = row.kind
      if kind == "hold" { placed.insert(row.sequence) }
      // What takes from a reservation that is not there yet takes nothing; what it posts counts.
      if let hold = row.hold, times[Int(hold) - 1] > time, !placed.contains(hold) {
        guard kind == "capture" else { continue }
        kind = "post"
      }
      counters.move(row.debit == account, kind, row.amount)
    }
    return counters
  }

  private func statement(_ index: Int, _ from: Int64?, _ to: Int64?, _ limit: Int, _ cursor: String?) -> String {
    let account = accounts[index]
    let side = account.isDebitNormal
    let end = to ?? max(lastPostedAt + 1, from ?? lastPostedAt)
    let opening = from.flatMap { counters(of: index, asOf: $0 - 1, by: "posted") } ?? ExpectedCounters()
    let closing = counters(of: index, asOf: end - 1, by: "posted") ?? ExpectedCounters()
    let items = entries(of: index, from, end, cursor)
    let shown = items.prefix(limit)
    return "{\"account\":\"\(account.id)\",\"code\":\(ExpectedText.quoted(account.code)),\"currency\":\"\(account.currency)\","
      + "\"from\":\(ExpectedText.quoted(from.map(ExpectedText.time))),\"to\":\"\(ExpectedText.time(end))\","
      + "\"opening\":\(balance(opening, side)),\"closing\":\(balance(closing, side)),"
      + "\"totals\":{\"debits\":\(closing.debits - opening.debits),\"credits\":\(closing.credits - opening.credits)},"
      + "\"entries\":[\(shown.map(\.1).joined(separator: ","))],\(self.end("e", items.count > limit ? shown.last?.0 : nil))}"
  }

  private func trialBalance(_ asOf: Int64?, _ axis: String) -> String {
    var currencies: [String: [(account: ExpectedAccount, counters: ExpectedCounters)]] = [:]
    for index in accounts.indices {
      let counters = asOf.map { self.counters(of: index, asOf: $0, by: axis) } ?? accounts[index].counters
      guard let counters, counters != ExpectedCounters() else { continue }
      currencies[accounts[index].currency, default: []].append((accounts[index], counters))
    }
    let texts = currencies.keys.sorted().map { currency in
      // By code, those without one last in the order of opening.
      let all = currencies[currency] ?? []
      let lines =
        all.filter { $0.account.code != nil }.sorted { $0.account.code ?? "" < $1.account.code ?? "" }
        + all.filter { $0.account.code == nil }
      let debits = lines.map { max($0.counters.posted(true), 0) }
      let credits = lines.map { max(-$0.counters.posted(true), 0) }
      let accounts = lines.indices.map { index in
        "{\"id\":\"\(lines[index].account.id)\",\"code\":\(ExpectedText.quoted(lines[index].account.code)),"
          + "\"class\":\"\(lines[index].account.kind)\",\"debit\":\(debits[index]),\"credit\":\(credits[index])}"
      }
      func sum(_ values: [Int64]) -> Int128 { values.reduce(0) { $0 + Int128($1) } }
      return "{\"currency\":\"\(currency)\",\"accounts\":[\(accounts.joined(separator: ","))],\"debits\":\(sum(debits)),"
        + "\"credits\":\(sum(credits)),\"balanced\":true}"
    }
    return "{\"as_of\":\(ExpectedText.quoted(asOf.map(ExpectedText.time))),\"by\":\"\(axis)\",\"sequence\":\(head),"
      + "\"currencies\":[\(texts.joined(separator: ","))]}"
  }
}
