import Foundation
import LyingDisk
import Testing

/// A kill leaves the page cache, and with it rows that no disk has: what the next daemon answers from them must be durable too.
@Suite struct `A kill and then a power cut` {
  @Test func `lose nothing that was answered in between`() throws {
    let folder = Folder()
    let seed = Seed.current
    let recording = try Recording(.long(rounds: 6), in: folder["data"], seed: seed)
    var dice = Dice(seed: seed)
    var report = Autopsy.Report()
    var past = recording.disk.past
    let tries = Tries(recording, seed: seed, points: `A power cut`.points.map { $0 / 4 })
    for (index, one) in tries.list.enumerated() {
      past.advance(to: one.call)
      let (killed, cut) = (folder["killed-\(index)"], folder["cut-\(index)"])
      var told = Autopsy.Told(recording, at: one.call)
      try answerAgain(past, seed: one.seed, in: killed, &told) { disk in
        try disk.image(one.survival, seed: dice.next(), to: cut)
      }
      var found = try Autopsy(recording: recording).examine(cut, told)
      let call = recording.disk.calls[one.call - 1]
      found.findings = found.findings.map { "killed after call \(one.call) (\(call)), then cut, \(one.survival): \($0)" }
      report.add(found)
      for path in [killed, cut] { try FileManager.default.removeItem(atPath: path) }
      if report.findings.count > 20 { break }
    }
    print("crashes: \(tries.list.count) kills, each with a power cut after the next daemon's answers; seed \(seed)")
    #expect(report.findings.isEmpty, "\(report.findings.prefix(10).joined(separator: "\n"))\n\(Seed.replay(seed))")
  }

  /// A new daemon is asked once more for what had no answer; the power goes right after it has answered.
  private func answerAgain(
    _ past: DiskPast, seed: UInt64, in folder: String, _ told: inout Autopsy.Told, cut: (LyingDisk) throws -> Void
  ) throws {
    let disk = try past.killed(seed: seed, in: folder)
    let daemon = try Daemon(
      folder, at: told.underWay.last?.time ?? told.answered.last?.time ?? TestClock.start, on: disk, seed: 4)
    // A tenant that is made anew is another one than in the run.
    if let first = told.underWay.first, first.request.tenant != nil {
      let answers = try daemon.send(told.underWay.map(\.request))
      if zip(told.underWay, answers).allSatisfy({ $1.reply.says($0.reply) }) {
        told.answered += told.underWay
        told.underWay = []
      }
    }
    try cut(disk)
    daemon.stop()
  }
}
