import Audit
import Foundation

/// A ledger on a disk of its own whose power is cut again and again under load. Used inside `PrivateMounts.run`.
final class PowerCutRun {
  private(set) var comparison = Comparison()
  private(set) var report = Report()
  private let disk: LoopDisk
  private let run: KillRun
  private var dice: Dice

  /// What a run has seen.
  struct Report: Sendable {
    var cuts = 0
    /// The cut came while the daemon worked on, instead of at a moment when it stood still.
    var underWay = 0
    var journalWritten = 0
    var writeBacks = 0
    var counts = KillRun.Counts()
    var compared = 0
    var checkpoints = 0
    var rows: Int64 = 0
    var findings = 0
    var summary = ""

    mutating func add(_ other: Report) {
      cuts += other.cuts
      underWay += other.underWay
      journalWritten += other.journalWritten
      writeBacks += other.writeBacks
      counts.add(other.counts)
      compared += other.compared
      checkpoints += other.checkpoints
      rows += other.rows
      findings += other.findings
      if summary.isEmpty, other.findings > 0 { summary = other.summary }
    }
  }

  /// The ledger begins with enough behind it that checkpoints and written-behind runs of the index happen between the cuts.
  init(on kind: LoopDisk.Kind, options: String, seed: UInt64, preload: Preload? = nil) throws {
    let folder = try Folder()
    dice = Dice(seed: seed)
    disk = try LoopDisk(
      kind, mebibytes: 512, at: folder.file("data"), image: folder.file("image"), options: options)
    run = try KillRun(clients: 8, seed: seed, on: folder, preload: preload)
    let log = Daemon.ledger(in: folder, tenant: run.tenant) + "-wal"
    let (rows, frames) = (dice.roll(58...63) * 1_000, dice.roll(7_000...8_000))
    try run.fill { run.tally.postings >= rows }
    try run.fill(batch: 4) { FileSize.of(log) > frames * 4_120 }
  }

  /// One cut, and all that must hold after it. Looks at the whole file too if `verifies`.
  func cut(verifies: Bool) throws {
    let isUnderWay = dice.happens(oneIn: 3)
    let journal: LoopDisk.Journal = dice.happens(oneIn: 3) ? .written : .lost
    let writesBack = !isUnderWay && dice.happens(oneIn: 2)
    let end = try run.load(answers: dice.roll(1...250)) { daemon, answered in
      if isUnderWay {
        // ext4's fdatasync can return 0 for what is lost when the file system is shut down meanwhile. A real cut stops the machine too:
        // what it would have said next is never heard, and is not counted here.
        answered.end()
        try disk.cutPower(journal)
        // What it answers now, it answers on a disk that takes nothing any more.
        _ = poll(nil, 0, Int32(dice.roll(0...5)))
      } else {
        // Whole syncs only: an answer that the daemon had the right to give is counted as given.
        try daemon.freeze()
        if writesBack { writeBackSomething() }
        try disk.cutPower(journal)
      }
      return daemon.end(by: SIGKILL)
    }
    guard end == .signalled(SIGKILL) else { throw RigFailure("walletd ended by itself: \(end)\n\(run.daemon.log.suffix(2_000))") }
    try disk.unmount()
    try disk.mount()
    report.cuts += 1
    report.underWay += isUnderWay ? 1 : 0
    report.journalWritten += journal == .written ? 1 : 0
    report.writeBacks += writesBack ? 1 : 0
    report.checkpoints = max(report.checkpoints, LogHeader.checkpoints(ledger + "-wal"))

    if verifies { try verify() }
    try run.restart()
    try run.settle(into: &comparison)
    if !comparison.isClean {
      comparison.note(
        "cut \(report.cuts): \(isUnderWay ? "while it worked on" : "while it stood still"), journal \(journal), stray pages \(writesBack)"
      )
    }
    if comparison.isClean { try run.audit(into: &comparison, keeping: 10) }
    note()
  }

  /// Stops in order and holds the file against the answers.
  func finish() throws {
    guard comparison.isClean else { return }
    let head = try run.daemon.connect().headSequence(tenant: Cast.tenant)
    let end = run.daemon.end(by: SIGTERM)
    guard end == .exited(0) else { throw RigFailure("walletd did not stop in order: \(end)\n\(run.daemon.log.suffix(2_000))") }
    let found = try Offline.verify(ledger)
    if found.head.sequence != head { comparison.note("the file ends at row \(found.head.sequence), the daemon said \(head)") }
    if found.postings != run.tally.postings {
      comparison.note("\(found.postings) postings in the file, the answers add up to \(run.tally.postings)")
    }
    report.rows = found.rows
    note()
    try disk.unmount()
  }

  /// Restarts in order, so that all there is so far is in the file and not in its log.
  func settleDown() throws {
    guard run.daemon.end(by: SIGTERM) == .exited(0) else { throw RigFailure("walletd did not stop in order") }
    try run.restart()
  }

  private var ledger: String { Daemon.ledger(in: run.folder, tenant: run.tenant) }

  /// The file as the cut left it, before any daemon has touched it.
  private func verify() throws {
    do {
      _ = try Offline.verify(ledger)
    } catch {
      comparison.note("the file after the cut: \(error)")
    }
  }

  private func writeBackSomething() {
    for _ in 1...dice.roll(1...4) {
      let name = "tenants/\(run.tenant)/" + (dice.happens(oneIn: 4) ? "ledger.db" : "ledger.db-wal")
      let size = max(1, FileSize.of(disk.mountPoint + "/" + name))
      // Near the end, where the latest frames are, or anywhere.
      let first = dice.happens(oneIn: 2) ? max(0, size - dice.roll(1...200_000)) : dice.roll(0...size)
      disk.writeBack(name, from: first, count: dice.roll(1...16) * 4_096)
    }
  }

  private func note() {
    report.counts = run.counts
    report.compared = comparison.compared
    report.findings = comparison.findings.count
    report.summary = comparison.summary
  }
}

extension KillRun.Counts {
  mutating func add(_ other: KillRun.Counts) {
    answered += other.answered
    applied += other.applied
    notApplied += other.notApplied
    turnedAway += other.turnedAway
  }
}

enum FileSize {
  /// 0 where there is none.
  static func of(_ path: String) -> Int {
    var information = stat()
    return stat(path, &information) == 0 ? Int(information.st_size) : 0
  }
}

/// The header of a write-ahead log (https://www.sqlite.org/fileformat2.html#walformat).
enum LogHeader {
  /// How often the log was begun anew.
  static func checkpoints(_ path: String) -> Int {
    guard let file = FileHandle(forReadingAtPath: path) else { return 0 }
    let header = file.readData(ofLength: 16)
    guard header.count == 16 else { return 0 }
    return header[12..<16].reduce(0) { $0 << 8 | Int($1) }
  }
}
