/// Finds a place between two writes for each read.
///
/// What a read shows allows some places: a balance names its version, a list its newest row, a head its sequence. Real time allows
/// some: behind every write that had ended, before every write that had not begun. And of two reads of which one ended before the
/// other began, the first must not stand behind the second. Since writes stand where the ledger says, putting each read at its first
/// allowed place, in order of their beginnings, finds places for all of them if there are any.
struct ReadPlaces {
  private let writes: [(call: Call, rows: Range<Int64>)]
  private let model: Model
  private(set) var findings: [Finding] = []
  private var reads: [(call: Call, places: ClosedRange<Int>)] = []
  /// How many writes stand at or before a sequence, by the write's first row.
  private let firsts: [Int64]
  /// Ends of writes in order, with the last place among those that ended by then.
  private var ends: [(time: UInt64, place: Int)] = []
  /// Starts of writes in reverse order, with the first place among those that began later.
  private var starts: [(time: UInt64, place: Int)] = []

  init(writes: [(call: Call, rows: Range<Int64>)], model: Model) {
    self.writes = writes
    self.model = model
    firsts = writes.map(\.rows.lowerBound)
    var highest = 0
    for (index, write) in writes.enumerated().sorted(by: { $0.element.call.latest < $1.element.call.latest }) {
      highest = max(highest, index + 1)
      ends.append((write.call.latest, highest))
    }
    var lowest = writes.count
    for (index, write) in writes.enumerated().sorted(by: { $0.element.call.start > $1.element.call.start }) {
      lowest = min(lowest, index)
      starts.append((write.call.start, lowest))
    }
  }

  /// A place is how many writes stand before it.
  mutating func add(_ call: Call, _ facts: [String: String]) {
    guard let end = call.end else { return }
    guard let shown = shownPlaces(call.ask, facts) else {
      findings.append(Finding(kind: .reply, text: "\(call.key) \(call.ask) shows what never was: \(call.answer?.text ?? "")"))
      return
    }
    let earliest = ends[..<ends.partition { $0.time >= call.start }].last?.place ?? 0
    let latest = starts[..<starts.partition { $0.time <= end }].last?.place ?? writes.count
    guard max(shown.lowerBound, earliest) <= min(shown.upperBound, latest) else {
      findings.append(
        Finding(
          kind: .time,
          text: "\(call.key) \(call.ask) shows the ledger after \(shown) writes; real time allows \(earliest) to \(latest)"))
      return
    }
    reads.append((call, max(shown.lowerBound, earliest)...min(shown.upperBound, latest)))
  }

  mutating func place() {
    // Reads that were placed and had not ended yet when the last one began: no more than there are clients.
    var underway: [(time: UInt64, place: Int)] = []
    var behind = 0
    for (call, places) in reads.sorted(by: { $0.call.start < $1.call.start }) {
      for read in underway where read.time < call.start { behind = max(behind, read.place) }
      underway.removeAll { $0.time < call.start }
      let place = max(places.lowerBound, behind)
      if place > places.upperBound {
        findings.append(
          Finding(kind: .time, text: "\(call.key) \(call.ask) shows less than a read that had ended before it began: \(places)"))
      }
      underway.append((call.latest, place))
    }
  }

  // MARK: What a read shows

  private func shownPlaces(_ ask: Ask, _ facts: [String: String]) -> ClosedRange<Int>? {
    switch ask {
    case .balance(let account):
      return places(ofState: facts, account, prefix: "", rest: ["status#": "200"])
    case .balances:
      guard facts["has_more"] == "false" else { return nil }
      var shown: ClosedRange<Int>? = 0...writes.count
      for index in Stage.accounts.indices {
        guard let account = facts["data.\(index).id"].flatMap({ $0.split(separator: "#").last }).flatMap({ Int($0) }),
          model.accounts.indices.contains(account - 1)
        else { return nil }
        let prefix = "data.\(index)."
        let part = facts.filter { $0.key.hasPrefix(prefix) }
        guard let places = places(ofState: part, account - 1, prefix: prefix, rest: [:]), let known = shown else { return nil }
        shown = known.overlaps(places) ? known.clamped(to: places) : nil
      }
      return shown
    case .entries(let account, let limit):
      let account = model.accounts[account]
      let newest = facts["data.0.sequence"].flatMap { Int64($0) } ?? 0
      guard let count = account.past.firstIndex(where: { $0.sequence == newest }),
        facts == model.list(account, after: count, limit: limit)
      else { return nil }
      return places(after: newest, before: count + 1 < account.past.count ? account.past[count + 1].sequence : nil)
    case .holdState(let id):
      guard let hold = Address(id).flatMap({ model.holds[$0.number] }),
        let index = hold.past.indices.first(where: { facts == model.state(of: hold, at: $0) })
      else { return nil }
      return places(
        after: hold.past[index].sequence, before: index + 1 < hold.past.count ? hold.past[index + 1].sequence : nil)
    case .head:
      guard let sequence = facts["sequence"].flatMap({ Int64($0) }) else { return nil }
      let place = firsts.partition { $0 > sequence }
      let end = place == 0 ? Int64(Stage.accounts.count) : writes[place - 1].rows.upperBound - 1
      return end == sequence ? place...place : nil
    case .transfer, .transaction, .hold, .capture, .release, .batch: preconditionFailure("not a read")
    }
  }

  private func places(ofState facts: [String: String], _ account: Int, prefix: String, rest: [String: String])
    -> ClosedRange<Int>?
  {
    let account = model.accounts[account]
    guard let version = facts[prefix + "version"].flatMap({ Int($0) }), account.past.indices.contains(version) else { return nil }
    var expected = rest
    for (name, value) in model.state(of: account, version: version) { expected[prefix + name] = value }
    guard facts == expected else { return nil }
    return places(
      after: account.past[version].sequence,
      before: version + 1 < account.past.count ? account.past[version + 1].sequence : nil)
  }

  /// The places behind the write of one row and before that of another; nil if both rows are of one write: half of it was seen.
  private func places(after row: Int64, before next: Int64?) -> ClosedRange<Int>? {
    let first = firsts.partition { $0 > row }
    let last = next.map { next in firsts.partition { $0 > next } - 1 } ?? writes.count
    return first <= last ? first...last : nil
  }
}

extension Array {
  /// The first index at which `isBehind` holds; it holds for all that follow.
  fileprivate func partition(_ isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
