extension Generator {
  /// - Parameter keys: keys that were used here.
  func question(_ chance: inout Chance, keys: [String]) -> Question {
    let limit = chance.choose(1, 2, 3, 20, 100)
    switch chance.weighted(mix.questions) {
    case 0:
      return .account(account(&chance), currency: chance.choose(nil, nil, "IDR"), asOf: nil, by: nil)
    case 1:
      return .account(
        account(&chance), currency: nil, asOf: moment(&chance), by: chance.choose(nil, "posted", "effective", "effective"))
    case 2:
      let (from, to) = period(&chance)
      return .entries(account(&chance), currency: nil, from: from, to: to, limit: limit, cursor: nil)
    case 3:
      let (from, to) = period(&chance)
      return .statement(account(&chance), currency: nil, from: from, to: to, limit: limit, cursor: nil)
    case 4: return .transaction(transaction(&chance))
    case 5: return .transactions(filter(&chance, keys), limit: limit, cursor: nil)
    case 6: return .hold(hold(&chance))
    case 7:
      return .holds(
        status: chance.choose(nil, "open", "captured", "released", "expired"), account: chance.choose(nil, account(&chance)),
        limit: limit, cursor: nil)
    case 8: return .events(events(&chance), limit: limit, cursor: nil)
    default:
      if chance.happens(50) {
        return .accounts(
          prefix: chance.choose(nil, "wallet", "c"), currency: chance.choose(nil, "IDR"), kind: chance.choose(nil, "liability"),
          status: chance.choose(nil, "open", "frozen", "closed"), limit: limit, cursor: nil)
      }
      let asOf = chance.choose(nil, moment(&chance))
      return .trialBalance(asOf: asOf, by: asOf == nil ? nil : chance.choose(nil, "posted", "effective"))
    }
  }

  /// The same list from where a page ended.
  static func next(_ question: Question, cursor: String) -> Question? {
    switch question {
    case .accounts(let prefix, let currency, let kind, let status, let limit, _):
      .accounts(prefix: prefix, currency: currency, kind: kind, status: status, limit: limit, cursor: cursor)
    case .entries(let account, let currency, let from, let to, let limit, _):
      .entries(account, currency: currency, from: from, to: to, limit: limit, cursor: cursor)
    case .statement(let account, let currency, let from, let to, let limit, _):
      .statement(account, currency: currency, from: from, to: to, limit: limit, cursor: cursor)
    case .transactions(let filter, let limit, _): .transactions(filter, limit: limit, cursor: cursor)
    case .holds(let status, let account, let limit, _): .holds(status: status, account: account, limit: limit, cursor: cursor)
    case .events(let filter, let limit, _): .events(filter, limit: limit, cursor: cursor)
    case .account, .transaction, .hold, .trialBalance: nil
    }
  }

  private func events(_ chance: inout Chance) -> EventFilter {
    var filter = EventFilter()
    if chance.happens(40) {
      filter.types = [
        chance.choose(
          "transfer.posted", "hold.*", "hold.expired", "hold.captured", "account.*", "account.opened", "transaction.reversed"),
        chance.choose("hold.released", "account.frozen", "transfer.*"),
      ]
    }
    if chance.happens(40) { filter.account = account(&chance) }
    (filter.from, filter.to) = period(&chance)
    return filter
  }

  /// Around something that happened.
  private func moment(_ chance: inout Chance) -> Int64 {
    guard let time = chance.pick(books.times) else { return now }
    return chance.choose(time, time - 1, time + 1, now, time - 1_000_000, now + 1_000_000, time - 3_600_000_000)
  }

  private func period(_ chance: inout Chance) -> (from: Int64?, to: Int64?) {
    var from: Int64? = chance.happens(40) ? moment(&chance) : nil
    var to: Int64? = chance.happens(40) ? moment(&chance) : nil
    if let start = from, let end = to, start > end { (from, to) = (end, start) }
    return (from, to)
  }

  private func filter(_ chance: inout Chance, _ keys: [String]) -> TransactionFilter {
    var filter = TransactionFilter()
    if chance.happens(35) { filter.account = account(&chance) }
    if chance.happens(25) { filter.key = chance.happens(90) ? chance.pick(keys) : "never" }
    if chance.happens(30) { filter.reference = "ref-\(chance.below(7))" }
    if chance.happens(25) { filter.type = chance.choose("transfer", "hold", "capture", "release", "expiry", "reversal") }
    (filter.from, filter.to) = period(&chance)
    return filter
  }
}
