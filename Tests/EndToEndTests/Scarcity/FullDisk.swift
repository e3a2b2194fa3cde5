import Audit
import Foundation

/// Fills the disk under a daemon and frees it again.
final class FullDisk {
  private let folder: Folder
  /// Makes the disk full but for so many bytes, or frees it.
  private let make: (_ isFull: Bool, _ left: Int) throws -> Void
  private let daemon: Daemon
  private let connection: Connection
  private let tenant: String
  private let movement = Work.Movement(debit: 0, credit: 1, amount: 1)
  private var dice = Dice(seed: UInt64(setting("WALLETD_SEED", otherwise: 4)))
  private var tally = Tally()
  private var findings: [String] = []

  init(
    on folder: Folder, preload: Preload? = nil, _ make: @escaping (Bool, Int) throws -> Void
  ) throws {
    self.folder = folder
    self.make = make
    daemon = try Daemon(on: folder, environment: preload?.environment ?? [:])
    connection = try daemon.connect()
    tenant = try Cast.open(on: connection)
  }

  /// What was not as promised.
  func findings(rounds: Int) throws -> [String] {
    for round in 1...rounds {
      // In the first round the disk ends where the log fits still, but its index needs eight more blocks: at frame 4,063.
      if round == 1 { try growLog(toFrames: 4_057) }
      try make(true, round == 1 ? 7 * 4_096 : dice.roll(0...24) * 4_096)
      let refused = try refusals(round)
      try look("on a full disk")
      try tryOtherChanges(round)
      try make(false, 0)
      for (key, code) in refused {
        // Not applied means just that: the same keys are new, and are served by the same process.
        let reply = try transfer(key)
        if reply.status != 201 { findings.append("\(key), once there was room: \(reply.lasting.text)") }
        if reply.isReplay, code != "outcome_unknown" { findings.append("\(key) was answered not_applied, and was applied") }
      }
      try look("once there was room")
    }
    try stop()
    return findings
  }

  /// Transfers until twenty are refused; with the code that each was told.
  private func refusals(_ round: Int) throws -> [(key: String, code: String)] {
    var refused: [(key: String, code: String)] = []
    for number in 1...2_000 where refused.count < 20 {
      let key = "round-\(round)-\(number)"
      let reply = try transfer(key)
      guard reply.status != 201 else { continue }
      refused.append((key, reply.code ?? "?"))
      // The log had it all and only its index did not: then it is not known whether a power cut would keep it.
      let isUnknown = round == 1 && reply.code == "outcome_unknown"
      let isFull = reply.code == "not_applied" && reply.text.contains("disk is full")
      if reply.status != 503 || !(isUnknown || isFull) {
        findings.append("\(key) on a full disk: \(reply.lasting.text)")
      }
    }
    if refused.count < 20 { findings.append("round \(round): a transfer on a full disk was not refused") }
    return refused
  }

  private func transfer(_ key: String) throws -> Reply {
    let reply = try connection.ask(Work.transfer(movement).request(key: key))
    if reply.status == 201 { tally.post(movement) }
    return reply
  }

  /// Everything that only reads.
  private func look(_ when: String) throws {
    var comparison = Comparison()
    try comparison.balances(tally, on: connection)
    findings += comparison.findings
    for path in ["/v1/head", "/v1/accounts?limit=5", "/v1/transactions?limit=5", "/v1/accounts/bank/entries?limit=5"] {
      let reply = try connection.ask(.get(path, tenant: Cast.tenant))
      if reply.status != 200 { findings.append("\(path) \(when): \(reply.text)") }
    }
  }

  /// A new tenant needs room, and a backup, wherever it goes, an audit row: refused, and nothing of them stays.
  private func tryOtherChanges(_ round: Int) throws {
    let made = try connection.ask(.post("/v1/tenants", key: "t\(round)", #"{"code":"other\#(round)","name":"Other"}"#))
    if made.status != 503 || made.code != "not_applied" { findings.append("a tenant on a full disk: \(made.text)") }
    let target = folder.file("backup-\(round)")
    let backup = try connection.ask(.post("/v1/backups", key: "b\(round)", #"{"directory":"\#(target)"}"#))
    if backup.status != 503 { findings.append("a backup: \(backup.text)") }
    for name in [target, target + ".partial"] where access(name, F_OK) == 0 {
      findings.append("a backup that failed has left \(name)")
    }
  }

  private func growLog(toFrames frames: Int) throws {
    let log = Daemon.ledger(in: folder, tenant: tenant) + "-wal"
    var number = 0
    while FileSize.of(log) < 32 + frames * 4_120 {
      number += 1
      let isClose = FileSize.of(log) > (frames - 40) * 4_120
      let count = isClose ? 1 : 10
      let work = Work.batch([Work.Item](repeating: .transfer(movement), count: count), isAtomic: false)
      guard try connection.ask(work.request(key: "growing-\(number)")).status == 200 else { throw RigFailure("no batch") }
      tally.post(movement, times: Int64(count))
    }
  }

  private func stop() throws {
    let end = daemon.end(by: SIGTERM)
    if end != .exited(0) { findings.append("it did not stop in order: \(end)\n\(daemon.log.suffix(2_000))") }
    do {
      let postings = try Offline.verify(Daemon.ledger(in: folder, tenant: tenant)).postings
      if postings != tally.postings { findings.append("\(postings) postings in the file, \(tally.postings) were answered") }
    } catch {
      findings.append("the file: \(error)")
    }
  }
}
