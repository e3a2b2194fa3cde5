import Foundation
import SQLite
import Threads

/// Records one history from a real daemon, with kills in it if wanted.
struct HistoryRun {
  private let folder: Folder
  private var daemon: Daemon
  private let tenant: String
  private var dice: Dice
  private let clients: [HistoryClient]
  private var history = History()

  /// What is done to the files while the daemon is dead, and on a connection of its own while it runs: for negative controls.
  struct Sabotage {
    var afterKill: (_ ledger: String) throws -> Void = { _ in }
    var atEnd: (Connection) throws -> Void = { _ in }
  }

  init(seed: UInt64, clients count: Int) throws {
    folder = try Folder()
    dice = Dice(seed: seed)
    daemon = try Daemon(on: folder)
    let connection = try daemon.connect()
    tenant = try connection.createTenant(Stage.tenant)
    for (number, account) in Stage.accounts.enumerated() {
      let body = #"{"code":"\#(account.code)","currency":"IDR","class":"\#(account.accountClass)","limit":\#(account.limit)}"#
      let reply = try connection.ask(.post("/v1/accounts", tenant: Stage.tenant, key: "open-\(number)", body))
      guard reply.status == 201 else { throw RigFailure("no account: \(reply.text)") }
    }
    let holds = SharedHolds()
    clients = (0..<count).map { HistoryClient(name: "c\($0)", seed: seed &* 31 &+ UInt64($0) &* 7_919, holds: holds) }
  }

  /// Runs the clients until they have made about `calls` calls together; the daemon is killed `kills` times on the way.
  mutating func record(calls: Int, kills: Int, sabotage: Sabotage = Sabotage()) throws -> History {
    let answered = AnswerCount()
    for stage in 0...kills {
      let path = daemon.socketPath
      let share = calls / clients.count
      let threads = clients.map { client in
        Thread.start("history") { client.run(path, calls: share, answered: answered) }
      }
      if stage < kills {
        answered.wait(for: calls * (stage + 1) / (kills + 2) + dice.roll(0...50))
        _ = daemon.end(by: SIGKILL)
        let diedAt = Monotonic.now()
        for thread in threads { thread.join() }
        try sabotage.afterKill(Daemon.ledger(in: folder, tenant: tenant))
        daemon = try Daemon(on: folder)
        let connection = try daemon.connect()
        for client in clients { try client.settle(diedAt: diedAt, connection) }
      } else {
        for thread in threads { thread.join() }
      }
    }
    try sabotage.atEnd(try daemon.connect())
    guard daemon.end(by: SIGTERM) == .exited(0) else { throw RigFailure("walletd did not stop:\n\(daemon.log.suffix(2_000))") }
    history.calls = clients.flatMap(\.calls)
    history.unlike = clients.flatMap(\.unlike)
    try readOrder()
    return history
  }

  /// The ledger's own order, from its file: refusals do not tell their sequence.
  private mutating func readOrder() throws {
    let ledger = try SQLite.Connection(path: Daemon.ledger(in: folder, tenant: tenant), mode: .readOnly)
    let select = try ledger.prepare(
      """
      SELECT key, sequence FROM postings WHERE key IS NOT NULL UNION ALL
      SELECT key, sequence FROM outcomes WHERE key IS NOT NULL UNION ALL
      SELECT key, sequence FROM account_changes WHERE key IS NOT NULL AND sequence > \(Stage.accounts.count)
      """)
    while try select.step() { history.places[select.text(0)] = select.integer(1) }
    history.last = try ledger.integer("SELECT max(last) FROM seals") ?? 0
  }
}
