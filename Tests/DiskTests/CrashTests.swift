import Foundation
import LyingDisk
import Testing

/// Power cuts at every call of a scripted run, with everything a disk may have made of what was not synced.
@Suite struct `A power cut` {
  /// How many points are tried: `WALLETD_CRASH_POINTS`, a number or `all`.
  static let points: Int? = {
    guard let text = ProcessInfo.processInfo.environment["WALLETD_CRASH_POINTS"] else { return 300 }
    return text == "all" ? nil : Int(text) ?? 300
  }()

  @Test func `loses nothing that was answered, and applies nothing twice`() throws {
    let folder = Folder()
    let seed = Seed.current
    let recording = try Recording(.long(), in: folder["data"], seed: seed)
    let tries = Tries(recording, seed: seed, points: Self.points)
    let report = try tries.run(in: folder)
    print(
      "crashes: \(tries.list.count) power cuts over \(recording.disk.count) calls: \(report.answered) answers kept,",
      "\(report.appliedUnanswered) applied and not answered, \(report.notApplied) not applied; seed \(seed)")
    #expect(report.findings.isEmpty, "\(report.findings.prefix(10).joined(separator: "\n"))\n\(Seed.replay(seed))")
    #expect(report.answered > 0 && report.appliedUnanswered > 0 && report.notApplied > 0, "not every kind occurred: \(report)")
  }
}

/// The power goes again while the ledger is being opened, or right after.
@Suite struct `A second power cut` {
  @Test func `during the recovery from the first loses nothing either`() throws {
    let folder = Folder()
    let seed = Seed.current
    let recording = try Recording(.long(rounds: 6), in: folder["data"], seed: seed)
    var dice = Dice(seed: seed &+ 1)
    var report = Autopsy.Report()
    var past = recording.disk.past
    let tries = Tries(recording, seed: seed, points: `A power cut`.points.map { $0 / 6 })
    for (index, one) in tries.list.enumerated() where report.findings.isEmpty {
      past.advance(to: one.call)
      let first = folder["first-\(index)"]
      try past.image(one.survival, seed: one.seed, to: first)
      let told = Autopsy.Told(recording, at: one.call)
      let (second, answeredAt) = try recover(first, told)
      var recovery = second.past
      let cuts = (0..<2).map { _ in 1 + dice.below(second.count) }.sorted()
      for (number, cut) in cuts.enumerated() {
        recovery.advance(to: cut)
        let image = folder["second-\(index)-\(number)"]
        try recovery.image(Survival.all[dice.below(Survival.all.count)], seed: dice.next(), to: image)
        var known = told
        if let answeredAt, answeredAt <= cut {
          known.answered += told.underWay
          known.underWay = []
        }
        var found = try Autopsy(recording: recording).examine(image, known)
        found.findings = found.findings.map { "cut after call \(one.call), \(one.survival), and again after \(cut): \($0)" }
        report.add(found)
        try FileManager.default.removeItem(atPath: image)
      }
      try FileManager.default.removeItem(atPath: first)
    }
    print("crashes: \(tries.list.count * 2) second power cuts during recovery; seed \(seed)")
    #expect(report.findings.isEmpty, "\(report.findings.prefix(10).joined(separator: "\n"))\n\(Seed.replay(seed))")
  }

  /// Opens what the first cut has left, asks again for what had no answer, and stops. Returns the calls by which that was answered;
  /// nil for nothing, or for another answer than in the run.
  private func recover(_ folder: String, _ told: Autopsy.Told) throws -> (disk: LyingDisk, answeredAt: Int?) {
    let disk = try LyingDisk(at: folder, seed: 1, keepsPast: true)
    let daemon = try Daemon(folder, at: told.answered.last?.time ?? TestClock.start, on: disk, seed: 3)
    defer { daemon.stop() }
    guard let last = told.underWay.last, last.request.tenant != nil else { return (disk, nil) }
    daemon.clock.time = last.time
    let answers = try daemon.send(told.underWay.map(\.request))
    let isSame = zip(told.underWay, answers).allSatisfy { $1.reply.says($0.reply) }
    return (disk, isSame ? answers.map(\.at).max() : nil)
  }
}

/// Which power cuts of a run are tried.
struct Tries {
  struct Try {
    let call: Int
    let survival: Survival
    let seed: UInt64
  }

  let recording: Recording
  private(set) var list: [Try] = []

  /// Every call that can change something, with every policy, or so many of them spread evenly.
  init(_ recording: Recording, seed: UInt64, points: Int?) {
    self.recording = recording
    var dice = Dice(seed: seed)
    let calls = recording.disk.calls.indices.filter { recording.disk.calls[$0].changes }.map { $0 + 1 }
    let whole = calls.flatMap { call in Survival.all.map { (call, $0) } }
    let count = min(points ?? whole.count, whole.count)
    for index in 0..<count {
      // One out of each of as many equal parts.
      let (low, high) = (index * whole.count / count, (index + 1) * whole.count / count)
      let (call, survival) = whole[low + dice.below(high - low)]
      list.append(Try(call: call, survival: survival, seed: dice.next()))
    }
  }

  /// Stops at the first few findings.
  func run(in folder: Folder, adjust: (inout Autopsy) -> Void = { _ in }) throws -> Autopsy.Report {
    var report = Autopsy.Report()
    var past = recording.disk.past
    for (index, one) in list.enumerated() {
      past.advance(to: one.call)
      let image = folder["cut-\(index)"]
      try past.image(one.survival, seed: one.seed, to: image)
      var autopsy = Autopsy(recording: recording)
      autopsy.goesOn = index % 16 == 0
      adjust(&autopsy)
      var found = try autopsy.examine(image, cutAfter: one.call)
      let call = recording.disk.calls[one.call - 1]
      found.findings = found.findings.map { "cut after call \(one.call) (\(call)), \(one.survival), seed \(one.seed): \($0)" }
      report.add(found)
      try FileManager.default.removeItem(atPath: image)
      if report.findings.count > 20 { break }
    }
    return report
  }
}

/// The seed of a run: `WALLETD_SEED`, or a new one.
enum Seed {
  static let current: UInt64 =
    ProcessInfo.processInfo.environment["WALLETD_SEED"].flatMap { UInt64($0) } ?? .random(in: 1...999_999)

  static func replay(_ seed: UInt64) -> String { "again: WALLETD_SEED=\(seed) swift test --filter DiskTests" }
}
