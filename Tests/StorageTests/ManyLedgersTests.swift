import Foundation
import SQLite
import Synchronization
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

/// More tenants than ledgers that may be open.
@Suite struct ManyLedgersTests {
  /// A directory whose tenants each have the accounts `a` and `b`.
  private final class House: @unchecked Sendable {
    // Sendable because a test that asks from several threads changes nothing of it meanwhile.
    let folder = NSTemporaryDirectory() + "many-\(UUID().uuidString)"
    let clock = TestClock()
    var options = StorageOptions()
    private(set) var directory: DataDirectory
    private(set) var tenants: [TenantID] = []
    let reports = Reports()

    init(tenants count: Int, bound: Int, threads: Int = 2) throws {
      options.clock = clock
      options.writerThreads = threads
      options.openLedgers = bound
      options.waitForPlace = 200_000
      let reports = reports
      options.report = { tenant, why in reports.add(why) }
      directory = try DataDirectory(path: folder, options: options)
      for number in 0..<count {
        let tenant = try directory.create(code: "shop-\(number)", name: "Shop", key: "t\(number)").tenant.id
        tenants.append(tenant)
        for code in ["a", "b"] { _ = try run(number, opening(code), key: "open-\(code)") }
      }
    }

    deinit {
      try? directory.shutdown()
      try? FileManager.default.removeItem(atPath: folder)
    }

    func opening(_ code: String) throws -> LedgerCore.Operation {
      .openAccount(AccountOpening(code: Text(code), currency: try #require(Currency("IDR")), accountClass: .liability))
    }

    func ledger(_ number: Int) throws -> SQLiteLedger {
      guard let ledger = directory.ledger(of: tenants[number]) as? SQLiteLedger else {
        throw TestFailure("\(directory.trouble) \(reports.all)")
      }
      return ledger
    }

    func run(_ number: Int, _ operation: LedgerCore.Operation, key: String) throws -> Answer {
      let box = Mutex<Result<LedgerReply, LedgerFailure>?>(nil)
      let done = DispatchSemaphore(value: 0)
      try ledger(number).submit(.single(Command(key: Text(key), operation: operation)), waking: true) { result in
        box.withLock { $0 = result }
        done.signal()
      }
      if options.writerThreads == 0 { directory.runReady() } else { done.wait() }
      guard case .single(let answer) = try box.withLock({ $0 })?.get() else { throw TestFailure("no answer") }
      return answer
    }

    func transfer(_ number: Int, key: String) throws -> Answer {
      try run(number, transferOperation, key: key)
    }

    let transferOperation = LedgerCore.Operation.transfer(
      Posting(debit: .code("a"), credit: .code("b"), amount: 1), Details())

    func restart(_ adjust: (inout StorageOptions) -> Void = { _ in }) throws {
      try directory.shutdown()
      try moveAside()
      adjust(&options)
      directory = try DataDirectory(path: folder, options: options)
    }

    /// The lock goes with the old object, which must be gone before the new one asks for it.
    private func moveAside() throws {
      let elsewhere = folder + ".moved"
      try FileManager.default.moveItem(atPath: folder, toPath: elsewhere)
      try FileManager.default.copyItem(atPath: elsewhere, toPath: folder)
      try FileManager.default.removeItem(atPath: elsewhere)
    }

    /// The files as a kill leaves them.
    func killed() throws -> String {
      let copy = folder + "-killed-\(UUID().uuidString)"
      try FileManager.default.copyItem(atPath: folder, toPath: copy)
      return copy
    }

    func row(_ number: Int, of folder: String? = nil) throws -> (lookInside: Int64?, due: Int64?) {
      let catalog = try Connection(path: (folder ?? self.folder) + "/catalog.db", mode: .readOnly)
      let (tenant, table) = (tenants[number].text, "FROM ledgers WHERE tenant = ")
      return (
        try catalog.integer("SELECT look_inside \(table) '\(tenant)'"), try catalog.integer("SELECT due_at \(table) '\(tenant)'")
      )
    }
  }

  final class Reports: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
  }

