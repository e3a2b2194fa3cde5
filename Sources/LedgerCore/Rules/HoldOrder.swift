/// Open holds in the order of their placing, so that a list of them need not sort them all. Entries of holds that are gone stay until
/// they are half of it.
struct HoldOrder {
  private(set) var holds: [Int64] = []

  /// Notes a hold. One that is not newer than the last comes while a ledger is loaded, and where a commit failed: a sequence that was
  /// taken back is given again.
  mutating func insert(_ hold: Int64) {
    guard let last = holds.last, last >= hold else { return holds.append(hold) }
    let position = firstIndex(atLeast: hold)
    if holds[position] != hold { holds.insert(hold, at: position) }
  }

  /// Drops those that are gone, where that is worth it.
  mutating func tidy(_ open: [Int64: OpenHold]) {
    if holds.count > 2 * open.count + 64 { holds.removeAll { open[$0] == nil } }
  }

  /// The index of the first hold at or after a sequence.
  func firstIndex(atLeast sequence: Int64) -> Int {
    var (low, high) = (0, holds.count)
    while low < high {
      let middle = (low + high) / 2
      if holds[middle] < sequence { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Book {
  /// Open holds that match, newest first, below a cursor. Looks at a bounded number of them: with many that do not match, a page may be
  /// short and still have a next.
  package func openHolds(
    below cursor: Int64?, limit: Int, looking most: Int, where matches: (OpenHold) -> Bool
  ) -> Page<(number: Int64, hold: OpenHold), Int64> {
    var found: [(number: Int64, hold: OpenHold)] = []
    var position = cursor.map { holdOrder.firstIndex(atLeast: $0) } ?? holdOrder.holds.count
    let end = max(0, position - most)
    while position > end {
      position -= 1
      let number = holdOrder.holds[position]
      guard let hold = openHolds[number], matches(hold) else { continue }
      if found.count == limit { return Page(items: found, next: found.last?.number) }
      found.append((number, hold))
    }
    return Page(items: found, next: position > 0 ? holdOrder.holds[position] : nil)
  }
}
