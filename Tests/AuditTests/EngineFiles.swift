import Audit
import Foundation
import Synchronization
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

/// Files the engine wrote, under random work, at many moments: whatever the engine does, the verifier follows.
struct EngineFiles {
  final class Clock: LedgerClock {
    private let micros = Mutex<Int64>(1_763_632_800_000_000)

    func now() -> Timestamp { Timestamp(microseconds: micros.withLock { $0 }) }
    func monotonic() -> Int64 { micros.withLock { $0 } }
    func advance(_ microseconds: Int64) { micros.withLock { $0 += microseconds } }
  }

  /// A small generator, so that a seed tells the whole story.
  struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  /// A data directory that does random things.
  final class Worker {
    let folder = NSTemporaryDirectory() + "engine-\(UUID().uuidString)"
    let clock = Clock()
    let directory: DataDirectory
    let tenant: Tenant
    let ledger: SQLiteLedger
    private var dice: Dice
    private var keys = 0
    private var holds: [HoldID] = []
    private var transactions: [TransactionID] = []
    private var accounts = 0
    private var records: [Int64] = []
    private var steps = 0

    init(seed: UInt64) throws {
      dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
      var options = StorageOptions()
      options.clock = clock
      options.entriesPerRun = 200
      options.rowsPerCommit = 16
      options.framesPerCheckpoint = 64
      directory = try DataDirectory(path: folder, options: options)
      tenant = try directory.create(code: "shop", name: "Shop", key: "t").tenant
      ledger = try #require(directory.ledger(of: tenant.id) as? SQLiteLedger)
    }

    deinit {
      // Whatever state a failed test left: the folder is thrown away.
      try? directory.shutdown()
      try? FileManager.default.removeItem(atPath: folder)
    }

    var path: String { "\(folder)/tenants/\(tenant.id)/ledger.db" }

    private func key() -> Text {
      keys += 1
      return Text("key-\(keys)")
    }

    func ask(_ request: LedgerRequest) throws -> LedgerReply {
      let done = DispatchSemaphore(value: 0)
      let box = Mutex<Result<LedgerReply, LedgerFailure>?>(nil)
      ledger.submit(request, waking: true) { answer in
        box.withLock { $0 = answer }
        done.signal()
      }
      done.wait()
      return try #require(box.withLock { $0 }).get()
    }

    func work(_ count: Int) throws {
      while accounts < 12 { try note(ask(.single(Command(key: key(), operation: opening())))) }
      for _ in 0..<count {
        clock.advance(Int64.random(in: 0...3_000_000, using: &dice))
        if Int.random(in: 0..<8, using: &dice) == 0 {
          let size = Int.random(in: 1...6, using: &dice)
          let isAtomic = Bool.random(using: &dice)
          let items = (0..<size).map { _ in Command(key: key(), operation: operation()) }
          try note(ask(.batch(Batch(key: key(), isAtomic: isAtomic, items: items))))
        } else if Int.random(in: 0..<5, using: &dice) == 0 {
          let step = step()
          try note(ask(.single(Command(key: step.kind == .housekeeping ? "" : key(), operation: .record(step)))))
        } else {
          try note(ask(.single(Command(key: key(), operation: operation()))))
        }
      }
    }

    private func note(_ reply: LedgerReply) {
      let answers: [Answer]
      switch reply {
      case .single(let answer): answers = [answer]
      case .batch(let all): answers = all
      case .batchMismatch, .batchPartlyKnown: answers = []
      }
      for answer in answers {
        switch answer.result {
        case .posted(let rows):
          if let row = rows.first {
            transactions.append(row.transactionID(ledger.tag))
            if row.kind == .hold, let hold = row.hold { holds.append(hold) }
          }
        case .account(let change): if change.kind == .opened { accounts += 1 }
        case .recorded(let changes): records += changes.map(\.record)
        case .refused, .mismatch: break
        }
      }
    }

