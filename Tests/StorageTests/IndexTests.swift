import Foundation
import SQLite
import Sodium
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

@Suite struct IndexTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var mixed = state
      mixed ^= mixed >> 33
      mixed = mixed &* 0xff51_afd7_ed55_8ccd
      return mixed ^ mixed >> 29
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5]) func `the table finds what was inserted, after growing and taking back`(seed: Int) {
    var random = Random(state: UInt64(seed))
    var table = HashTable()
    var model: [UInt64: Set<Int64>] = [:]
    for sequence in 1...5_000 as ClosedRange<Int64> {
      // Few distinct top bits and repeated hashes: long probe chains, and several entries to a hash.
      let hash = sequence % 3 == 0 ? (random.next() & 0xff) << 56 : random.next()
      table.insert(hash, sequence)
      model[hash, default: []].insert(sequence)
      if sequence % 7 == 0, let victim = model[hash]?.randomElement(using: &random) {
        table.remove(hash, victim)
        model[hash]?.remove(victim)
      }
    }
    for (hash, expected) in model {
      var found: [Int64] = []
      table.find(hash, into: &found)
      #expect(Set(found) == expected && found.count == expected.count)
    }
    let walked = (0..<256).flatMap { table.entries(ofBucket: $0) }
    #expect(walked.count == model.values.reduce(0) { $0 + $1.count })
    #expect(walked.map(\.hash) == walked.map(\.hash).sorted())
  }

  @Test func `a page gives back its entries, and finds every hash in it`() {
    var random = Random(state: 9)
    let entries = (0..<300).map { _ in IndexEntry(hash: 0x7f << 56 | random.next() >> 8, sequence: Int64(random.next() >> 24)) }
      .sorted { $0.hash < $1.hash }
    let page = IndexPage.encode(entries)
    var decoded: [IndexEntry] = []
    let isWhole = page.withUnsafeBytes { bytes in IndexPage.decode(bytes, topByte: 0x7f) { decoded.append($0) } }
    #expect(isWhole)
    #expect(decoded == entries)
    for entry in entries {
      var found: [Int64] = []
      page.withUnsafeBytes { IndexPage.find(entry.hash, in: $0, into: &found) }
      #expect(found.contains(entry.sequence))
    }
    #expect(!page.dropLast().withUnsafeBytes { page in IndexPage.decode(page, topByte: 0x7f) { _ in } })
  }

  @Test func `a filter never denies what it holds, and seldom admits what it does not`() {
    var random = Random(state: 4)
    let filter = Filter(entries: 20_000)
    let held = (0..<20_000).map { _ in random.next() }
    for hash in held { filter.insert(hash) }
    #expect(held.allSatisfy { filter.mayContain($0) })
    let admitted = (0..<100_000).filter { _ in filter.mayContain(random.next()) }.count
    #expect(admitted < 300, "\(admitted) of 100,000 absent hashes were admitted")
  }

  @Test func `a small run does not spoil the filter of the runs after it`() {
    var index = LedgerIndex()
    var random = Random(state: 6)
    var filters: [Filter] = []
    // A ledger closed early writes a small run; the fifteen after it are full ones.
    for number in 0..<16 as Range<Int64> {
      let entries = number == 0 ? 100 : 2_000
      let filter = index.filterOfGroup(level: 0, entries: entries)
      for _ in 0..<entries { filter?.insert(random.next()) }
      if let filter, !filters.contains(where: { $0 === filter }) { filters.append(filter) }
      index.add(IndexRun(number: number, level: 0, entries: entries, filter: nil))
    }
    for filter in filters {
      let admitted = (0..<100_000).filter { _ in filter.mayContain(random.next()) }.count
      #expect(admitted < 500, "\(admitted) of 100,000 absent hashes were admitted by one of \(filters.count) filters")
    }
  }

  @Test func `a run that is written while others are merged joins the next that will be`() {
    var index = LedgerIndex()
    func add(_ numbers: Range<Int64>) {
      for number in numbers {
        _ = index.filterOfGroup(level: 0, entries: number == 0 ? 10 : 1_000)
        index.add(IndexRun(number: number, level: 0, entries: number == 0 ? 10 : 1_000, filter: nil))
      }
    }
    add(0..<16)
    index.complete(Array(0..<16))
    add(16..<20)
    index.remove(Array(0..<16))
    add(20..<32)
    #expect(index.commonFilter(of: Array(16..<32)) != nil)
  }

  @Test func `memory for filters is bounded, and keys without a filter are still found`() throws {
    let fixture = try Fixture { options in
      options.entriesPerRun = 64
      options.filterBytes = 200
    }
    for code in ["a", "b"] { try fixture.open(code) }
    for number in 0..<1_000 { _ = try fixture.transfer("a", "b", 1, key: Text("key-\(number)")) }
    let bytes = try fixture.ledger.onWriter { $0.index.filterBytes }
    #expect(bytes <= 200)
    for number in stride(from: 0, to: 1_000, by: 13) {
      #expect(try fixture.transfer("a", "b", 1, key: Text("key-\(number)")).isReplay)
    }
  }

  @Test func `a commit that fails while a run is written leaves an index that knows every key`() throws {
    let fixture = try Fixture { options in
      options.entriesPerRun = 64
      options.framesPerCheckpoint = 1 << 30
    }
    for code in ["a", "b"] { try fixture.open(code) }
    var applied: [Int] = []
    for number in 0..<1_500 {
      let isTight = number % 50 == 25
      if isTight { try fixture.ledger.onWriter { try $0.file.connection.execute("PRAGMA max_page_count = 1") } }
      do {
        _ = try fixture.transfer("a", "b", 1, key: Text("key-\(number)"))
        applied.append(number)
      } catch LedgerFailure.notApplied {}
      if isTight { try fixture.ledger.onWriter { try $0.file.connection.execute("PRAGMA max_page_count = 1000000") } }
    }
    #expect(applied.count < 1_500)
    let copy = try fixture.crashed()
    for number in 0..<1_500 {
      let transfer = LedgerCore.Operation.transfer(Posting(debit: .code("a"), credit: .code("b"), amount: 1), Details())
      let isKnown = try copy.ledger.answer(to: transfer, key: Text("key-\(number)")).isReplay
      #expect(isKnown == applied.contains(number), "key \(number) is \(isKnown ? "" : "not ")known")
    }
  }
}

