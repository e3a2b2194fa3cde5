import Audit
import Foundation
import Testing

/// kill -9 under load, again and again, against the clients' own records.
///
/// Killing a process does not test the disk: the page cache survives it. It tests that nothing is answered before its commit, that recovery
/// finds every commit, and that a retry after a cut never applies twice.
@Suite(.serialized) struct `Kills` {
  @Test func `under load lose nothing that was acknowledged and apply nothing twice`() throws {
    let kills = setting("WALLETD_KILLS", otherwise: 100)
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed) (WALLETD_SEED repeats the requests; the instants of death stay as they come)")
    var dice = Dice(seed: seed)
    var comparison = Comparison()
    let run = try KillRun(clients: 8, seed: seed)

    for kill in 1...kills {
      try run.load(answers: dice.roll(1...500))
      try run.restart()
      try run.settle(into: &comparison)
      if kill % 100 == 0 || kill == kills { try run.audit(into: &comparison) }
      guard comparison.isClean else { break }
    }
    #expect(comparison.isClean, "\(comparison.summary)")

    // Each kind of end occurred, or the run has shown nothing.
    let counts = run.counts
    #expect(counts.answered > 0)
    #expect(counts.applied > 0)
    #expect(counts.notApplied > 0)
    #expect(run.tally.refused > 0)
    #expect(counts.turnedAway == 0, "a kill is no reason to be refused before it")

    let head = try run.daemon.connect().headSequence(tenant: Cast.tenant)
    #expect(run.daemon.end(by: SIGTERM) == .exited(0))
    let report = try Offline.verify(Daemon.ledger(in: run.folder, tenant: run.tenant))
    #expect(report.head.sequence == head)
    #expect(report.postings == run.tally.postings, "rows of postings beside what the answers add up to")

    let ready = run.readyTimes.sorted()
    let p99 = ready[min(ready.count - 1, ready.count * 99 / 100)]
    if kills >= 10_000 { #expect(p99 < .seconds(1), "ready again") }
    let cut = run.requestsCutByClients
    print(
      """
      kills: \(kills), answered: \(counts.answered) (\(run.tally.refused) refused for funds), applied but unanswered: \
      \(counts.applied), not applied: \(counts.notApplied), cut by the client: \(cut.replayed) replayed and \(cut.applied) applied \
      at the second try, answers compared: \(comparison.compared), lost: 0, applied twice: 0, rows verified: \(report.rows), \
      ready again p50 \(ready[ready.count / 2].milliseconds) ms, p99 \(p99.milliseconds) ms
      """)
  }

  /// SIGTERM is no kill: what was taken is answered first.
  @Test(arguments: [1, 2, 3, 4, 5]) func `that ask politely leave nothing applied that was not answered`(_ round: Int) throws {
    var comparison = Comparison()
    let run = try KillRun(clients: 8, seed: UInt64(round), hangUps: false)
    try run.load(answers: 200 * round, thenSend: SIGTERM)
    try run.restart()
    try run.settle(into: &comparison)
    #expect(run.counts.answered >= 200 * round)
    #expect(run.counts.applied == 0, "applied, and the client was not told")
    try run.audit(into: &comparison)
    #expect(comparison.isClean, "\(comparison.summary)")
  }

  /// A harness that cannot find a planted loss has shown nothing.
  @Test func `are compared by what finds a commit that was cut from the file`() throws {
    var comparison = Comparison()
    let run = try KillRun(clients: 8, seed: 11)
    try run.load(answers: 300)
    // The log of a young ledger holds all its commits in order: cut the second half.
    let log = Daemon.ledger(in: run.folder, tenant: run.tenant) + "-wal"
    let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
    #expect(size > 100_000)
    #expect(truncate(log, size / 2) == 0)

    try run.restart()
    try run.settle(into: &comparison)
    #expect(comparison.findings.contains { $0.contains("acknowledged and lost") }, "\(comparison.summary)")
  }

  /// The same run on a daemon that answers before what it commits has left the process.
  @Test func `are compared by what finds an answer that was given before its commit`() throws {
    var comparison = Comparison()
    let run = try KillRun(clients: 8, seed: 14, preload: Preload("late-log-writes"))
    for _ in 1...20 where comparison.isClean {
      try run.load(answers: 100)
      try run.restart()
      try run.settle(into: &comparison)
    }
    #expect(comparison.findings.contains { $0.contains("acknowledged and lost") }, "\(comparison.summary)")
  }

  @Test func `are compared by what finds an acknowledgement that was never given`() throws {
    var comparison = Comparison()
    let run = try KillRun(clients: 8, seed: 12)
    let movement = Work.Movement(debit: 0, credit: 1, amount: 1)
    let invented = Record(key: "invented", work: .transfer(movement), answer: Answer(status: 201, body: Array("{}".utf8)))
    try comparison.replay([invented], on: run.daemon.socketPath)
    #expect(comparison.findings.count == 1)

    var tally = Tally()
    try tally.add(Record(key: "unknown", work: .transfer(movement), answer: invented.answer))
    try tally.add(Record(key: "unknown again", work: .transfer(movement), answer: invented.answer))
    var balances = Comparison()
    try balances.balances(tally, on: try run.daemon.connect())
    #expect(balances.findings.count == 2, "both accounts: \(balances.summary)")
  }

  @Test func `are compared by what finds a transfer that was applied twice`() throws {
    var comparison = Comparison()
    let run = try KillRun(clients: 8, seed: 13)
    let transfer = Work.transfer(Work.Movement(debit: 0, credit: 1, amount: 1))
    let connection = try run.daemon.connect()
    let first = try connection.ask(transfer.request(key: "once"))
    _ = try connection.ask(transfer.request(key: "and once more"))
    var tally = Tally()
    try tally.add(Record(key: "once", work: transfer, answer: first.lasting))
    try comparison.balances(tally, on: connection)
    #expect(comparison.findings.count == 2)
  }
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
