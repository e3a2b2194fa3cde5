import JSON

/// One client: thinks of requests, writes each down before it sends it, and remembers every answer.
///
/// Used by one thread at a time.
final class LoadClient: @unchecked Sendable {
  // Sendable because the test hands a client to a thread and takes it back by joining that thread.
  private let name: String
  /// Whether it cuts its own connection now and then while it waits for an answer.
  private let hangsUp: Bool
  private var dice: Dice
  private var count = 0
  private var openHolds: [(id: String, movement: Work.Movement, remaining: Int64)] = []
  private(set) var records: [Record] = []
  /// Requests that this client cut off itself and asked again at once, by what it found.
  private(set) var cutThenReplayed = 0
  private(set) var cutThenApplied = 0
  /// The problem's code, if the last request was answered that it cannot be served now.
  private(set) var refusal: String?

  init(name: String, seed: UInt64, hangsUp: Bool) {
    self.name = name
    self.hangsUp = hangsUp
    dice = Dice(seed: seed)
  }

  /// Asks until the daemon is gone or cannot serve (503), or `limit` answers came. In the first two cases the last record is without an
  /// answer, or the connection was lost between requests.
  func load(_ path: String, answered: AnswerCount, limit: Int = .max) {
    refusal = nil
    do {
      var connection = try Connection(path: path)
      for _ in 0..<limit {
        let record = think()
        let index = records.endIndex
        records.append(record)
        if hangsUp, dice.happens(oneIn: 40) {
          // Hang up without waiting, and ask again: the daemon may be working on it still.
          connection.send(record.request.bytes)
          connection = try Connection(path: path)
          // What became of the first of the two nobody can know now.
          guard let reply = connection.exchange(record.request), reply.status != 503, !answered.hasEnded else { return }
          if reply.isReplay { cutThenReplayed += 1 } else { cutThenApplied += 1 }
          learn(reply.lasting, at: index)
        } else {
          guard let reply = connection.exchange(record.request) else { return }
          guard reply.status != 503 else {
            refusal = reply.code ?? "?"
            return
          }
          guard !answered.hasEnded else { return }
          learn(reply.lasting, at: index)
        }
        answered.add()
      }
    } catch {
      // No connection: the daemon is gone.
    }
  }

  /// The request without an answer, if there is one: there is never more than one, the last.
  var unanswered: Record? { records.last.flatMap { $0.answer == nil ? $0 : nil } }

  func settle(_ answer: Answer) { learn(answer, at: records.endIndex - 1) }

  /// Forgets the records; the open holds stay.
  func takeRecords() -> [Record] {
    defer { records = [] }
    return records
  }

  private func learn(_ answer: Answer, at index: Int) {
    records[index].answer = answer
    let isDone = answer.status == 200 || answer.status == 201
    switch records[index].work {
    case .hold(let movement) where isDone:
      openHolds.append((HoldID.of(answer), movement, movement.amount))
    case .capture(let hold, let movement, let remaining, let isFinal):
      if isDone, !isFinal, remaining > movement.amount { openHolds.append((hold, movement, remaining - movement.amount)) }
    case .transfer, .batch, .hold, .release: break
    }
  }

  private func think() -> Record {
    count += 1
    let key = "\(name)-\(count)"
    switch dice.roll(1...100) {
    case 1...12 where !openHolds.isEmpty: return Record(key: key, work: capture())
    case 13...17 where !openHolds.isEmpty:
      let (id, movement, remaining) = takeHold()
      return Record(key: key, work: .release(hold: id, movement, remaining: remaining))
    case 18...33: return Record(key: key, work: .hold(movement()))
    case 34...40:
      let items = (1...dice.roll(2...20)).map { _ in dice.happens(oneIn: 8) ? Work.Item.hold(movement()) : .transfer(movement()) }
      return Record(key: key, work: .batch(items, isAtomic: dice.happens(oneIn: 3)))
    default: return Record(key: key, work: .transfer(movement()))
    }
  }

  private func capture() -> Work {
    let (id, movement, remaining) = takeHold()
    let amount = dice.happens(oneIn: 2) ? remaining : Int64(dice.roll(1...Int(remaining)))
    let isFinal = dice.happens(oneIn: 2)
    let part = Work.Movement(debit: movement.debit, credit: movement.credit, amount: amount)
    return .capture(hold: id, part, remaining: remaining, isFinal: isFinal)
  }

  /// A hold is out of the list while a request about it is under way.
  private func takeHold() -> (id: String, movement: Work.Movement, remaining: Int64) {
    openHolds.remove(at: dice.roll(0...openHolds.count - 1))
  }

  private func movement() -> Work.Movement {
    let debit = dice.happens(oneIn: 3) ? 0 : dice.roll(1...Cast.accounts - 1)
    var credit = dice.roll(0...Cast.accounts - 2)
    if credit >= debit { credit += 1 }
    return Work.Movement(debit: debit, credit: credit, amount: Int64(dice.roll(1...5_000)))
  }
}

enum HoldID {
  static func of(_ answer: Answer) -> String {
    let id: String?
    do { id = try JSONValue.parse(answer.body)["id"]?.stringValue } catch { id = nil }
    guard let id else { preconditionFailure("a hold without an id: \(answer.text)") }
    return id
  }
}
