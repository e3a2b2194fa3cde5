/// Makes requests: mostly sensible ones about what is there, now and then nonsense that is well formed.
struct Generator {
  let mix: Mix
  /// The tenant's books as they most likely are.
  let books: ExpectedLedger
  let now: Int64
  /// Ids of other tenants: to be treated as if they never were.
  let foreign: [String]

  enum Kind: CaseIterable {
    case transfer, transaction, hold, capture, release, reverse, open, change, batch, atomicBatch

    var weight: Int {
      switch self {
      case .transfer: 20
      case .hold: 9
      case .capture: 8
      case .transaction, .batch, .atomicBatch: 5
      case .reverse, .open, .change: 4
      case .release: 3
      }
    }
  }

  // MARK: Orders

  func order(_ chance: inout Chance, key: String) -> Order {
    var order = Order(key: key, work: work(&chance))
    order.keyInBody = chance.happens(10)
    return order
  }

  private func work(_ chance: inout Chance) -> Order.Work {
    if books.accounts.count < mix.accounts, books.accounts.count < 2 || chance.happens(50) {
      return .single(.open(opening(&chance)))
    }
    let kind = Kind.allCases[chance.weighted(mix.orders)]
    switch kind {
    case .batch, .atomicBatch:
      let items = (0..<chance.between(1, chance.choose(2, 4, 9))).map { _ in item(&chance) }
      return .batch(isAtomic: kind == .atomicBatch, items: items)
    case .change: return .single(.change(account: account(&chance), currency: currency(&chance), change(&chance)))
    case .transfer, .transaction, .hold, .capture, .release, .reverse, .open: return .single(ask(kind, &chance))
    }
  }

  private func item(_ chance: inout Chance) -> (key: String?, ask: Ask) {
    let kind = Kind.allCases[chance.weighted(mix.orders)]
    let ask =
      switch kind {
      case .batch, .atomicBatch, .change: self.ask(.transfer, &chance)
      case .transfer, .transaction, .hold, .capture, .release, .reverse, .open: self.ask(kind, &chance)
      }
    // Now and then a key of a few, which comes back.
    return (chance.happens(25) ? "item-\(chance.below(12))" : nil, ask)
  }

  private func ask(_ kind: Kind, _ chance: inout Chance) -> Ask {
    switch kind {
    case .transaction: .transaction((0..<chance.between(1, 4)).map { _ in leg(&chance) }, note(&chance))
    case .hold: .hold(leg(&chance), expiresIn: chance.choose(nil, 1, 2, 10, 60, 900, 86_400), note(&chance))
    case .capture: capture(&chance)
    case .release: .release(hold: hold(&chance), note(&chance))
    case .reverse: .reverse(transaction: transaction(&chance), note(&chance))
    case .open: .open(opening(&chance))
    case .transfer, .change, .batch, .atomicBatch: .transfer(leg(&chance), note(&chance))
    }
  }

  private func capture(_ chance: inout Chance) -> Ask {
    let id = hold(&chance)
    let remaining = books.holdsByID[id].flatMap { books.holds[$0]?.remaining } ?? 0
    let amount: Int64? =
      switch chance.below(4) {
      case 0: nil
      case 1: max(1, remaining)
      case 2: max(1, min(remaining, Self.highest - 1) + chance.choose(1, 0, -1))
      default: max(1, remaining / 2)
      }
    let legs = chance.happens(20) ? (0..<chance.between(1, 2)).map { _ in leg(&chance) } : []
    return .capture(hold: id, amount: amount, isFinal: chance.choose(nil, true, false, false), legs, note(&chance))
  }

  private func opening(_ chance: inout Chance) -> Opening {
    let kind = chance.choose("asset", "liability", "liability", "liability", "equity", "revenue", "expense")
    let codes = ["cash", "wallet:a", "wallet:b", "wallet:c", "fees", "shop.1", "x@y", "till-7"]
    var code = chance.happens(8) ? nil : chance.pick(codes)
    if chance.happens(3) { code = chance.choose("assets:cash", "revenue:x", "equity:") }
    return Opening(
      code: code, currency: chance.choose("IDR", "IDR", "IDR", "IDR", "USD"), kind: kind,
      saysSide: chance.happens(20) && ["asset", "liability"].contains(kind),
      floor: kind == "asset" ? chance.choose(nil, nil, nil, 0) : chance.choose(nil, 0, 0, -500, -mix.largest, 100),
      managedBy: chance.choose(nil, nil, nil, nil, nil, nil, "none", nil, chance.happens(20) ? "payments" : nil),
      order: chance.happens(20) ? "o-\(chance.below(9))" : nil)
  }

  private func change(_ chance: inout Chance) -> Change {
    let sides = chance.choose(["debits"], ["credits"], ["debits", "credits"], ["credits", "debits", "credits"])
    return switch chance.below(8) {
    case 0, 1: .freeze(sides)
    case 2, 3, 4: .unfreeze(sides)
    case 5, 6: .limit(chance.choose(nil, 0, -1_000, -mix.largest, 5))
    default: .close
    }
  }

  func leg(_ chance: inout Chance) -> Leg {
    Leg(
      debit: account(&chance), credit: account(&chance), amount: amount(&chance), currency: currency(&chance),
      balancing: chance.choose(nil, nil, nil, nil, nil, "debit", "credit"))
  }

  private static let highest: Int64 = (1 << 62) - 1

