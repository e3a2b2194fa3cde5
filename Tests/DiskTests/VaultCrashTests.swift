import Foundation
import LedgerCore
import LyingDisk
import SQLite
import Storage
import Testing
import Vault

/// The vault on a disk that forgets what was not synced.
@Suite struct `The vault on a disk that lies` {
  private let folder = Folder()
  private let seed = Seed.current

  /// What a client was told, and after which call of the disk.
  private struct Told {
    enum Act { case made, revealed, deleted }

    let act: Act
    let index: Int
    let token: TokenID
    let at: Int
  }

  /// Cards go in, are revealed and deleted, while keys are rotated.
  private func script(_ disk: LyingDisk, _ place: String, syncs: Bool = true) throws -> [Told] {
    let run = try VaultRun(place, syncs: syncs)
    var told: [Told] = []
    for index in 0..<40 {
      let token = try run.tokenise(index).method.token
      told.append(Told(act: .made, index: index, token: token, at: disk.count))
      if index % 3 == 0 {
        _ = try run.reveal(token)
        told.append(Told(act: .revealed, index: index, token: token, at: disk.count))
      }
      if index % 5 == 4 {
        let doomed = told.filter { $0.act == .made }[index - 2]
        _ = try run.delete(doomed.token)
        told.append(Told(act: .deleted, index: doomed.index, token: doomed.token, at: disk.count))
      }
      if index % 15 == 10 { try run.beginRotation() }
      if index % 15 == 12 { try run.finishRotation() }
    }
    return told
  }

  /// What is wrong with the vault that a power cut has left.
  private func findings(_ image: String, _ told: [Told], cutAfter call: Int) throws -> [String] {
    let run = try VaultRun(image)
    var findings: [String] = []
    let deleted = Set(told.filter { $0.act == .deleted && $0.at <= call }.map(\.index))
    let perhapsDeleted = Set(told.filter { $0.act == .deleted }.map(\.index))
    var revealed = 0
    for one in told where one.at <= call {
      switch one.act {
      case .revealed: revealed += 1
      case .deleted:
        let result = Result { try run.method(one.token).deletedAt }
        if case .success(.some) = result { continue }
        findings.append("card \(one.index) was deleted, and now: \(result)")
      case .made:
        if deleted.contains(one.index) { continue }
        let result = Result { try run.reveal(one.token) }
        if case .success(VaultRun.numbers[one.index % VaultRun.numbers.count]) = result { continue }
        if case .failure(VaultFailure.deleted) = result, perhapsDeleted.contains(one.index) { continue }
        findings.append("card \(one.index) was taken, and now: \(result)")
      }
    }
    // A client that sends again gets its token, or one for the first time.
    for index in 0..<40 {
      let result = Result { try run.tokenise(index) }
      guard case .success(let again) = result else {
        findings.append("card \(index) cannot be sent again: \(result)")
        continue
      }
      let known = told.first { $0.act == .made && $0.index == index && $0.at <= call }
      if let known, again.method.token != known.token || !again.isReplay { findings.append("card \(index) got another token") }
    }
    let vault = try run.vault()
    if vault.hasRetiringKey || vault.rotationStatus.trouble != nil {
      findings.append("the rotation did not go on: \(vault.rotationStatus)")
    }
    try run.vaults.shutdown()
    let file = try Connection(path: "\(image)/tenants/\(VaultRun.tenant)/vault.db", mode: .readOnly)
    let rows = try file.integer("SELECT count(*) FROM audit WHERE action = 'payment_method.revealed'") ?? 0
    if rows < revealed { findings.append("\(revealed) reveals were answered, \(rows) are in the audit trail") }
    return findings
  }

  private func cuts(_ name: String, syncs: Bool, points: Int) throws -> (findings: [String], count: Int) {
    let place = folder[name]
    try VaultRun.prepare(place)
    let disk = try LyingDisk(at: place, seed: seed, keepsPast: true)
    let told = try script(disk, place, syncs: syncs)
    #expect(told.count > 50)
    var dice = Dice(seed: seed)
    let changing = disk.calls.indices.filter { disk.calls[$0].changes }.map { $0 + 1 }
    let chosen = (0..<points).map { part in
      let (low, high) = (part * changing.count / points, (part + 1) * changing.count / points)
      return changing[low + dice.below(max(1, high - low))]
    }
    var past = disk.past
    var findings: [String] = []
    for (index, call) in chosen.enumerated() {
      past.advance(to: call)
      let survival = Survival.all[dice.below(Survival.all.count)]
      let image = folder["\(name)-\(index)"]
      try past.image(survival, seed: seed &+ UInt64(index), to: image)
      findings += try self.findings(image, told, cutAfter: call).map { "cut after call \(call), \(survival): \($0)" }
      try FileManager.default.removeItem(atPath: image)
    }
    return (findings, chosen.count)
  }

  @Test func `loses nothing that was answered, and no audit row of a reveal, when the power is cut`() throws {
    let (findings, count) = try cuts("cuts", syncs: true, points: `A power cut`.points.map { max(10, $0 / 6) } ?? 2_000)
    print("crashes: \(count) × vault; seed \(seed)")
    #expect(findings.isEmpty, "\(findings.prefix(10).joined(separator: "\n"))\n\(Seed.replay(seed))")
  }

  @Test func `would be found to lose cards if commits did not wait for the disk`() throws {
    #expect(try !cuts("unsynced", syncs: false, points: 20).findings.isEmpty)
  }

  @Test(arguments: [DiskFault.io, .shortWrite, .syncFails, .full])
  func `says what it knows when a call fails, is got over without a restart, and applies nothing twice`(
    _ fault: DiskFault
  ) throws {
    let sound = folder["sound"]
    try VaultRun.prepare(sound)
    let calls: Int
    do {
      let disk = try LyingDisk(at: sound, seed: seed)
      _ = try script(disk, sound)
      calls = disk.count
    }
    var dice = Dice(seed: seed)
    var met = 0
    var said: [String: Int] = [:]
    for index in 0..<12 {
      let place = folder["\(fault)-\(index)"]
      try VaultRun.prepare(place)
      let disk = try LyingDisk(at: place, seed: seed)
      let run = try VaultRun(place)
      _ = try run.vault()
      disk.fail(disk.count + 1 + dice.below(calls / 2), with: fault, .once)
      var tokens: [TokenID] = []
      for index in 0..<25 { tokens.append(try patiently(&said) { try run.tokenise(index).method.token }) }
      #expect(Set(tokens).count == 25)
      for (index, token) in tokens.enumerated() {
        let secret = try patiently(&said) { try run.reveal(token) }
        #expect(secret == VaultRun.numbers[index % VaultRun.numbers.count])
      }
      met += disk.faultsMet
    }
    print("errors: 12 × vault, \(fault): met \(met), \(said.sorted { $0.key < $1.key }); seed \(seed)")
    #expect(met > 0)
  }

  /// Sends again what was not applied, or is not known to have been.
  private func patiently<T>(_ said: inout [String: Int], _ send: () throws -> T) throws -> T {
    for _ in 0..<3 {
      do { return try send() } catch VaultFailure.outcomeUnknown { said["unknown", default: 0] += 1 } catch VaultFailure
        .notApplied
      { said["not applied", default: 0] += 1 }
    }
    return try send()
  }
}
