import Audit
import Foundation
import LyingDisk
import Storage
import Testing

/// What must be found: each of these plants a fault that a power cut turns into a loss.
@Suite struct `The power cuts find` {
  private let folder = Folder()
  private let script = Script.long(rounds: 4)

  private func findings(_ recording: Recording, points: Int = 60) throws -> [String] {
    try Tries(recording, seed: 5, points: points).run(in: folder).findings
  }

  @Test func `that synchronous=NORMAL loses answered rows`() throws {
    let recording = try Recording(script, in: folder["data"], seed: 1) { $0.syncsEachCommit = false }
    let found = try findings(recording)
    #expect(!found.isEmpty)
    print("control synchronous=NORMAL: \(found.count) findings, first: \(found.first ?? "")")
  }

  @Test func `one sync that was swallowed`() throws {
    let sound = try Recording(script, in: folder["sound"], seed: 1)
    // The sync of a commit, after which a request was answered.
    let answer = try #require(sound.exchanges.last { $0.request.path == "/v1/transfers" }).answeredAt
    let recording = try Recording(script, in: folder["data"], seed: 1, prepare: { $0.fail(answer, with: .syncLies, .once) })
    #expect(recording.disk.faultsMet == 1)
    var past = recording.disk.past
    past.advance(to: answer)
    try past.image(.nothing, seed: 1, to: folder["image"])
    let report = try Autopsy(recording: recording).examine(folder["image"], cutAfter: answer)
    #expect(!report.findings.isEmpty)
    print("control swallowed sync: \(report.findings.first ?? "")")
  }

  @Test func `an engine that answers before it commits`() throws {
    var recording = try Recording(script, in: folder["data"], seed: 1)
    #expect(try findings(recording, points: 30).isEmpty)
    recording.answerEarlier(by: 1)
    var report = Autopsy.Report()
    var past = recording.disk.past
    for exchange in recording.exchanges where exchange.request.path == "/v1/transfers" {
      past.advance(to: exchange.answeredAt)
      let image = folder["early-\(exchange.answeredAt)-\(exchange.request.key ?? "")"]
      try past.image(.nothing, seed: 1, to: image)
      report.add(try Autopsy(recording: recording).examine(image, cutAfter: exchange.answeredAt))
    }
    #expect(!report.findings.isEmpty)
    print("control early answers: \(report.findings.first ?? "")")
  }

  @Test func `pages that changed although they were synced`() throws {
    let recording = try Recording(script, in: folder["data"], seed: 1)
    var past = recording.disk.past
    // After the clean stop: everything is in the file.
    past.advance(to: recording.disk.count)
    var dice = Dice(seed: Seed.current)
    let tenant = try #require(recording.anchors.first?.anchor.tenant)
    let sample = folder["data"] + "/tenants/\(tenant)/ledger.db"
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: sample)))
    let free = Int(bytes[36]) << 24 | Int(bytes[37]) << 16 | Int(bytes[38]) << 8 | Int(bytes[39])
    var unnoticed: [Int] = []
    for page in 0..<bytes.count / 4_096 {
      let image = folder["page-\(page)"]
      try past.image(.nothing, seed: 1, to: image)
      var broken = bytes
      for offset in page * 4_096..<(page + 1) * 4_096 { broken[offset] = UInt8(truncatingIfNeeded: dice.next()) }
      // The log's deletion was not synced: it would hide what it has copies of.
      try FileManager.default.removeItem(atPath: image + "/tenants/\(tenant)/ledger.db-wal")
      try Data(broken).write(to: URL(filePath: image + "/tenants/\(tenant)/ledger.db"))
      if try Autopsy(recording: recording).isSound(image, tenant) { unnoticed.append(page) }
      try FileManager.default.removeItem(atPath: image)
    }
    print("control garbled pages: \(bytes.count / 4_096 - unnoticed.count) of \(bytes.count / 4_096) noticed, \(free) free")
    #expect(unnoticed.count <= free, "\(unnoticed)\n\(Seed.replay(Seed.current))")
  }
}
