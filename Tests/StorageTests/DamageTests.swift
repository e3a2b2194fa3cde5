import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

/// What is derived can be lost or damaged in any way: it is never believed. The rows decide, and every key stays exact.
@Suite struct DamageTests {
  @Test func `damage is looked for by what knows an undamaged ledger`() throws {
    let scene = try DamageScene()
    #expect(try scene.findings().isEmpty)
  }

  private static let damages = [
    "DELETE FROM index_runs WHERE run = (SELECT min(run) FROM index_runs)",
    "DELETE FROM index_runs WHERE run = (SELECT max(run) FROM index_runs)",
    "DELETE FROM index_runs WHERE run % 2 = 0",
    "DELETE FROM index_runs; DELETE FROM index_pages",
    "DELETE FROM index_pages WHERE page % 2 = 0",
    "UPDATE index_runs SET run = run + 1000",
    "UPDATE index_runs SET entries = entries + 1",
    "UPDATE index_pages SET entries = zeroblob(length(entries))",
    "UPDATE index_pages SET entries = x''; UPDATE index_runs SET entries = 0",
    "UPDATE watermark SET (sequence, seal_number, seal) = (SELECT last, number, seal FROM seals ORDER BY number DESC LIMIT 1)",
    "UPDATE watermark SET (sequence, seal_number, seal) = (SELECT last, number, seal FROM seals WHERE number = 40)",
    "DELETE FROM watermark",
    "UPDATE watermark SET postings = postings - 1",
    "UPDATE account_states SET version = version + 1 WHERE account = 21",
    "UPDATE account_states SET last_posting = last_posting + 1 WHERE account = 21",
    "UPDATE account_states SET debits_posted = debits_posted + 1, credits_posted = credits_posted + 1 WHERE account = 21",
    "UPDATE account_states SET debits_posted = debits_posted + 1 WHERE account IN (21, 1);"
      + "UPDATE account_states SET credits_posted = credits_posted + 1 WHERE account IN (22, 2)",
    "DELETE FROM account_states WHERE account = 20",
    "DELETE FROM account_states",
    "UPDATE open_holds SET expires_at = expires_at + 1000000",
    "UPDATE open_holds SET expires_at = NULL",
    "UPDATE open_holds SET placed_at = placed_at + 1",
    "UPDATE open_holds SET remaining = remaining + 1 WHERE hold = (SELECT min(hold) FROM open_holds)",
    "DELETE FROM open_holds WHERE hold = (SELECT max(hold) FROM open_holds)",
    "DELETE FROM open_holds",
    "INSERT INTO account_marks SELECT 1, sequence FROM postings WHERE debit = 3",
    "DELETE FROM account_marks",
  ]

  @Test func `damage of saved state changes nothing`() throws {
    let scene = try DamageScene()
    for sql in DamageTests.damages {
      let copy = try scene.copied()
      try copy.damage(sql)
      #expect(try copy.findings() == [], "\(sql)")
    }
  }

  @Test func `no bit of the index can flip unnoticed`() throws {
    let scene = try DamageScene()
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<25 {
      let copy = try scene.copied()
      let note = try copy.flipOneBit(using: &generator)
      #expect(try copy.findings() == [], "\(note)")
    }
  }
}

/// A ledger with runs, merged runs, holds and marks, and what it must still know when it is opened again.
private final class DamageScene {
  private let folder: String
  private let tenant: Tenant
  private let options: StorageOptions
  private let transfers: [(debit: String, credit: String, amount: Int64, key: Text)]
  private let states: [AccountState]
  private let holds: [Int64: OpenHold]
  private let asOf: (moment: Timestamp, counters: Counters?)
  private let keeper: Fixture?