@Suite struct MigrationTests {
  @Test func `migrations are pinned: what was released is never edited`() {
    #expect(Migrations.ledger.steps.map(\.name) == ["m0001_ledger", "m0002_records"])
    // Before the first release the schema may still change, and these with it.
    #expect(
      Migrations.ledger.steps.map(\.hash) == [
        "d2a19ef9b3e31b9a173bd54970025ba57e4a306ec78de5c09a52ab1b59715b38",
        "7ada3a779d5d75ee91ffefd3ddc6f3240c46ee0e27e65a7d3c15f2ce41011bdc",
      ])
    let catalog = [
      ("m0001_catalog", "0171ddd487a8fa7f6af207a7aec08786bb6d81ee4690c7ddd4e768ccdd878289"),
      ("m0002_access", "be2f3af03cdb9b218575a3532c02ac9129a4ef8188cfcf5847fadba7006586e5"),
      ("m0003_ledgers", "1adc32c2fe79553e6d6736d4b2ea5658e5d4c7473deb501609e05c91c70d84fa"),
      ("m0004_audit_heads", "4ea1c2792661c00f207d69905abdf90864c9c98c11b3378cf072c209754bc8e0"),
      ("m0005_audit_of_tenants", "6be5fc72f65764efa8648eb5afe04ffb47abc8d5a0855b5da67db0996391568b"),
    ]
    #expect(Migrations.catalog.steps.map(\.name) == catalog.map(\.0))
    #expect(Migrations.catalog.steps.map(\.hash) == catalog.map(\.1))
  }

  @Test func `a file of a newer version is refused, and so is one that was migrated by something else`() throws {
    let path = NSTemporaryDirectory() + "walletd-migrations-\(UUID().uuidString).db"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let connection = try Connection(path: path, mode: .readWrite)
    try Migrations.catalog.apply(to: connection)
    try Migrations.catalog.apply(to: connection)
    #expect(throws: LedgerFileError.self) { try Migrations.ledger.apply(to: connection) }
    try connection.execute("INSERT INTO migrations VALUES (99, 'm0099_later', 'x')")
    #expect(throws: LedgerFileError.self) { try Migrations.catalog.apply(to: connection) }
  }

  @Test func `a second daemon on the same directory is refused`() throws {
    let fixture = try Fixture()
    #expect(throws: DataDirectoryError.self) { try DataDirectory(path: fixture.folder, options: fixture.options) }
  }

  @Test func `tenants are made once, and a key comes back with the same tenant`() throws {
    let fixture = try Fixture()
    #expect(try fixture.directory.create(code: "shop", name: "Shop", key: "t").isReplay)
    #expect(throws: TenantFailure.codeTaken) { try fixture.directory.create(code: "shop", name: "Shop", key: "u") }
    #expect(throws: TenantFailure.mismatch("name")) { try fixture.directory.create(code: "shop", name: "Other", key: "t") }
    try fixture.restart()
    #expect(fixture.directory.tenant("shop")?.id == fixture.tenant.id)
    #expect(try fixture.directory.create(code: "shop", name: "Shop", key: "t").isReplay)
  }

  @Test func `a head is signed by the daemon's key over the lines anybody can write again`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    let head = try fixture.directory.signedHead(of: fixture.tenant.id)
    #expect(head.sequence == 2)
    let message = SignedHead.message(
      tenant: head.tenant, sequence: head.sequence, sealNumber: head.sealNumber, seal: head.seal, signedAt: head.signedAt)
    #expect(SigningKey.verify(head.signature, of: message, publicKey: head.publicKey))
    #expect(!SigningKey.verify(head.signature, of: message + [0], publicKey: head.publicKey))
    #expect(try fixture.directory.signedHead(of: fixture.tenant.id) == head)
  }
}

