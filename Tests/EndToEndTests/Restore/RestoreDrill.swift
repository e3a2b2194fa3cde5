import Glibc
import JSON
import Threads

/// A daemon under load is backed up, dies, and comes back elsewhere from the backup.
final class RestoreDrill {
  private(set) var comparison = Comparison()
  /// Answers given while the backup was made: those it has, and clients of which it lacks the rest.
  private(set) var lateKept = 0
  private(set) var lateLost = 0
  /// From the first step of restoring until the daemon serves.
  private(set) var recovery = Duration.zero
  private(set) var backupTime = Duration.zero
  private(set) var bytes = 0
  private let run: KillRun
  private let elsewhere: Folder
  private let backup: String
  private var sequenceOfBackup: Int64 = 0

  /// Begins with a ledger of some size.
  init(seed: UInt64, mebibytes: Int) throws {
    run = try KillRun(clients: 4, seed: seed)
    elsewhere = try Folder()
    backup = elsewhere.file("backup")
    let ledger = Daemon.ledger(in: run.folder, tenant: run.tenant)
    try run.fill { FileSize.of(ledger) + FileSize.of(ledger + "-wal") >= mebibytes << 20 }
  }

  /// Clients that are answered; all of it must survive.
  func work() { run.load(answersEach: 150) }

  /// Makes the backup, through the API, while other clients work, and lets them go on for a while.
  func backUp() throws -> Disaster {
    let disaster = Disaster(run.daemon)
    disaster.wait(answers: 100)
    let begin = ContinuousClock.now
    let reply = try run.daemon.connect().ask(.post("/v1/backups", key: "backup", #"{"directory":"\#(backup)"}"#))
    backupTime = ContinuousClock.now - begin
    guard reply.status == 201, let sequence = try reply.json()["tenants"]?.arrayValue?.first?["sequence"]?.integerValue else {
      throw RigFailure("no backup: \(reply.text)")
    }
    sequenceOfBackup = sequence
    disaster.wait(answers: 100)
    return disaster
  }

  /// Restores, verifies against the head that was signed for the backup, serves, and compares.
  func restore(_ late: [LoadClient]) throws {
    let folder = "\(backup)/tenants/\(run.tenant)"
    bytes = FileSize.of(folder + "/ledger.db")
    let begin = ContinuousClock.now
    try walletctl("restore", backup, "--data", elsewhere.file("data"))
    let daemon = try Daemon(on: elsewhere)
    recovery = ContinuousClock.now - begin
    try walletctl("verify", "--file", folder + "/ledger.db", "--anchor", folder + "/head.json")

    let head = try daemon.connect().headSequence(tenant: Cast.tenant)
    if head != sequenceOfBackup { comparison.note("restored up to row \(head), the manifest says \(sequenceOfBackup)") }
    try comparison.replay(run.records, on: daemon.socketPath)
    guard comparison.isClean else { return }
    var tally = run.tally
    for record in run.records { try tally.add(record) }
    try addWhatIsThere(of: late, on: daemon, to: &tally)
    try comparison.balances(tally, on: daemon.connect())
  }

  /// Of what was answered while the backup was made, the backup has what was decided before one moment: of each client's requests a
  /// beginning. That must be as it was answered, and nothing beyond it may be in the balances.
  private func addWhatIsThere(of late: [LoadClient], on daemon: Daemon, to tally: inout Tally) throws {
    let connection = try daemon.connect()
    for client in late {
      for var record in client.records where record.answer != nil {
        let reply = try connection.ask(record.request)
        guard reply.isReplay else {
          record.answer = reply.lasting
          try tally.add(record)
          lateLost += 1
          break
        }
        if reply.lasting != record.answer { comparison.note("\(record.key) is answered otherwise than before the disaster") }
        try tally.add(record)
        lateKept += 1
      }
    }
  }

  private func walletctl(_ arguments: String...) throws {
    let run = try Run([Program.walletctl.path] + arguments)
    guard run.end == .exited(0) else { throw RigFailure("walletctl \(arguments.joined(separator: " ")): \(run.output)") }
  }
}

/// Clients that work until the daemon is killed.
final class Disaster {
  private let daemon: Daemon
  private let clients: [LoadClient]
  private let threads: [Thread]
  private let answered = AnswerCount()

  init(_ daemon: Daemon) {
    self.daemon = daemon
    let clients = (1...4).map { LoadClient(name: "late\($0)", seed: UInt64($0), hangsUp: false) }
    self.clients = clients
    let (path, answered) = (daemon.socketPath, answered)
    threads = clients.map { client in Thread.start("late") { client.load(path, answered: answered) } }
  }

  /// Waits for so many more.
  func wait(answers: Int) { answered.wait(for: answered.value + answers) }

  /// Kills the daemon; returns its clients with all they remember.
  func strike() -> [LoadClient] {
    _ = daemon.end(by: SIGKILL)
    for thread in threads { thread.join() }
    return clients
  }
}
