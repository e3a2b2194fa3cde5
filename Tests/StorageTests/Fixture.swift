import Foundation
import Synchronization
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

/// A clock that a test moves by hand.
final class TestClock: LedgerClock {
  private let state: Mutex<Int64>

  init(_ start: String = "2026-11-20T10:00:00Z") {
    state = Mutex(Timestamp(rfc3339: start)?.microseconds ?? 0)
  }

  func now() -> Timestamp { Timestamp(microseconds: state.withLock { $0 }) }
  func monotonic() -> Int64 { state.withLock { $0 } }
  func advance(seconds: Double) { state.withLock { $0 += Int64(seconds * 1_000_000) } }
}

/// A real data directory in a temporary folder, with one tenant.
final class Fixture {
  let folder: String
  let clock = TestClock()
  var options = StorageOptions()
  private(set) var directory: DataDirectory
  let tenant: Tenant
  private var nextKey = 0

  init(_ adjust: (inout StorageOptions) -> Void = { _ in }) throws {
    folder = NSTemporaryDirectory() + "walletd-\(UUID().uuidString)"
    options.clock = clock
    options.writerThreads = 2
    adjust(&options)
    directory = try DataDirectory(path: folder, options: options)
    tenant = try directory.create(code: "shop", name: "Shop", key: "t").tenant
  }

  deinit {
    // A test that failed may leave the directory in any state; the folder is thrown away.
    try? directory.shutdown()
    try? FileManager.default.removeItem(atPath: folder)
  }

  var ledger: SQLiteLedger {
    guard let ledger = directory.ledger(of: tenant.id) as? SQLiteLedger else { fatalError("\(directory.trouble)") }
    return ledger
  }

  var ledgerPath: String { "\(folder)/tenants/\(tenant.id)/ledger.db" }

  func restart() throws {
    try directory.shutdown()
    directory = try reopen()
  }

  private func reopen() throws -> DataDirectory {
    // The lock goes with the old object, which must be gone before the new one asks for it.
    let elsewhere = folder + ".moved"
    try FileManager.default.moveItem(atPath: folder, toPath: elsewhere)
    try FileManager.default.copyItem(atPath: elsewhere, toPath: folder)
    try FileManager.default.removeItem(atPath: elsewhere)
    return try DataDirectory(path: folder, options: options)
  }

  /// Copies the live files aside, as a kill would leave them, and opens the copy.
  func crashed() throws -> Fixture.Copy {
    let copy = folder + "-crashed-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    return try Copy(path: copy, tenant: tenant, options: options)
  }

  final class Copy {
    let path: String
    let directory: DataDirectory
    let ledger: SQLiteLedger

    /// Opens a copy of the files of `folder`, made at `path`.
    convenience init(path: String, copyOf folder: String, tenant: Tenant, options: StorageOptions) throws {
      try FileManager.default.copyItem(atPath: folder, toPath: path)
      try self.init(path: path, tenant: tenant, options: options)
    }

    init(path: String, tenant: Tenant, options: StorageOptions) throws {
      self.path = path
      directory = try DataDirectory(path: path, options: options)
      guard let ledger = directory.ledger(of: tenant.id) as? SQLiteLedger else {
        throw TestFailure("the copy does not open: \(directory.trouble)")
      }
      self.ledger = ledger
    }

    deinit {
      try? directory.shutdown()
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  // MARK: Commands

  func key() -> Text {
    nextKey += 1
    return Text("k-\(nextKey)")
  }

  @discardableResult
  func run(_ operation: LedgerCore.Operation, key: Text? = nil) throws -> Answer {
    try ledger.answer(to: operation, key: key ?? self.key())
  }

  func open(
    _ code: String, _ limit: BalanceLimit = .none, currency: String = "IDR", class accountClass: AccountClass = .liability
  ) throws {
    let currency = try #require(Currency(currency))
    try run(.openAccount(AccountOpening(code: Text(code), currency: currency, accountClass: accountClass, limit: limit)))
  }

  func transfer(_ debit: String, _ credit: String, _ amount: Int64, key: Text? = nil, details: Details = Details()) throws
    -> Answer
  {
    try run(.transfer(Posting(debit: .code(Text(debit)), credit: .code(Text(credit)), amount: amount), details), key: key)
  }

  func balance(_ code: String) -> Int64? { ledger.posted(code) }
}

struct TestFailure: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

extension SQLiteLedger {
  /// Sends one command and waits for its answer.
  func answer(to operation: LedgerCore.Operation, key: Text) throws -> Answer {
    guard case .single(let answer) = try reply(to: .single(Command(key: key, operation: operation))) else {
      throw TestFailure("a single command got another reply")
    }
    return answer
  }

  func reply(to request: LedgerRequest) throws -> LedgerReply {
    let box = Mutex<Result<LedgerReply, LedgerFailure>?>(nil)
    let done = DispatchSemaphore(value: 0)
    submit(request, waking: true) { result in
      box.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    guard let result = box.withLock({ $0 }) else { throw TestFailure("no answer") }
    return try result.get()
  }

  func posted(_ code: String) -> Int64? {
    guard case .found(let account) = account(.code(Text(code)), currency: nil) else { return nil }
    return account.state.posted
  }
}

extension Answer {
  var rows: [PostingRecord] { if case .posted(let rows) = result { rows } else { [] } }
  var refusal: RejectionCode? { if case .refused(let rejection) = result { rejection.code } else { nil } }
  var mismatch: String? { if case .mismatch(let path) = result { path.text } else { nil } }
}