@Suite struct TenantCreationTests {
  @Test func `a creation that was cut off is finished at the next start`() throws {
    let fixture = try Fixture()
    try fixture.directory.shutdown()
    let catalog = try Connection(path: fixture.folder + "/catalog.db", mode: .readWrite)
    try catalog.execute("UPDATE tenants SET ledger_made = 0")
    try catalog.close()
    try FileManager.default.removeItem(atPath: fixture.ledgerPath)
    let copy = try fixture.crashed()
    #expect(copy.directory.trouble.isEmpty && copy.ledger.head.sequence == 0)
  }

  @Test func `a ledger that is missing is reported, and never made anew`() throws {
    let fixture = try Fixture()
    try fixture.directory.shutdown()
    try FileManager.default.removeItem(atPath: fixture.ledgerPath)
    #expect(throws: TestFailure.self) { try fixture.crashed() }
    #expect(!FileManager.default.fileExists(atPath: fixture.ledgerPath))
  }

  @Test func `a tenant that could not be stored leaves nothing that keeps the next from being made`() throws {
    let fixture = try Fixture()
    let tenants = fixture.folder + "/tenants"
    try FileManager.default.moveItem(atPath: tenants, toPath: tenants + ".away")
    #expect(throws: TenantFailure.self) { try fixture.directory.create(code: "next", name: "Next", key: "n") }
    try FileManager.default.moveItem(atPath: tenants + ".away", toPath: tenants)
    #expect(try !fixture.directory.create(code: "next", name: "Next", key: "n").isReplay)
  }
}