  init() throws {
    let fixture = try Fixture { $0.entriesPerRun = 64 }
    for number in 1...24 { try fixture.open("w\(number)") }
    var transfers: [(debit: String, credit: String, amount: Int64, key: Text)] = []
    func transfer(_ debit: String, _ credit: String, _ amount: Int64) throws {
      fixture.clock.advance(seconds: 0.001)
      let key = Text("key-\(transfers.count)")
      _ = try fixture.transfer(debit, credit, amount, key: key)
      transfers.append((debit, credit, amount, key))
    }
    // Accounts that no later row touches: 20 has moved and is at nothing again.
    try transfer("w21", "w22", 5)
    try transfer("w22", "w20", 3)
    try transfer("w20", "w22", 3)
    let posting = Posting(debit: .code("w23"), credit: .code("w24"), amount: 7)
    for taken in [nil, Int64(2)] {
      let hold = try #require(try fixture.run(.placeHold(posting, expiresIn: 5_000, Details())).rows.first?.hold)
      if let taken { try fixture.run(.captureHold(hold, amount: taken, isFinal: false, then: [], Details())) }
    }
    for _ in 0..<300 { try transfer("w1", "w2", 1) }
    let moment = fixture.clock.now()
    for number in 0..<900 { try number % 9 == 0 ? transfer("w3", "w4", 1) : transfer("w2", "w1", 1) }
    states = fixture.ledger.allAccounts().accounts.map(\.state)
    holds = try fixture.ledger.onWriter { $0.book.openHolds }
    asOf = (moment, try fixture.ledger.counters(of: AccountNumber(1), asOf: moment, by: .posted))
    try fixture.directory.shutdown()
    (folder, tenant, options, self.transfers, keeper) = (fixture.folder, fixture.tenant, fixture.options, transfers, fixture)
  }

  private init(_ other: DamageScene) throws {
    folder = other.folder + "-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: other.folder, toPath: folder)
    (tenant, options, transfers, states) = (other.tenant, other.options, other.transfers, other.states)
    (holds, asOf, keeper) = (other.holds, other.asOf, nil)
  }

  deinit { if keeper == nil { try? FileManager.default.removeItem(atPath: folder) } }

  func copied() throws -> DamageScene { try DamageScene(self) }

  private func open() throws -> Connection {
    try Connection(path: "\(folder)/tenants/\(tenant.id)/ledger.db", mode: .readWrite)
  }

  func damage(_ sql: String) throws {
    let connection = try open()
    try connection.execute(sql)
    try connection.close()
  }

  func flipOneBit(using generator: inout some RandomNumberGenerator) throws -> String {
    let connection = try open()
    var pages: [(Int64, [UInt8])] = []
    do {
      let select = try connection.prepare("SELECT page, entries FROM index_pages WHERE length(entries) > 0")
      while try select.step() { pages.append((select.integer(0), select.bytes(1))) }
      var (page, bytes) = try #require(pages.randomElement(using: &generator))
      let bit = Int.random(in: 0..<bytes.count * 8, using: &generator)
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      let update = try connection.prepare("UPDATE index_pages SET entries = ?2 WHERE page = ?1")
      update.bind(1, page)
      update.bind(2, blob: bytes)
      try update.run()
      pages = [(page, [UInt8(bit % 8)])]
    }
    connection.abandon()
    return "page \(pages[0].0)"
  }

  /// What the ledger, opened on a copy of the files, no longer knows or knows differently.
  func findings() throws -> [String] {
    let copy = try Fixture.Copy(path: folder + "-opened-\(UUID().uuidString)", copyOf: folder, tenant: tenant, options: options)
    var findings: [String] = []
    let states = copy.ledger.allAccounts().accounts.map(\.state)
    for (number, (before, after)) in zip(self.states, states).enumerated() where before != after {
      findings.append("account \(number + 1): \(before) became \(after)")
    }
    let holds = try copy.ledger.onWriter { $0.book.openHolds }
    if holds != self.holds { findings.append("open holds: \(self.holds) became \(holds)") }
    if try copy.ledger.counters(of: AccountNumber(1), asOf: asOf.moment, by: .posted) != asOf.counters {
      findings.append("the past")
    }
    var forgotten = 0
    for transfer in transfers {
      let posting = Posting(debit: .code(Text(transfer.debit)), credit: .code(Text(transfer.credit)), amount: transfer.amount)
      if try !copy.ledger.answer(to: .transfer(posting, Details()), key: transfer.key).isReplay { forgotten += 1 }
    }
    if forgotten > 0 { findings.append("\(forgotten) keys forgotten: their requests were applied twice") }
    return findings
  }
}