  private func amount(_ chance: inout Chance) -> Int64 {
    if chance.happens(2) { return chance.choose(1, Self.highest, Self.highest / 2) }
    return chance.number(1, chance.choose(10, min(100, mix.largest), mix.largest))
  }

  private func note(_ chance: inout Chance) -> Note {
    var note = Note()
    if chance.happens(25) { note.reference = "ref-\(chance.below(6))" }
    if chance.happens(15) { note.order = "o-\(chance.below(9))" }
    if chance.happens(20) {
      note.effectiveAt =
        now + (chance.happens(10) ? chance.number(1, 5_000_000) : -chance.number(0, chance.choose(0, 2_000_000, 7_200_000_000)))
    }
    return note
  }

  private func currency(_ chance: inout Chance) -> String? { chance.choose(nil, nil, nil, "IDR", "IDR", "USD") }

  // MARK: What there is

  func account(_ chance: inout Chance) -> String {
    switch chance.below(40) {
    case 0: return "nobody"
    case 1: return chance.pick(foreign.filter { $0.hasPrefix("acc_") }) ?? "acc_00000000000000000000000000"
    default:
      guard let account = chance.pick(books.accounts) else { return "nobody" }
      return chance.happens(70) ? account.code ?? account.id : account.id
    }
  }

  func hold(_ chance: inout Chance) -> String {
    if chance.happens(4) { return chance.pick(foreign.filter { $0.hasPrefix("hold_") }) ?? "hold_00000000000000000000000007" }
    let open = books.holdOrder.filter { books.holds[$0]?.status == "open" }
    let number = chance.happens(80) ? chance.pick(open) ?? chance.pick(books.holdOrder) : chance.pick(books.holdOrder)
    return number.flatMap { books.holds[$0]?.id } ?? "hold_00000000000000000000000001"
  }

  func transaction(_ chance: inout Chance) -> String {
    if chance.happens(4) { return chance.pick(foreign.filter { $0.hasPrefix("txn_") }) ?? "txn_00000000000000000000000009" }
    guard let row = chance.pick(books.rows) else { return "txn_00000000000000000000000001" }
    return ExpectedText.id("txn_", row.postedAt, books.tag, chance.happens(95) ? row.first : row.sequence)
  }

  // MARK: Orders that came before, changed in one place

  func altered(_ order: Order, _ chance: inout Chance) -> Order {
    var order = order
    switch order.work {
    case .batch(let isAtomic, var items):
      if chance.happens(30) { return with(.batch(isAtomic: !isAtomic, items: items), order) }
      if chance.happens(50) {
        items.append(item(&chance))
      } else {
        items[chance.below(items.count)].ask = ask(.transfer, &chance)
      }
      order.work = .batch(isAtomic: isAtomic, items: items)
    case .single(let ask): order.work = .single(altered(ask, &chance))
    }
    return order
  }

  private func with(_ work: Order.Work, _ order: Order) -> Order {
    var order = order
    order.work = work
    return order
  }

  private func altered(_ ask: Ask, _ chance: inout Chance) -> Ask {
    func changed(_ note: Note) -> Note {
      var note = note
      if note.reference == nil { note.reference = "altered" } else { note.order = note.order == nil ? "altered" : nil }
      return note
    }
    switch ask {
    case .transfer(var leg, let note):
      if chance.happens(40) { return .transfer(leg, changed(note)) }
      if chance.happens(10) { return .hold(leg, expiresIn: nil, note) }
      alter(&leg, &chance)
      return .transfer(leg, note)
    case .transaction(var legs, let note):
      switch chance.below(4) {
      case 0: return .transaction(legs, changed(note))
      case 1: return .transaction(legs + [leg(&chance)], note)
      case 2 where legs.count > 1: return .transaction(Array(legs.dropLast()), note)
      default:
        alter(&legs[chance.below(legs.count)], &chance)
        return .transaction(legs, note)
      }
    case .hold(var leg, let expiresIn, let note):
      if chance.happens(30) { return .hold(leg, expiresIn: expiresIn.map { $0 + 1 } ?? 60, note) }
      alter(&leg, &chance)
      return .hold(leg, expiresIn: expiresIn, note)
    case .capture(let hold, let amount, let isFinal, let legs, let note):
      switch chance.below(4) {
      case 0: return .capture(hold: hold, amount: amount.map { max(1, $0 - 1) } ?? 1, isFinal: isFinal, legs, note)
      case 1: return .capture(hold: hold, amount: amount, isFinal: !(isFinal ?? true), legs, note)
      case 2: return .capture(hold: hold, amount: amount, isFinal: isFinal, legs + [leg(&chance)], note)
      default: return .capture(hold: hold, amount: amount, isFinal: isFinal, legs, changed(note))
      }
    case .release(let hold, let note): return .release(hold: hold, changed(note))
    case .reverse(let transaction, let note): return .reverse(transaction: transaction, changed(note))
    case .open(var opening):
      opening.currency = opening.currency == "IDR" ? "USD" : "IDR"
      return .open(opening)
    case .change(let account, let currency, _): return .change(account: account, currency: currency, change(&chance))
    }
  }

  private func alter(_ leg: inout Leg, _ chance: inout Chance) {
    switch chance.below(4) {
    case 0: leg.amount = leg.amount == 1 ? 2 : leg.amount - 1
    case 1: leg.debit = account(&chance)
    case 2: leg.credit = account(&chance)
    default: leg.currency = leg.currency == nil ? "IDR" : nil
    }
  }
}
