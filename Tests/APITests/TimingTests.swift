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
    } while all.count < 6 && all.allSatisfy { abs($0) >= 4.5 }
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

/// The service with two tenants, a key of one of them, and requests in pairs.
private final class TimingBench {
  private let folder: String
  private let directory: DataDirectory
  private let loopback: HTTPLoopback
  private let workers = WorkerPool(threads: 0, depth: 64)
  private let ours: Tenant
  private let theirs: Tenant
  private var key: [UInt8] = []
  private var dice = SystemRandomNumberGenerator()

  init(isLeaky: Bool = false) throws {
    folder = "/tmp/walletd-timing-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    var options = StorageOptions()
    options.writerThreads = 0
    directory = try DataDirectory(path: folder, options: options)
    ours = try directory.create(code: "ours", name: "Ours", key: "1").tenant
    theirs = try directory.create(code: "theirs", name: "Theirs", key: "2").tenant
    let readiness = Readiness()
    readiness.value = true
    let service = WalletService(
      directory: directory, workers: workers, log: Quiet(),
      readiness: readiness, peers: PeerRules(daemonUser: geteuid()), version: "test", serverStatistics: { HTTPStatistics() })
    loopback = try HTTPLoopback(
      handler: isLeaky ? LeakyService(service, directory) : service, limits: HTTPLimits(),
      peer: PeerCredentials(pid: getpid(), uid: geteuid(), gid: getegid()))
    let new = NewKey(tenant: ours.id, name: "k", scopes: Role.platform.permissions)
    let reply = try directory.administer(
      .createKey(new), AdministrativeRequest(.daemon, key: "k", fields: []), render: { _ in "" })
    if case .done(.key(_, secret: let secret?)) = reply { key = secret }
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
    var key = key
    switch comparison {
    case .`a wrong secret of a key there is, and of one there is not`:
      let secret = KeyText.secret((0..<32).map { _ in UInt8.random(in: 0...255, using: &dice) })
      key.replaceSubrange((key.count - 32)..., with: secret)
      key.replaceSubrange(8..<20, with: side == 0 ? handle : nobodysHandle)
      return get("/v1/accounts/acc_00000000000000000000000000", key)
    case .`a secret that is wrong at its beginning, and at its end`:
      let place = side == 0 ? key.count - 32 : key.count - 1
      key[place] = key[place] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
      return get("/v1/accounts/acc_00000000000000000000000000", key)
    case .`an account of another tenant, and one of nobody`:
      return get("/v1/accounts/\(side == 0 ? theirAccount : nobodysAccount)", key)
    case .`a transaction of another tenant, and one of nobody`:
      return get("/v1/transactions/\(side == 0 ? theirTransaction : nobodysTransaction)", key)
    case .`another tenant's name beside a key, and a name of nobody`:
      return get("/v1/accounts", key, tenant: side == 0 ? "theirs" : "nobody")
    }
  }

  private func account(_ tag: LedgerTag) -> String { AccountID(time: theirs.createdAt, tag: tag, number: 1).text }
  private func transaction(_ tag: LedgerTag) -> String { TransactionID(time: theirs.createdAt, tag: tag, number: 1).text }

  // What nobody has, one of each for the whole run, with letters and digits where the others have them: how long reading takes may depend
  // on what the caller himself has written.
  private lazy var nobodysHandle = [UInt8](
    like(String(decoding: key[8..<20], as: UTF8.self)) { [self] in
      String(decoding: KeyText.secret((0..<32).map { _ in UInt8.random(in: 0...255, using: &dice) }).prefix(12), as: UTF8.self)
    }.utf8)
  private lazy var handle = Array(key[8..<20])
  private lazy var theirAccount = account(theirTag)
  private lazy var theirTransaction = transaction(theirTag)
  private lazy var nobodysAccount = like(theirAccount) { [self] in account(randomTag()) }
  private lazy var nobodysTransaction = like(theirTransaction) { [self] in transaction(randomTag()) }

  private func randomTag() -> LedgerTag { LedgerTag(rawValue: UInt32.random(in: 0..<1 << 24, using: &dice)) }

  /// The first that `make` gives which is another text of the same shape.
  private func like(_ text: String, _ make: () -> String) -> String {
    while true {
      let other = make()
      if other != text, other.map(\.isNumber) == text.map(\.isNumber) { return other }
    }
  }

  private var theirTag: LedgerTag { directory.ledger(of: theirs.id)?.tag ?? LedgerTag(rawValue: 1) }

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
