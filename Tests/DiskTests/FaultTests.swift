import Foundation
import LyingDisk
import Testing

/// Errors of the disk at every call of a scripted run. Clients send again what failed, with the same key.
@Suite struct `An error of the disk` {
  private static let script = Script.long(rounds: 2)

  /// How the same run goes on a disk without errors.
  private let folder = Folder()
  private let sound: Recording
  private let seed = Seed.current

  init() throws { sound = try Recording(Self.script, in: folder["sound"], seed: 1) }

  /// A fault, from a call on.
  struct Case: CustomStringConvertible {
    let call: Int
    let fault: DiskFault
    let lasts: DiskFault.Lasting
    var description: String { "\(fault) \(lasts) from call \(call)" }
  }

  /// To look at findings again: `WALLETD_FAULT_CALLS=528,533` tries these calls alone.
  private static let only = ProcessInfo.processInfo.environment["WALLETD_FAULT_CALLS"].map { text in
    Set(text.split(separator: ",").compactMap { Int($0) })
  }

  /// Calls that can meet the fault, so many of them spread evenly; all for `WALLETD_CRASH_POINTS=all`.
  private func cases(_ fault: DiskFault, _ lasts: DiskFault.Lasting, share: Int) -> [Case] {
    let meeting = sound.disk.calls.indices.filter { index in
      switch fault {
      case .io: true
      case .full, .shortWrite: sound.disk.calls[index].kind == .write
      case .syncFails, .syncLies: sound.disk.calls[index].kind == .sync
      }
    }
    if let only = Self.only {
      return meeting.filter { only.contains($0 + 1) }.map { Case(call: $0 + 1, fault: fault, lasts: lasts) }
    }
    var dice = Dice(seed: seed)
    let count = min(meeting.count, `A power cut`.points.map { max(1, $0 / share) } ?? meeting.count)
    return (0..<count).map { part in
      let (low, high) = (part * meeting.count / count, (part + 1) * meeting.count / count)
      return Case(call: meeting[low + dice.below(high - low)] + 1, fault: fault, lasts: lasts)
    }
  }

  /// Runs the script into a fault, and says what is wrong with what came of it.
  private func findings(_ one: Case, _ patience: Recording.Patience, _ name: String, tally: inout [String: Int]) throws
    -> [String]
  {
    let place = folder[name]
    defer { _ = Result { try FileManager.default.removeItem(atPath: place) } }
    let recording: Recording
    do {
      recording = try Recording(
        Self.script, in: place, seed: seed, patience: patience, prepare: { $0.fail(one.call, with: one.fault, one.lasts) })
    } catch {
      return ["\(one): \(error)"]
    }
    guard recording.disk.faultsMet > 0 else { return [] }
    var findings: [String] = []
    for failure in recording.failures {
      let code = failure.text("code") ?? "none"
      tally[code, default: 0] += 1
      if !["outcome_unknown", "not_applied", "ledger_fenced"].contains(code) { findings.append("\(one): answered \(failure)") }
    }
    findings += recording.broken.map { "\(one): \($0) was said not to be applied, and was" }
    if recording.failures.isEmpty { tally["nobody noticed", default: 0] += 1 }
    for (index, moment) in recording.moments.enumerated() where moment.picture != sound.moments[index].picture {
      findings.append("\(one): after \(recording.exchanges[index].request.key ?? "") the books are not as without the error")
      break
    }
    // What was answered must be on the disk, and not only seen: at the end, and while it is got over.
    var dice = Dice(seed: UInt64(one.call))
    let cuts = Set((0..<2).map { _ in one.call + dice.below(60) }).filter { $0 < recording.end }.sorted()
    var past = recording.disk.past
    for cut in cuts + [recording.end] {
      past.advance(to: cut)
      let survival = cut == recording.end ? .nothing : Survival.all[dice.below(Survival.all.count)]
      let image = folder["\(name)-\(cut)"]
      try past.image(survival, seed: seed, to: image)
      let report = try Autopsy(recording: recording, stride: 3).examine(image, cutAfter: cut)
      findings += report.findings.map { "\(one), cut after call \(cut), \(survival): \($0)" }
      try FileManager.default.removeItem(atPath: image)
    }
    return findings
  }

  private func run(_ cases: [Case], _ patience: Recording.Patience, _ name: String) throws -> [String: Int] {
    var tally: [String: Int] = [:]
    var all: [String] = []
    for (index, one) in cases.enumerated() where all.count < 10 {
      all += try findings(one, patience, "\(name)-\(index)", tally: &tally)
    }
    print("errors: \(cases.count) × \(name): \(tally.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }); seed \(seed)")
    #expect(all.isEmpty, "\(all.joined(separator: "\n"))\n\(Seed.replay(seed))")
    return tally
  }

  @Test(arguments: [DiskFault.io, .full, .shortWrite, .syncFails])
  func `that passes is got over without a restart, and nothing is lost or done twice`(_ fault: DiskFault) throws {
    let tally = try run(
      cases(fault, .once, share: fault == .io ? 8 : 20), Recording.Patience(attempts: 4), "\(fault) that passes")
    #expect(tally.keys.contains { $0 != "nobody noticed" })
  }

  @Test(arguments: [DiskFault.io, .shortWrite, .syncFails])
  func `that stays fences the ledger until the disk is well and the daemon started again`(_ fault: DiskFault) throws {
    let tally = try run(
      cases(fault, .forGood, share: 20), Recording.Patience(attempts: 12, healsAfter: 4, restarts: true), "\(fault) that stays")
    #expect(tally["ledger_fenced", default: 0] > 0, "\(tally)")
  }

  /// A tenant is made in steps, each durable before the next: what fails late must not be said not to have happened.
  @Test func `while a tenant is made is told as it is, at its last calls`() throws {
    let made = try #require(sound.exchanges.first { $0.request.path == "/v1/tenants" && $0.changes })
    let last = (made.sentAt..<made.answeredAt).filter { sound.disk.calls[$0].kind == .write }.suffix(12)
    #expect(last.count == 12)
    let tally = try run(
      last.map { Case(call: $0 + 1, fault: .full, lasts: .once) }, Recording.Patience(attempts: 4), "full disk, late")
    #expect(tally["outcome_unknown", default: 0] > 0, "\(tally)")
  }

  @Test func `like a full disk ends when there is room again, without a restart`() throws {
    let tally = try run(
      cases(.full, .forGood, share: 20), Recording.Patience(attempts: 12, healsAfter: 4), "full disk")
    #expect(tally["not_applied", default: 0] > 0, "\(tally)")
    #expect(tally["ledger_fenced"] == nil, "a full disk fences nothing: \(tally)")
  }
}