    private func step() -> RecordStep {
      steps += 1
      let isOwn = Bool.random(using: &dice)
      // Work that is answered with what it posts has something to post.
      let posts = !isOwn && Int.random(in: 0..<3, using: &dice) == 0
      return RecordStep(
        kind: isOwn
          ? .housekeeping
          : posts
            ? .transferBetweenWallets
            : [.createIntent, .capturePayment, .setProviders, .replayDelivery].randomElement(using: &dice) ?? .createIntent,
        number: steps, record: Bool.random(using: &dice) ? records.randomElement(using: &dice) : nil,
        parent: Bool.random(using: &dice) ? records.randomElement(using: &dice) : nil,
        dueAt: Bool.random(using: &dice) ? clock.now().adding(seconds: 60) : nil, clearing: "assets:psp:\(steps % 3)",
        postings: (0..<Int.random(in: posts ? 1...3 : 0...3, using: &dice)).map { _ in posting() },
        movesFirst: posts || isOwn && Bool.random(using: &dice), authority: Bool.random(using: &dice) ? .payments : .fact)
    }

    private func opening() -> LedgerCore.Operation {
      let currency = Int.random(in: 0..<10, using: &dice) > 0 ? "IDR" : "USD"
      let limits: [BalanceLimit] = [.none, .noOverdraft, .floor(-50_000), .none, .none, .none]
      return .openAccount(
        AccountOpening(
          code: Bool.random(using: &dice) ? Text("code-\(keys)") : nil, currency: Currency(currency) ?? ISO.idr,
          accountClass: AccountClass.allCases.randomElement(using: &dice) ?? .asset,
          limit: limits.randomElement(using: &dice) ?? .none))
    }

    private enum ISO {
      static var idr: Currency {
        guard let currency = Currency("IDR") else { fatalError("IDR is a currency") }
        return currency
      }
    }

    private func account() -> AccountReference {
      let number = AccountNumber(Int32.random(in: 1...Int32(max(1, accounts)), using: &dice))
      return ledger.account(number).map { .id($0.identity.id) } ?? .code("nobody")
    }

    private func posting() -> Posting {
      Posting(
        debit: account(), credit: account(), amount: Int64.random(in: 1...4_000, using: &dice),
        balancing: Balancing.allCases.randomElement(using: &dice) ?? .none)
    }

    private func details() -> Details {
      let back = Int64.random(in: 0...20_000_000, using: &dice)
      let effectiveAt = Timestamp(microseconds: clock.now().microseconds - back)
      return Details(
        reference: Bool.random(using: &dice) ? "r" : nil,
        effectiveAt: Int.random(in: 0..<4, using: &dice) == 0 ? effectiveAt : nil,
        metadata: Int.random(in: 0..<4, using: &dice) == 0 ? #"{"a":"b"}"# : nil)
    }

    private func operation() -> LedgerCore.Operation {
      switch Int.random(in: -20..<20, using: &dice) {
      case 0: return opening()
      case 1:
        let changes: [AccountChange] = [
          .freeze(.debits), .unfreeze([.debits, .credits]), .setLimit(.floor(-90_000)), .setLimit(.none), .close,
          .freeze(.credits),
          .unfreeze([.debits, .credits]), .unfreeze([.debits, .credits]),
        ]
        return .changeAccount(account(), changes.randomElement(using: &dice) ?? .close)
      case 2...5:
        return .transaction((0..<Int.random(in: 1...4, using: &dice)).map { _ in posting() }, details())
      case 6...8:
        return .placeHold(
          posting(), expiresIn: Bool.random(using: &dice) ? Int64.random(in: 1...40, using: &dice) : nil, details())
      case 9...10:
        guard let hold = holds.randomElement(using: &dice) else { return .transfer(posting(), details()) }
        return .captureHold(
          hold, amount: Bool.random(using: &dice) ? Int64.random(in: 1...2_000, using: &dice) : nil,
          isFinal: Bool.random(using: &dice), then: Bool.random(using: &dice) ? [posting()] : [], details())
      case 11:
        guard let hold = holds.randomElement(using: &dice) else { return .transfer(posting(), details()) }
        return .releaseHold(hold, details())
      case 12:
        guard let transaction = transactions.randomElement(using: &dice) else { return .transfer(posting(), details()) }
        return .reverse(transaction, details())
      case -6...(-1): return .transaction([posting(), posting()], details())
      case -12...(-7): return .placeHold(posting(), expiresIn: Int64.random(in: 1...90, using: &dice), details())
      case -16...(-13):
        guard let hold = holds.last else { return .transfer(posting(), details()) }
        return .captureHold(hold, amount: Int64.random(in: 1...500, using: &dice), isFinal: false, then: [], details())
      default: return .transfer(posting(), details())
      }
    }
  }

