import Foundation
import LedgerCore
import Synchronization
import Tenancy
import Testing

@testable import API
@testable import HTTPServer
@testable import Storage

/// How long the service thinks must not say what it knows: two requests that are answered alike take the same time.
///
/// The service less its sockets, which only add noise. Requests of both kinds in random turns; Welch's t over all samples below the
/// 90th percentile (the tail is the machine's, not ours). `WALLETD_TIMINGS` is how many requests of each comparison: a million in
/// `make trust`, where |t| must stay below 4.5.
///
/// What is asked for is drawn from a pool of each kind, and for each that there is the other pool has a twin, which differs in what nobody has:
/// how long reading takes depends a little on the text, which the caller has written himself, and a single text of each kind would be told
/// from any other single one.
@Suite(.serialized) struct `How long an answer takes` {
  static let count = ProcessInfo.processInfo.environment["WALLETD_TIMINGS"].flatMap { Int($0) } ?? 20_000

  enum Comparison: String, CaseIterable {
    case `a wrong secret of a key there is, and of one there is not`
    case `a secret that is wrong at its beginning, and at its end`
    case `an account of another tenant, and one of nobody`
    case `a transaction of another tenant, and one of nobody`
    case `another tenant's name beside a key, and a name of nobody`
  }

  @Test(arguments: Comparison.allCases)
  func `says nothing about what there is`(comparison: Comparison) throws {
    // Beside other tests a difference may come by chance, of where things lie in memory: then another service is asked. What tells of a key
    // does so each time.
    var all: [Double] = []
    repeat {
      let t = try TimingBench().compare(comparison, count: Self.count)
      all.append(t)
      print("timing: \(Self.count) requests, \(comparison.rawValue): t = \(t.rounded2)")
    } while all.count < 3 && all.allSatisfy { abs($0) >= 4.5 }
    #expect(all.contains { abs($0) < 4.5 }, "\(all)")
  }

  /// The control: a directory that does not compare where there is no such key must be found with the same means.
  @Test func `tells when a key that is there costs more`() throws {
    let bench = try TimingBench(isLeaky: true)
    let t = try bench.compare(.`a wrong secret of a key there is, and of one there is not`, count: Self.count)
    print("timing: \(Self.count) requests, the planted leak: t = \(t.rounded2)")
    #expect(abs(t) > 4.5)
  }
}

extension Double {
  fileprivate var rounded2: String { String(format: "%.2f", self) }
}

/// The service with a tenant and its keys, other tenants, and requests in pairs.
private final class TimingBench {
  /// Of each kind of thing that is asked for.
  private static let poolSize = 64
  private static let otherTenants = 16

  private let folder: String
  private let directory: DataDirectory
  private let loopback: HTTPLoopback
  private let workers = WorkerPool(threads: 0, depth: 64)
  private let others: [Tenant]
  private var keys: [[UInt8]] = []
  private var theirs: (accounts: [AccountID], transactions: [TransactionID]) = ([], [])
  private var dice = SystemRandomNumberGenerator()