  @Test func `never more than the bound are open, whoever asks, and keys are known across closing`() throws {
    let house = try House(tenants: 12, bound: 3)
    var highest = 0
    for round in 0..<3 {
      for number in 0..<12 {
        let answer = try house.transfer(number, key: "k-\(round)")
        #expect(!answer.isReplay)
        highest = max(highest, house.directory.openLedgers.open)
      }
      for number in 0..<12 { #expect(try house.transfer(number, key: "k-\(round)").isReplay) }
    }
    #expect(highest == 3)
    #expect(house.directory.openLedgers.evictions > 60)
    for number in 0..<12 { #expect(try house.ledger(number).posted("b") == 3) }
    #expect(house.reports.all.isEmpty)
  }

  @Test func `the one that was not used for longest goes`() throws {
    let house = try House(tenants: 4, bound: 3)
    for number in [0, 1, 2, 0, 3] { _ = try house.transfer(number, key: "k") }
    #expect(house.directory.glance(at: house.tenants[1]) { $0.head.sequence } == nil)
    for number in [0, 2, 3] { #expect(house.directory.glance(at: house.tenants[number]) { $0.head.sequence } != nil) }
  }

  @Test func `one that somebody holds on to stays, and when all are held another waits, then is refused`() throws {
    let house = try House(tenants: 3, bound: 2)
    var held: [SQLiteLedger] = [try house.ledger(0), try house.ledger(1)]
    // The clock stands still: a thread moves it while the third waits.
    let clock = house.clock
    let hasEnded = Mutex(false)
    let mover = DispatchWorkItem { while !hasEnded.withLock({ $0 }) { clock.advance(seconds: 0.001) } }
    DispatchQueue.global().async(execute: mover)
    let outcome = house.directory.shelf.wait(for: house.tenants[2])
    hasEnded.withLock { $0 = true }
    mover.wait()
    guard case .failure(.notApplied(let why)) = outcome else { throw TestFailure("all were in use, and it got one") }
    #expect(why.contains("in use"))
    #expect(held.allSatisfy { $0.posted("b") == 0 })
    held.removeLast()
    #expect(try house.transfer(2, key: "k").isReplay == false)
    #expect(house.directory.glance(at: house.tenants[0]) { $0.head.sequence } != nil)
    #expect(house.directory.glance(at: house.tenants[1]) { $0.head.sequence } == nil)
  }

  @Test func `those who wait for a ledger are let in once each, in the order of asking`() throws {
    let house = try House(tenants: 8, bound: 1, threads: 4)
    let order = Mutex<[Int]>([])
    let done = DispatchSemaphore(value: 0)
    for number in 0..<200 {
      house.directory.whenOpen(house.tenants[0]) { result in
        if case .success = result { order.withLock { $0.append(number) } }
        done.signal()
      }
      if number % 50 == 0 { house.directory.whenOpen(house.tenants[1 + number / 50]) { _ in } }
    }
    for _ in 0..<200 { done.wait() }
    #expect(order.withLock { $0 } == Array(0..<200))
  }

  @Test func `a ledger is opened once, however many ask at once, while others are closed for it`() throws {
    let house = try House(tenants: 10, bound: 2, threads: 2)
    let refused = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 6) { client in
      var dice = UInt64(client) &* 0x9e37_79b9_7f4a_7c15 | 1
      for step in 0..<60 {
        dice ^= dice << 13
        dice ^= dice >> 7
        dice ^= dice << 17
        let number = Int(dice % 10)
        let answer = Result { try house.transfer(number, key: "c\(client)-\(step)") }
        if case .failure = answer { refused.withLock { $0 += 1 } }
      }
    }
    var posted: Int64 = 0
    for number in 0..<10 { posted += try house.ledger(number).posted("b") ?? 0 }
    #expect(posted == 360 - Int64(refused.withLock { $0 }))
    #expect(house.reports.all.isEmpty, "\(house.reports.all)")
  }

  @Test func `the registry says look inside while a ledger is open, and when something is due once it is closed`() throws {
    let house = try House(tenants: 3, bound: 1, threads: 0)
    let hold = LedgerCore.Operation.placeHold(
      Posting(debit: .code("a"), credit: .code("b"), amount: 5), expiresIn: 3_600, Details())
    _ = try house.run(0, hold, key: "hold")
    for number in [1, 2] { _ = try house.run(number, house.transferOperation, key: "k") }
    try house.restart()
    // The clock stood still: the hold is a few rows later than it says.
    let found = try house.row(0)
    let due = try #require(found.due)
    #expect(found.lookInside == 0 && (1...10).contains(due - house.clock.now().microseconds - 3_600 * 1_000_000))
    #expect(try house.row(1) == (0, nil))

    // Only what is opened is marked, and before it can change.
    _ = try house.run(1, house.transferOperation, key: "k-2")
    #expect(try house.row(1).lookInside == 1)
    #expect(try house.row(0) == (0, due))

    // Nobody asks for it: the hold expires all the same, in its time.
    house.clock.advance(seconds: 3_599)
    house.directory.runReady()
    #expect(house.directory.sequence(of: house.tenants[0]) == 3)
    house.clock.advance(seconds: 1.1)
    house.directory.runReady()
    #expect(house.directory.sequence(of: house.tenants[0]) == 4)
  }

  @Test func `what the catalogue is asked before its hundred thousandth use takes no more stack than before its first`() throws {
    let house = try House(tenants: 1, bound: 1)
    // Each look used to wrap the function once more: the stack ended after some ten thousand openings.
    for _ in 0..<100_000 { try house.directory.registry.reading { _ in } }
  }

  @Test func `after a kill every ledger that was open is looked into, and no other`() throws {
    let house = try House(tenants: 6, bound: 6, threads: 0)
    try house.restart()
    let hold = LedgerCore.Operation.placeHold(
      Posting(debit: .code("a"), credit: .code("b"), amount: 5), expiresIn: 60, Details())
    for number in [1, 4] { _ = try house.run(number, hold, key: "hold") }
    let killed = try house.killed()
    defer { try? FileManager.default.removeItem(atPath: killed) }
    house.clock.advance(seconds: 61)
    let next = try DataDirectory(path: killed, options: house.options)
    next.runReady()
    #expect(next.openLedgers.opens == 2)
    for number in [1, 4] { #expect(next.sequence(of: house.tenants[number]) == 4, "placed, and expired") }
    try next.shutdown()
  }

  @Test func `one that cannot be opened keeps no other from it, says so, and is tried again later`() throws {
    let house = try House(tenants: 3, bound: 2, threads: 0)
    try house.restart()
    let file = "\(house.folder)/tenants/\(house.tenants[1])/ledger.db"
    try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
    #expect(house.directory.ledger(of: house.tenants[1]) == nil)
    #expect(house.directory.trouble[house.tenants[1]]?.contains("is missing") == true)
    #expect(house.reports.all.count == 1)
    _ = try house.run(0, house.transferOperation, key: "k")
    try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
    #expect(house.directory.ledger(of: house.tenants[1]) == nil, "not at once")
    house.clock.advance(seconds: 2)
    #expect(house.directory.ledger(of: house.tenants[1]) != nil)
    #expect(house.directory.trouble.isEmpty)
  }

  @Test func `a ledger that is closed with many rows is opened again without replaying them`() throws {
    let house = try House(tenants: 1, bound: 1, threads: 0)
    try house.restart { $0.entriesReplayed = 20 }
    for step in 0..<30 { _ = try house.run(0, house.transferOperation, key: "k-\(step)") }
    try house.restart()
    let ledger = try house.ledger(0)
    let (active, runs) = try ledger.onWriter { ($0.index.activeCount, $0.index.runs.count) }
    #expect(active == 0 && runs == 1)
    for step in 0..<30 { #expect(try house.run(0, house.transferOperation, key: "k-\(step)").isReplay) }
  }
}