  /// Work about records as a room above the ledger gives it: a record, and money that moves over an account of the product.
  struct RecordStep: RecordWork {
    let kind: OperationKind
    let number: Int
    /// What it changes; nil: it makes one.
    let record: Int64?
    let parent: Int64?
    let dueAt: Timestamp?
    let clearing: String
    let postings: [Posting]
    let movesFirst: Bool
    let authority: Book.Authority

    func visitFields(_ fields: inout some RequestFieldVisitor) {
      fields.integer(.operation, Int64(kind.rawValue))
      fields.text(.description, Text("step \(number)"))
    }

    func decide(_ transaction: any RecordTransaction) throws {
      if movesFirst { try move(transaction) }
      if let record, let before = try transaction.record(record) {
        var content = before.content
        content.state = movesFirst ? "moved" : "changed"
        content.dueAt = dueAt
        try transaction.change(record, content)
      } else {
        try transaction.create { own in
          RecordContent(
            kind: number % 2 == 0 ? "payment" : "refund", state: "new", parent: parent,
            name: number % 3 == 0 ? nil : Text("name \(number)"), dueAt: dueAt, body: Text(#"{"id":\#(own),"by":"☕"}"#))
        }
      }
      if !movesFirst { try move(transaction) }
    }

    private func move(_ transaction: any RecordTransaction) throws {
      guard let idr = Currency("IDR") else { return }
      if transaction.account(code: Text(clearing), currency: idr) == nil {
        let opening = AccountOpening(code: Text(clearing), currency: idr, accountClass: .asset, managedBy: .payments)
        try transaction.perform(.openAccount(opening), by: authority)
      }
      for (index, posting) in postings.enumerated() {
        var posting = posting
        posting.debit = .code(Text(clearing))
        guard index == 1 else {
          try transaction.perform(.transaction([posting, posting], Details()), by: authority)
          continue
        }
        let rows = try transaction.perform(.placeHold(posting, expiresIn: 5, Details()), by: authority)
        if number % 2 == 0, let hold = rows.first?.hold {
          try transaction.perform(.captureHold(hold, amount: 1, isFinal: true, then: [posting], Details()), by: authority)
        }
      }
    }
  }

  private func report(_ path: String) throws -> LedgerReport? {
    switch try LedgerVerifier().verify(path: path) {
    case .sound(let report): return report
    case .unsound(let finding):
      Issue.record("\(finding)")
      return nil
    }
  }

  /// What a power cut would leave: the file and its log as they are now.
  private func copy(of worker: Worker, _ name: String) throws -> String {
    let copy = worker.folder + "/\(name).db"
    for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: worker.path + ending) {
      try FileManager.default.copyItem(atPath: worker.path + ending, toPath: copy + ending)
    }
    return copy
  }

  @Test(arguments: 1...4)
  func `what the engine writes is sound at every moment`(seed: UInt64) throws {
    let worker = try Worker(seed: seed)
    for round in 1...3 {
      try worker.work(250)
      let aside = NSTemporaryDirectory() + "aside-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: aside, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: aside) }
      // Outside of the data directory, whose lock is held.
      let copied = try copy(of: worker, "copy-\(round)")
      let path = aside + "/ledger.db"
      for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: copied + ending) {
        try FileManager.default.moveItem(atPath: copied + ending, toPath: path + ending)
      }
      let report = try #require(try report(path))
      #expect(report.head.sequence == worker.ledger.head.sequence)
      #expect(report.head.seal == worker.ledger.head.seal)
    }
    let backup = NSTemporaryDirectory() + "backup-\(UUID().uuidString).db"
    defer { try? FileManager.default.removeItem(atPath: backup) }
    let head = try worker.ledger.backup(to: backup)
    let last = try #require(try report(backup))
    #expect(last.head.seal == head.seal)
    // The work was work: most of it was done, some was refused.
    #expect(last.postings > 150 && last.outcomes > 100 && last.accounts > 12 && last.recordChanges > 30, "\(last)")
    // The second auditor says the same.
    try SecondVerifier.agree(on: backup, with: nil)
  }
}
