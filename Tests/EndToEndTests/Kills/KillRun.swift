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
  private let preload: Preload?
  private var fillings = 0

  /// How requests ended, from where the client stands.
  struct Counts {
    /// An answer came.
    var answered = 0
    /// No answer came, and the retry found it done.
    var applied = 0
    /// No answer came, and the retry did it.
    var notApplied = 0
    /// Answered 503: the daemon could not, or could not tell.
    var turnedAway = 0
  }

  init(
    clients count: Int, seed: UInt64, hangUps: Bool = true, on folder: Folder? = nil, preload: Preload? = nil
  ) throws {
    self.folder = try folder ?? Folder()
    self.preload = preload
    dice = Dice(seed: seed)
    daemon = try Daemon(on: self.folder, environment: preload?.environment ?? [:])
    tenant = try Cast.open(on: daemon.connect())
    clients = (0..<count).map { LoadClient(name: "client\($0)", seed: seed &+ UInt64($0) &* 7_919, hangsUp: hangUps) }
  }

  /// Load until `answers` came, then the signal some microseconds later; returns when the daemon has ended and all clients have noticed.
  func load(answers: Int, thenSend signal: Int32 = SIGKILL) throws {
    let end = try load(answers: answers) { daemon, _ in daemon.end(by: signal) }
    guard end == (signal == SIGKILL ? .signalled(SIGKILL) : .exited(0)) else {
      throw RigFailure("walletd ended by itself: \(end)\n\(daemon.log.suffix(2_000))")
    }
  }

  /// Load until `answers` came and some microseconds more; then `end` ends the daemon.
  func load(answers: Int, until end: (Daemon, AnswerCount) throws -> Child.End) throws -> Child.End {
    let answered = AnswerCount()
    let path = daemon.socketPath
    let threads = clients.enumerated().map { number, client in
      Thread.start("client-\(number)") { client.load(path, answered: answered) }
    }
    answered.wait(for: answers)
    // The instant of death must not be in step with an answer.
    let death = ContinuousClock.now + .microseconds(dice.roll(0...1_500))
    while ContinuousClock.now < death {}
    let ended = Result { try end(daemon, answered) }
    if case .failure = ended { _ = daemon.end(by: SIGKILL) }
    for thread in threads { thread.join() }
    counts.answered += answered.value
    return try ended.get()
  }

  /// So many answers for each client; the daemon lives on.
  func load(answersEach limit: Int) {
    let (path, answered) = (daemon.socketPath, AnswerCount())
    let threads = clients.map { client in
      Thread.start("client") { client.load(path, answered: answered, limit: limit) }
    }
    for thread in threads { thread.join() }
    counts.answered += answered.value
  }

  /// Everything that was asked since the last audit.
  var records: [Record] { clients.flatMap(\.records) }

  /// Posts transfers in batches of so many until `isEnough`, to have a ledger of some size. They count for the balances.
  func fill(batch count: Int = 1_000, until isEnough: () -> Bool) throws {
    let connection = try daemon.connect()
    let movement = Work.Movement(debit: 0, credit: 1, amount: 1)
    let work = Work.batch([Work.Item](repeating: .transfer(movement), count: count), isAtomic: false)
    while !isEnough() {
      fillings += 1
      let reply = try connection.ask(work.request(key: "filling-\(fillings)"))
      let posted = reply.text.split(separator: #""status":201"#, omittingEmptySubsequences: false).count - 1
      guard reply.status == 200, posted == count else { throw RigFailure("\(posted) of \(count): \(reply.text.prefix(500))") }
      tally.post(movement, times: Int64(count))
    }
  }

  /// Starts the daemon again on what is left.
  func restart() throws {
    daemon = try Daemon(on: folder, environment: preload?.environment ?? [:])
    readyTimes.append(daemon.readyAfter)
  }

  /// Asks again what was never answered, and looks at some of what was.
  func settle(into comparison: inout Comparison) throws {
    let connection = try daemon.connect()
    for client in clients {
      if let record = client.unanswered {
        let reply = try connection.ask(record.request)
        if reply.isReplay { counts.applied += 1 } else { counts.notApplied += 1 }
        if let refusal = client.refusal {
          counts.turnedAway += 1
          if reply.isReplay, refusal == "not_applied" {
            comparison.note("\(record.key) was answered not_applied, and was applied")
          }
        }
        client.settle(reply.lasting)
      }
      // The latest answers are the ones that could be missing.
      try comparison.replay(client.records.suffix(4), on: daemon.socketPath, connections: 1)
    }
  }

  /// Replays everything since the last audit and some of all that was before, and compares every balance.
  /// `keeping` of them are looked at again at every later audit.
  func audit(into comparison: inout Comparison, keeping: Int = 200) throws {
    let records = clients.flatMap { $0.takeRecords() }
    for record in records { try tally.add(record) }
    try comparison.replay(records + keepsakes, on: daemon.socketPath)
    try comparison.balances(tally, on: try daemon.connect())
    keepsakes += (0..<min(keeping, records.count)).map { _ in records[dice.roll(0...records.count - 1)] }
  }

  var requestsCutByClients: (replayed: Int, applied: Int) {
    (clients.reduce(0) { $0 + $1.cutThenReplayed }, clients.reduce(0) { $0 + $1.cutThenApplied })
  }
}

/// How many answers all clients together were given.
final class AnswerCount: Sendable {
  private let count = Monitor(0)
  private let isOver = Monitor(false)

  /// From now on an answer is none: where power is cut, nobody hears what a machine says afterwards.
  func end() { isOver.withLock { $0 = true } }

  var hasEnded: Bool { isOver.withLock { $0 } }

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
