import Foundation
import Threads

/// One of the clients of a history. Used by one thread at a time.
final class HistoryClient: @unchecked Sendable {
  // Sendable because the test hands a client to a thread and takes it back by joining that thread.
  private let name: String
  private let holds: SharedHolds
  private var dice: Dice
  private(set) var calls: [Call] = []
  /// Answers to requests that were sent a second time and differ from the first.
  private(set) var unlike: [String] = []

  init(name: String, seed: UInt64, holds: SharedHolds) {
    self.name = name
    self.holds = holds
    dice = Dice(seed: seed)
  }

  /// Asks until it has so many calls, or the daemon is gone.
  func run(_ path: String, calls count: Int, answered: AnswerCount) {
    do {
      let connection = try Connection(path: path)
      while calls.count < count {
        if dice.happens(oneIn: 30),
          let index = calls.indices.suffix(40).filter({ !calls[$0].ask.isRead }).randomElement(using: &dice)
        {
          guard askAgain(index, connection) else { return }
        } else {
          guard askNew(connection) else { return }
        }
        answered.add()
      }
    } catch {
      // No connection: the daemon is gone.
    }
  }

  private func askNew(_ connection: Connection) -> Bool {
    let ask = think()
    let index = calls.endIndex
    calls.append(Call(ask: ask, key: "\(name)-\(index)", start: 0))
    let bytes = ask.request(key: calls[index].key).bytes
    calls[index].start = Monotonic.now()
    guard connection.send(bytes), let reply = connection.receive() else { return false }
    learn(reply, at: index)
    return true
  }

  private func askAgain(_ index: Int, _ connection: Connection) -> Bool {
    guard let before = calls[index].answer else { return true }
    guard let reply = connection.exchange(calls[index].ask.request(key: calls[index].key)) else { return false }
    if reply.lasting != before || !reply.isReplay { unlike.append("\(before.text) became \(reply.text)") }
    return true
  }

  private func learn(_ reply: Reply, at index: Int) {
    calls[index].end = Monotonic.now()
    calls[index].answer = reply.lasting
    if case .hold = calls[index].ask, reply.status == 201 { holds.add(HoldID.of(reply.lasting)) }
  }

  /// The daemon died: what was not answered cannot happen later. Half of those writes are asked again, until they are answered.
  func settle(diedAt: UInt64, _ connection: Connection) throws {
    guard let index = calls.indices.last, calls[index].end == nil else { return }
    if calls[index].ask.isRead {
      calls.removeLast()
    } else if dice.happens(oneIn: 2) {
      learn(try connection.ask(calls[index].ask.request(key: calls[index].key)), at: index)
    } else {
      calls[index].deadline = diedAt
    }
  }

  // MARK: Thinking

  private func think() -> Ask {
    switch dice.roll(1...100) {
    case 1...14: return .balance(dice.happens(oneIn: 2) ? Stage.hot : account())
    case 15...19: return .balances
    case 20...25: return .entries(dice.happens(oneIn: 2) ? Stage.hot : account(), limit: dice.roll(1...20))
    case 26...28: return .head
    case 29...32: return holds.any(&dice).map { .holdState($0) } ?? .head
    case 33...42:
      guard let hold = holds.any(&dice) else { return .hold(move()) }
      return .capture(
        hold: hold, amount: dice.happens(oneIn: 3) ? nil : Int64(dice.roll(1...150)), isFinal: dice.happens(oneIn: 2))
    case 43...46: return holds.any(&dice).map { .release(hold: $0) } ?? .hold(move())
    case 47...58: return .hold(move())
    case 59...66:
      let items = (1...dice.roll(1...6)).map { _ in dice.happens(oneIn: 3) ? Ask.Item.hold(move()) : .transfer(move()) }
      return .batch(items, isAtomic: dice.happens(oneIn: 2))
    case 67...72: return .transaction((1...dice.roll(2...4)).map { _ in move() })
    default: return .transfer(move())
    }
  }

  private func account() -> Int { dice.roll(0...Stage.accounts.count - 1) }

  /// Three of four move money in or out of the hot account.
  private func move() -> Ask.Move {
    let one = dice.happens(oneIn: 4) ? account() : Stage.hot
    var other = dice.roll(0...Stage.accounts.count - 2)
    if other >= one { other += 1 }
    let isOut = dice.happens(oneIn: 2)
    return Ask.Move(debit: isOut ? one : other, credit: isOut ? other : one, amount: Int64(dice.roll(1...200)))
  }
}

/// The holds of a history, wanted by all its clients.
final class SharedHolds: Sendable {
  private let list = Monitor<[String]>([])

  func add(_ hold: String) { list.withLock { $0.append(hold) } }

  /// Mostly one of the latest, so that several clients want the same; some are closed already.
  func any(_ dice: inout Dice) -> String? {
    let recent = list.withLock { Array($0.suffix(8)) }
    return recent.randomElement(using: &dice)
  }
}

enum Monotonic {
  /// Nanoseconds of the clock that never goes back and is the same for all threads.
  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
