package import LedgerCore

/// Money that waits for its day: what was captured on one day, say, and will be the merchant's to have on another.
package struct Tranche: Sendable, Hashable {
  package var at: Timestamp
  package var amount: Int64

  package init(_ amount: Int64, at: Timestamp) {
    self.at = at
    self.amount = amount
  }
}

/// All that waits of one payment, in the order of its days; one tranche a day.
package struct Tranches: Sendable, Hashable {
  package private(set) var list: [Tranche] = []

  package init(_ list: [Tranche] = []) {
    for tranche in list { add(tranche) }
  }

  package var total: Int64 { list.reduce(0) { $0 + $1.amount } }
  package var next: Timestamp? { list.first?.at }

  mutating func add(_ tranche: Tranche) {
    guard tranche.amount != 0 else { return }
    if let index = list.firstIndex(where: { $0.at == tranche.at }) {
      list[index].amount += tranche.amount
    } else {
      list.insert(tranche, at: list.firstIndex { $0.at > tranche.at } ?? list.endIndex)
    }
  }

  /// Takes up to so much, what waits longest first; which parts.
  mutating func take(upTo amount: Int64) -> Tranches {
    var taken = Tranches()
    while taken.total < amount, var last = list.popLast() {
      let part = min(amount - taken.total, last.amount)
      taken.add(Tranche(part, at: last.at))
      last.amount -= part
      if last.amount > 0 { list.append(last) }
    }
    return taken
  }

  /// Takes all whose day has come by `now`; how much.
  mutating func takeDue(by now: Timestamp) -> Int64 {
    defer { list.removeAll { $0.at <= now } }
    return due(by: now)
  }

  func due(by now: Timestamp) -> Int64 { list.reduce(0) { $0 + ($1.at <= now ? $1.amount : 0) } }
}

extension RecordFields {
  mutating func set(_ key: String, _ tranches: Tranches) {
    set(
      key,
      tranches.list.map { tranche in
        var fields = RecordFields()
        fields.set("at", tranche.at)
        fields.set("amount", tranche.amount)
        return fields
      })
  }

  func tranches(_ key: String) throws(MalformedRecord) -> Tranches {
    var tranches = Tranches()
    for part in list(key) {
      tranches.add(
        Tranche(try part.required("amount", part.integer("amount")), at: try part.required("at", part.time("at"))))
    }
    return tranches
  }
}
