import Audit
import Foundation
import LedgerCore
import LyingDisk
import Storage

/// Opens what a power cut has left with a fresh daemon, and holds it against what the clients of the run were told.
struct Autopsy {
  let recording: Recording
  /// Which of the earlier answers are asked for again: every so many-th, and all of the last few. 1: all.
  var stride = 12
  /// Also send everything that came later in the run, and expect the answers of the run.
  var goesOn = false

  struct Report {
    var findings: [String] = []
    var answered = 0
    var appliedUnanswered = 0
    var notApplied = 0

    mutating func add(_ other: Report) {
      findings += other.findings
      answered += other.answered
      appliedUnanswered += other.appliedUnanswered
      notApplied += other.notApplied
    }
  }

  /// What the clients know when the power goes.
  struct Told {
    var answered: [Recording.Exchange]
    /// Sent and not answered.
    var underWay: [Recording.Exchange]

    init(_ recording: Recording, at call: Int) {
      answered = recording.exchanges.filter { $0.answeredAt <= call }
      underWay = recording.exchanges.filter { $0.sentAt < call && $0.answeredAt > call }
    }
  }

  /// - Parameter call: the power went after this call of the disk.
  func examine(_ folder: String, cutAfter call: Int) throws -> Report {
    try examine(folder, Told(recording, at: call))
  }

  func examine(_ folder: String, _ told: Told) throws -> Report {
    var report = Report()
    let (answered, underWay) = (told.answered, told.underWay)
    let last = answered.last?.answeredAt ?? 0
    report.answered = answered.count(where: \.changes)
    var daemon: Daemon?
    do {
      daemon = try Daemon(folder, at: answered.last?.time ?? TestClock.start, on: nil, seed: 3)
    } catch {
      report.findings.append("the directory does not open: \(error)")
      return report
    }
    if let daemon {
      for (tenant, why) in daemon.directory.trouble { report.findings.append("\(tenant) is not served: \(why)") }
      let before = answered.last.map { recording.moments[$0.moment].picture } ?? [:]
      let moment = (underWay.last ?? answered.last)?.moment
      let earlier = moment.flatMap { recording.split.contains($0) && $0 > 0 ? recording.moments[$0 - 1].picture : nil }
      compare(daemon.picture, before, underWay.last.map { recording.moments[$0.moment].picture }, splitFrom: earlier, &report)
      try askAgain(daemon, answered, &report)
      try finish(daemon, underWay, &report)
      if goesOn { try goOn(daemon, told, &report) }
      daemon.stop()
    }
    daemon = nil
    try verify(folder, last, &report)
    return report
  }

  /// - Parameter earlier: how things stood before a moment that took several commits: then a cut may fall between those, and what stands there
  ///   is shown by sending the rest again.
  private func compare(
    _ found: [String: LedgerPicture], _ before: [String: LedgerPicture], _ after: [String: LedgerPicture]?,
    splitFrom earlier: [String: LedgerPicture]?, _ report: inout Report
  ) {
    for tenant in Set(found.keys).union(before.keys) {
      let allowed = [before[tenant], after?[tenant]].compactMap { $0 }
      if let picture = found[tenant], allowed.contains(picture) || allowed.isEmpty && picture.sequence == 0 { continue }
      if let earlier = earlier?[tenant], let picture = found[tenant], let last = allowed.last,
        (earlier.sequence...last.sequence).contains(picture.sequence)
      {
        continue
      }
      report.findings.append(
        "\(tenant) stands at row \(found[tenant]?.sequence ?? -1); allowed: \(allowed.map(\.sequence)), with the balances of then"
      )
    }
  }

  private func askAgain(_ daemon: Daemon, _ answered: [Recording.Exchange], _ report: inout Report) throws {
    let before = daemon.picture
    for (index, exchange) in answered.enumerated() where exchange.changes {
      guard index % stride == 0 || answered.count - index <= 4 else { continue }
      let again = try daemon.send(exchange.request)
      if !again.says(exchange.reply) || !again.isReplay {
        report.findings.append("\(exchange.request.key ?? "") was answered \(exchange.reply), now \(again)")
      }
    }
    if daemon.picture != before { report.findings.append("asking again changed the books") }
  }

  /// Sends what had no answer again, together as it was.
  private func finish(_ daemon: Daemon, _ underWay: [Recording.Exchange], _ report: inout Report) throws {
    guard let last = underWay.last else { return }
    daemon.clock.time = last.time
    for (exchange, again) in zip(underWay, try daemon.send(underWay.map(\.request))) where exchange.changes {
      if again.reply.isReplay { report.appliedUnanswered += 1 } else { report.notApplied += 1 }
      // Which of several attempts to make a tenant came to be, nobody was told.
      let isTenant = exchange.request.tenant == nil
      if isTenant ? again.reply.status != exchange.reply.status : !again.reply.says(exchange.reply) {
        report.findings.append("\(exchange.request.key ?? "") would have been answered \(exchange.reply), is \(again.reply)")
      }
    }
    if daemon.picture != recording.moments[last.moment].picture {
      report.findings.append("after \(last.request.key ?? "") was sent again the books are not as they were")
    }
  }

  private func goOn(_ daemon: Daemon, _ told: Told, _ report: inout Report) throws {
    guard let last = told.answered.last else { return }
    let done = told.underWay.last?.moment ?? last.moment
    let left = recording.exchanges.filter { $0.moment > done && $0.request.tenant == "toko" }
    for moment in Set(left.map(\.moment)).sorted() {
      let exchanges = left.filter { $0.moment == moment }
      daemon.clock.time = exchanges[0].time
      for (exchange, again) in zip(exchanges, try daemon.send(exchanges.map(\.request)))
      where exchange.changes && !again.reply.says(exchange.reply) {
        report.findings.append("later, \(exchange.request.key ?? "") was answered \(exchange.reply), now \(again.reply)")
        return
      }
    }
    if daemon.picture["toko"] != recording.moments.last?.picture["toko"] {
      report.findings.append("at the end of the script the books are not as they were")
    }
  }

  private func verify(_ folder: String, _ call: Int, _ report: inout Report) throws {
    let catalog = try CatalogFile(path: folder + "/catalog.db")
    for tenant in try catalog.tenants() {
      var verifier = LedgerVerifier()
      verifier.anchors = recording.anchors.filter { $0.answeredAt <= call && $0.anchor.tenant == tenant.id }.map(\.anchor)
      verifier.anchors += try catalog.heads(of: tenant.id, limit: 100)
      verifier.checksIntegrity = goesOn
      if case .unsound(let finding) = try verifier.verify(path: "\(folder)/tenants/\(tenant.id)/ledger.db") {
        report.findings.append("the verifier: \(finding)")
      }
    }
  }

  /// Whether the verifier, SQLite's own check included, has nothing to say about a ledger.
  func isSound(_ folder: String, _ tenant: TenantID) throws -> Bool {
    var verifier = LedgerVerifier()
    verifier.checksIntegrity = true
    do {
      if case .sound = try verifier.verify(path: "\(folder)/tenants/\(tenant)/ledger.db") { return true }
      return false
    } catch AuditFailure.unreadable {
      return false
    }
  }
}
