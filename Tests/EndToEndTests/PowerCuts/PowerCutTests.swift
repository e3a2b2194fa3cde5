import Foundation
import Testing

/// Power cuts on real file systems, under load, against the clients' own records.
///
/// A file system in a file is shut down: what it has not written by then is gone, as if the machine had lost its power; then it is mounted
/// again. What a disk may do to what it was given (a cache that forgets, a flush that lies) is not part of this.
@Suite(.serialized) struct `Power cuts` {
  @Test(.enabled(if: Obstacle.isNone(.ext4), "the log says why: 'power cuts: SKIPPED'"))
  func `on ext4 lose nothing that was acknowledged`() throws {
    try expectNoLoss(.ext4, options: ["", "data=writeback", "nodelalloc"])
  }

  @Test(.enabled(if: Obstacle.isNone(.xfs), "the log says why: 'power cuts: SKIPPED'"))
  func `on xfs lose nothing that was acknowledged`() throws {
    try expectNoLoss(.xfs, options: [""])
  }

  /// What `synchronous = NORMAL` does at a commit. A harness that does not find it has shown nothing.
  @Test(.enabled(if: Obstacle.isNone(.ext4), "the log says why: 'power cuts: SKIPPED'"))
  func `on ext4 are found to lose what a daemon acknowledged that does not wait for its log`() throws {
    try expectLoss(.ext4)
  }

  @Test(.enabled(if: Obstacle.isNone(.xfs), "the log says why: 'power cuts: SKIPPED'"))
  func `on xfs are found to lose what a daemon acknowledged that does not wait for its log`() throws {
    try expectLoss(.xfs)
  }

  /// Half of all cuts, in rounds that each begin with a new disk.
  private func expectNoLoss(_ kind: LoopDisk.Kind, options: [String]) throws {
    let cuts = max(1, setting("WALLETD_POWER_CUTS", otherwise: 20) / 2)
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed) (WALLETD_SEED repeats the requests and the kinds of cut; the instants stay as they come)")
    var dice = Dice(seed: seed)
    var report = PowerCutRun.Report()
    let begin = ContinuousClock.now
    while report.cuts < cuts, report.findings == 0 {
      let option = options[dice.roll(0...options.count - 1)]
      let (count, roundSeed) = (min(50, cuts - report.cuts), dice.next())
      let round = try PrivateMounts.run {
        let run = try PowerCutRun(on: kind, options: option, seed: roundSeed)
        for cut in 1...count where run.comparison.isClean { try run.cut(verifies: cut % 10 == 5) }
        try run.finish()
        return run.report
      }
      report.add(round)
    }
    #expect(report.findings == 0, "\(report.summary)")

    // Each kind of end occurred, or the run has shown nothing.
    #expect(report.counts.answered > 0)
    if cuts >= 10 {
      #expect(report.counts.applied > 0)
      #expect(report.counts.notApplied > 0)
    }
    print(
      """
      power cuts: \(report.cuts) on \(kind.rawValue) in \((ContinuousClock.now - begin).milliseconds / 1_000) s (\(report.underWay) while \
      it worked on, \(report.journalWritten) with the journal written, \(report.writeBacks) with stray pages written), answered: \
      \(report.counts.answered), applied but unanswered: \(report.counts.applied), not applied: \(report.counts.notApplied), turned \
      away: \(report.counts.turnedAway), answers compared: \(report.compared), checkpoints: \(report.checkpoints), rows verified: \
      \(report.rows), findings: \(report.findings)
      """)
  }

  private func expectLoss(_ kind: LoopDisk.Kind) throws {
    let report = try PrivateMounts.run {
      let run = try PowerCutRun(on: kind, options: "", seed: 21, preload: Preload("no-log-sync"))
      try run.settleDown()
      for _ in 1...20 where run.comparison.isClean { try run.cut(verifies: false) }
      return run.report
    }
    #expect(report.summary.contains("acknowledged and lost"), "\(report.cuts) cuts: \(report.summary)")
    print("power cuts, log not synced: lost after \(report.cuts) on \(kind.rawValue)")
  }
}

/// Why power cannot be cut here. Said once, where the summary of `etc/check` finds it: a check that did not run must not look like one that
/// passed.
enum Obstacle {
  private static let found: [LoopDisk.Kind: String] = {
    var found: [LoopDisk.Kind: String] = [:]
    for kind in LoopDisk.Kind.allCases {
      guard let obstacle = LoopDisk.obstacle(kind) else { continue }
      found[kind] = obstacle
      print("power cuts: SKIPPED on \(kind.rawValue): \(obstacle)")
    }
    return found
  }()

  static func isNone(_ kind: LoopDisk.Kind) -> Bool { found[kind] == nil }
}
