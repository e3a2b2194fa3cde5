/// Whether a history is strictly serializable in the order of the ledger's sequence.
///
/// The ledger says where each write stands: the row that carries its key. That order is replayed in `Model`, which must give every
/// reply, refusals included; it must name every row of the ledger and no other; and it must respect real time. Each read is then put
/// at a place between two writes where it shows what it showed (`ReadPlaces`).
struct HistoryCheck {
  let history: History
  private(set) var model: Model
  private(set) var findings: [Finding] = []
  /// Writes in order of their places, with their rows.
  private(set) var writes: [(call: Call, rows: Range<Int64>)] = []
  private(set) var statuses: [String: Int] = [:]
  private var moments: [String: UInt64] = [:]
  private var tags: Set<UInt64> = []

  init(_ history: History) {
    self.history = history
    model = Model(accounts: Stage.accounts.count, next: Int64(Stage.accounts.count) + 1)
    findings += history.unlike.map { Finding(kind: .lost, text: "a retry was answered differently: \($0)") }
    replay()
    compareKeys()
    compareTime()
    var reads = ReadPlaces(writes: writes, model: model)
    for call in history.calls where call.ask.isRead && call.answer != nil {
      if let facts = facts(of: call) { reads.add(call, facts) }
    }
    reads.place()
    findings += reads.findings
    compareIDs()
  }

  static func findings(_ history: History) -> [Finding] { HistoryCheck(history).findings }

  // MARK: Replies

  private mutating func replay() {
    var placed: [(call: Call, place: Int64)] = []
    for call in history.calls where !call.ask.isRead {
      if let place = history.places[call.key] {
        placed.append((call, place))
      } else if let answer = call.answer {
        findings.append(Finding(kind: .lost, text: "\(call.key) was answered and is not in the ledger: \(answer.text)"))
      }
    }
    placed.sort { $0.place < $1.place }
    for (call, _) in placed {
      let first = model.next
      let expected = model.answer(call.ask, key: call.key)
      writes.append((call, first..<model.next))
      if let given = facts(of: call) { compare(given, expected, call) }
    }
  }

  private mutating func facts(of call: Call) -> [String: String]? {
    guard let answer = call.answer else { return nil }
    do {
      let facts = try Facts(answer.body)
      tags.formUnion(facts.tags)
      for (name, moment) in facts.moments {
        if let known = moments.updateValue(moment, forKey: name), known != moment {
          findings.append(Finding(kind: .reply, text: "\(call.key) names another \(name) than was named before: \(answer.text)"))
        }
      }
      var list = facts.list
      if list["code"] == nil || list["class"] != nil { list["status#"] = "\(answer.status)" }
      statuses[(list["class"] == nil ? list["code"] : nil) ?? "\(answer.status)", default: 0] += 1
      return list
    } catch {
      findings.append(Finding(kind: .reply, text: "\(call.key) was answered with no JSON: \(answer.text)"))
      return nil
    }
  }

  private mutating func compare(_ given: [String: String], _ expected: [String: String], _ call: Call) {
    if let difference = Difference.text(given, expected) {
      findings.append(Finding(kind: .reply, text: "\(call.key) \(call.ask): \(difference)"))
    }
  }

  // MARK: Rows

  /// Every row of the ledger is one that the model made, with its key, and the other way round.
  private mutating func compareKeys() {
    for (key, place) in history.places where model.keys[key] != place {
      let expected = model.keys[key].map { "stands at \($0)" } ?? "nobody asked for it"
      findings.append(Finding(kind: .invented, text: "\(key) stands at \(place) in the ledger: \(expected)"))
    }
    for (key, place) in model.keys where history.places[key] == nil {
      findings.append(Finding(kind: .lost, text: "\(key) should stand at \(place)"))
    }
    if history.last != model.next - 1 {
      findings.append(Finding(kind: .invented, text: "the ledger has \(history.last) rows, \(model.next - 1) were asked for"))
    }
  }

  // MARK: Real time

  private mutating func compareTime() {
    var latestStart: (time: UInt64, key: String) = (0, "")
    for (call, rows) in writes {
      if call.latest < latestStart.time {
        findings.append(
          Finding(kind: .time, text: "\(call.key) ended before \(latestStart.key) began, and stands behind it, at \(rows)"))
      }
      if call.start > latestStart.time { latestStart = (call.start, call.key) }
    }
  }

  /// Time in ids grows with the sequence, and all are of one ledger.
  private mutating func compareIDs() {
    let rows = moments.compactMap { name, moment -> (Int64, UInt64)? in
      guard !name.hasPrefix("acc#"), let number = name.split(separator: "#").last.flatMap({ Int64($0) }) else { return nil }
      return (number, moment)
    }.sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
    for (one, next) in zip(rows, rows.dropFirst()) where next.1 < one.1 || (next.0 == one.0 && next.1 != one.1) {
      findings.append(Finding(kind: .reply, text: "time goes back between the rows \(one.0) and \(next.0)"))
    }
    if tags.count > 1 { findings.append(Finding(kind: .reply, text: "ids of several ledgers")) }
  }
}

enum Difference {
  /// What two lists of facts disagree in; nil if in nothing.
  static func text(_ given: [String: String], _ expected: [String: String]) -> String? {
    if given == expected { return nil }
    let names = Set(given.keys).union(expected.keys).filter { given[$0] != expected[$0] }.sorted()
    return names.prefix(4).map { "\($0) is \(given[$0] ?? "missing"), expected \(expected[$0] ?? "none")" }.joined(
      separator: "; ")
  }
}