  init(isLeaky: Bool = false) throws {
    folder = "/tmp/walletd-timing-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    var options = StorageOptions()
    options.writerThreads = 0
    let directory = try DataDirectory(path: folder, options: options)
    self.directory = directory
    let ours = try directory.create(code: "ours", name: "Ours", key: "1").tenant
    others = try (0..<TimingBench.otherTenants).map { number in
      try directory.create(code: "other-\(number + 10)", name: "Other", key: "2-\(number)").tenant
    }
    let readiness = Readiness()
    readiness.value = true
    let service = WalletService(
      directory: directory, workers: workers, log: Quiet(),
      readiness: readiness, peers: PeerRules(daemonUser: geteuid()), version: "test", serverStatistics: { HTTPStatistics() })
    loopback = try HTTPLoopback(
      handler: isLeaky ? LeakyService(service, directory) : service, limits: HTTPLimits(),
      peer: PeerCredentials(pid: getpid(), uid: geteuid(), gid: getegid()))
    for number in 0..<TimingBench.poolSize {
      let new = NewKey(tenant: ours.id, name: "k\(number)", scopes: Role.platform.permissions)
      let reply = try directory.administer(
        .createKey(new), AdministrativeRequest(.daemon, key: "k\(number)", fields: []), render: { _ in "" })
      if case .done(.key(_, secret: let secret?)) = reply { keys.append(secret) }
    }
    for number in 0..<TimingBench.poolSize {
      let account = #"{"code":"a\#(number)","currency":"IDR","class":"asset"}"#
      let id = try post("/v1/accounts", account, tenant: others[number % others.count].code)
      theirs.accounts.append(try #require(AccountID(id), "\(id)"))
    }
    for number in 0..<TimingBench.poolSize {
      let other = (number + others.count) % TimingBench.poolSize
      let transfer = #"{"debit":"a\#(number)","credit":"a\#(other)","amount":1}"#
      let id = try post("/v1/transfers", transfer, tenant: others[number % others.count].code)
      theirs.transactions.append(try #require(TransactionID(id), "\(id)"))
    }
  }

  /// Makes something in another tenant; its id.
  private func post(_ path: String, _ body: String, tenant: String) throws -> String {
    let head = "POST \(path) HTTP/1.1\r\nHost: w\r\nWalletd-Tenant: \(tenant)\r\nIdempotency-Key: \(body.hashValue)\r\n"
    _ = loopback.send(Array("\(head)Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
    while workers.runOne() {}
    directory.runReady()
    guard case .response(let response)? = loopback.takeReplies().first?.reply else { return "" }
    let text = String(decoding: response.body, as: UTF8.self)
    return text.firstMatch(of: /"id":"([^"]*)"/).map { String($0.1) } ?? text
  }

  deinit {
    try? directory.shutdown()
    try? FileManager.default.removeItem(atPath: folder)
  }

  func compare(_ comparison: `How long an answer takes`.Comparison, count: Int) throws -> Double {
    var samples: [[Double]] = [[], []]
    for _ in 0..<2 { for side in 0..<2 { _ = time(try request(comparison, side)) } }
    let expected = (0..<2).map { side in try? status(request(comparison, side)) }
    try #require(expected[0] == expected[1] && expected[0] != nil, "the two are answered alike")
    for _ in 0..<count {
      let side = Bool.random(using: &dice) ? 1 : 0
      let bytes = try request(comparison, side)
      samples[side].append(Double(time(bytes)))
    }
    return TimingBench.welch(samples[0], samples[1])
  }

  private func time(_ bytes: [UInt8]) -> UInt64 {
    let begin = DispatchTime.now().uptimeNanoseconds
    _ = loopback.send(bytes)
    while workers.runOne() {}
    let end = DispatchTime.now().uptimeNanoseconds
    _ = loopback.takeReplies()
    return end - begin
  }

  private func status(_ bytes: [UInt8]) throws -> UInt16 {
    _ = loopback.send(bytes)
    while workers.runOne() {}
    guard case .response(let response)? = loopback.takeReplies().first?.reply else { return 0 }
    return response.status
  }

  /// Each time another one, so that nothing is remembered of it.
  private func request(_ comparison: `How long an answer takes`.Comparison, _ side: Int) throws -> [UInt8] {
    let number = Int.random(in: 0..<TimingBench.poolSize, using: &dice)
    var key = keys[0]
    switch comparison {
    case .`a wrong secret of a key there is, and of one there is not`:
      let secret = KeyText.secret((0..<32).map { _ in UInt8.random(in: 0...255, using: &dice) })
      key.replaceSubrange((key.count - 32)..., with: secret)
      key.replaceSubrange(8..<20, with: handles[side][number].utf8)
      return get("/v1/accounts/acc_00000000000000000000000000", key)
    case .`a secret that is wrong at its beginning, and at its end`:
      let place = side == 0 ? key.count - 32 : key.count - 1
      key[place] = key[place] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
      return get("/v1/accounts/acc_00000000000000000000000000", key)
    case .`an account of another tenant, and one of nobody`:
      return get("/v1/accounts/\(accounts[side][number])", key)
    case .`a transaction of another tenant, and one of nobody`:
      return get("/v1/transactions/\(transactions[side][number])", key)
    case .`another tenant's name beside a key, and a name of nobody`:
      return get("/v1/accounts", key, tenant: names[side][number])
    }
  }

  // What there is, and its twins of nobody.

  private lazy var handles = twins(keys.map { String(decoding: $0[8..<20], as: UTF8.self) }) { [self] _ in
    String(decoding: KeyText.secret((0..<32).map { _ in UInt8.random(in: 0...255, using: &dice) }).prefix(12), as: UTF8.self)
  }
  private lazy var accounts = twins(theirs.accounts)
  private lazy var transactions = twins(theirs.transactions)
  private lazy var names = twins((0..<TimingBench.poolSize).map { others[$0 % others.count].code }) { [self] _ in
    "other-\(Int.random(in: 10 + others.count...99, using: &dice))"
  }

  /// Twins of ids there are: with the same time and number, of a ledger that nobody has.
  private func twins<Kind>(_ ids: [ID<Kind>]) -> [[String]] {
    twins(ids.map(\.text)) { [self] place in
      ID<Kind>(
        time: ids[place].time, tag: LedgerTag(rawValue: UInt32.random(in: 0..<1 << 24, using: &dice)), number: ids[place].number
      ).text
    }
  }

  /// Each text, and in the other pool the first other one of the same shape that `make` gives: letters and digits where it has them.
  private func twins(_ texts: [String], _ make: (Int) -> String) -> [[String]] {
    let others = texts.enumerated().map { place, text in
      while true {
        let other = make(place)
        if other != text, other.map(\.isNumber) == text.map(\.isNumber) { return other }
      }
    }
    return [texts, others]
  }

  private func get(_ path: String, _ key: [UInt8], tenant: String? = nil) -> [UInt8] {
    let header = tenant.map { "Walletd-Tenant: \($0)\r\n" } ?? ""
    return Array("GET \(path) HTTP/1.1\r\nHost: w\r\n\(header)Authorization: Bearer ".utf8) + key + Array("\r\n\r\n".utf8)
  }

  /// Welch's t of two samples, each less its slowest tenth.
  static func welch(_ one: [Double], _ other: [Double]) -> Double {
    let all = (one + other).sorted()
    let bound = all[all.count * 9 / 10]
    let (a, b) = (one.filter { $0 <= bound }, other.filter { $0 <= bound })
    func moments(_ values: [Double]) -> (mean: Double, error: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      return (mean, variance / Double(values.count))
    }
    let (left, right) = (moments(a), moments(b))
    return (left.mean - right.mean) / (left.error + right.error).squareRoot()
  }
}

private struct Quiet: EventLog {
  func isEnabled(_ level: EventLevel) -> Bool { false }
  func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)]) {}
}

/// The planted leak: a key that is there costs some hashes more; one of 0.4 µs where there are a million requests to tell by.
private final class LeakyService: HTTPHandler {
  private let inner: WalletService
  private let directory: DataDirectory
  init(_ inner: WalletService, _ directory: DataDirectory) {
    self.inner = inner
    self.directory = directory
  }

  func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
    request.header("authorization")?.bytes.withUnsafeBytes { header in
      guard let parts = KeyText.parts(UnsafeRawBufferPointer(rebasing: header[7...])) else { return }
      guard directory.keyTable.has(parts.handle) else { return }
      let hashes = max(1, 400_000 / `How long an answer takes`.count)
      for _ in 0..<hashes { _ = directory.keyTable.hash(parts.secret) }
    }
    inner.handle(request, responder)
  }

  func answer(to failure: HTTPFailure) -> HTTPResponse { inner.answer(to: failure) }
  func turnEnded() { inner.turnEnded() }
}
