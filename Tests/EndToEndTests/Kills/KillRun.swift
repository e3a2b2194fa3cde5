import Foundation
import Threads

/// A daemon that is killed again and again under load, and the clients that remember what they were told.
final class KillRun {
  let folder: Folder
  let tenant: String
  private(set) var daemon: Daemon
  private(set) var counts = Counts()
  private(set) var readyTimes: [Duration] = []
  private(set) var tally = Tally()
  private let clients: [LoadClient]
  private var dice: Dice
  /// Some of the answered requests of all times, replayed for ever.
  private var keepsakes: [Record] = []

  /// How requests ended, from where the client stands.
  struct Counts {
    /// An answer came.
    var answered = 0
    /// No answer came, and the retry found it done.
    var applied = 0
    /// No answer came, and the retry did it.
    var notApplied = 0
  }

  init(clients count: Int, seed: UInt64, hangUps: Bool = true) throws {
    folder = try Folder()
    dice = Dice(seed: seed)
    daemon = try Daemon(on: folder)
    tenant = try Cast.open(on: daemon.connect())
    clients = (0..<count).map { LoadClient(name: "client\($0)", seed: seed &+ UInt64($0) &* 7_919, hangsUp: hangUps) }
  }

  /// Load until `answers` came, then the signal some microseconds later; returns when the daemon has ended and all clients have noticed.
  func load(answers: Int, thenSend signal: Int32 = SIGKILL) throws {
    let answered = AnswerCount()
    let path = daemon.socketPath
    let threads = clients.enumerated().map { number, client in
      Thread.start("client-\(number)") { client.load(path, answered: answered) }
    }
    answered.wait(for: answers)
    // The instant of death must not be in step with an answer.
    let death = ContinuousClock.now + .microseconds(dice.roll(0...1_500))
    while ContinuousClock.now < death {}
    let end = daemon.end(by: signal)
    for thread in threads { thread.join() }
    guard end == (signal == SIGKILL ? .signalled(SIGKILL) : .exited(0)) else {
      throw RigFailure("walletd ended by itself: \(end)\n\(daemon.log.suffix(2_000))")
    }
    counts.answered += answered.value
  }

  /// Starts the daemon again on what is left.
  func restart() throws {
    daemon = try Daemon(on: folder)
    readyTimes.append(daemon.readyAfter)
  }

  /// Asks again what was never answered, and looks at some of what was.
  func settle(into comparison: inout Comparison) throws {
    let connection = try daemon.connect()
    for client in clients {
      if let record = client.unanswered {
        let reply = try connection.ask(record.request)
        if reply.isReplay { counts.applied += 1 } else { counts.notApplied += 1 }
        client.settle(reply.lasting)
      }
      // The latest answers are the ones that could be missing.
      try comparison.replay(client.records.suffix(4), on: daemon.socketPath, connections: 1)
    }
  }

  /// Replays everything since the last audit and some of all that was before, and compares every balance.
  func audit(into comparison: inout Comparison) throws {
    let records = clients.flatMap { $0.takeRecords() }
    for record in records { try tally.add(record) }
    try comparison.replay(records + keepsakes, on: daemon.socketPath)
    try comparison.balances(tally, on: try daemon.connect())
    keepsakes += (0..<min(200, records.count)).map { _ in records[dice.roll(0...records.count - 1)] }
  }

  var requestsCutByClients: (replayed: Int, applied: Int) {
    (clients.reduce(0) { $0 + $1.cutThenReplayed }, clients.reduce(0) { $0 + $1.cutThenApplied })
  }
}

/// How many answers all clients together were given.
final class AnswerCount: Sendable {
  private let count = Monitor(0)

  var value: Int { count.withLock { $0 } }

  func add() {
    count.withLock { $0 += 1 }
    count.signal()
  }

  /// Returns when there are so many, or after a minute.
  func wait(for answers: Int) {
    let giveUp = ContinuousClock.now + .seconds(60)
    count.wait { $0 >= answers || ContinuousClock.now > giveUp ? .done(()) : .wait(1_000_000) }
  }
}
