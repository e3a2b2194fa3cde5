import API
import Foundation
import Glibc
import HTTPServer
import LedgerCore
import LyingDisk
import Storage
import Tenancy

/// The whole daemon but its sockets and its threads, on a data directory: everything happens when the test asks for it.
final class Daemon {
  let folder: String
  let clock: TestClock
  let directory: DataDirectory
  private let disk: LyingDisk?
  private let workers: WorkerPool
  /// A platform's program, whose commands go to the ledger at once and in order.
  private let loopback: HTTPLoopback
  /// Root, who makes tenants. Its requests have numbers of their own.
  private let administration: HTTPLoopback
  private let inbox = Inbox()

  /// What came back, and how many calls the disk had done by then.
  struct Answered {
    let reply: Reply
    let at: Int
  }

  /// Filled from the disk's observer, so that an answer is dated exactly between two calls.
  ///
  /// Sendable because the daemon has no threads: the observer runs on the test's thread like everything else.
  private final class Inbox: @unchecked Sendable {
    var loopback: HTTPLoopback?
    var administration: HTTPLoopback?
    var answered: [UInt64: Answered] = [:]

    func collect(at call: Int) {
      let administrative = (administration?.takeReplies() ?? []).map { ($0.number | Daemon.administrative, $0.reply) }
      for (number, reply) in (loopback?.takeReplies() ?? []).map({ ($0.number, $0.reply) }) + administrative {
        guard case .response(let response) = reply else { continue }
        answered[number] = Answered(reply: Reply(response), at: call)
      }
    }
  }

  static func options(clock: TestClock, seed: UInt64) -> StorageOptions {
    var options = StorageOptions()
    options.clock = clock
    options.writerThreads = 0
    options.entriesPerRun = 12
    options.framesPerCheckpoint = 60
    let dice = SharedDice(seed: seed)
    options.randomBytes = { dice.bytes($0) }
    return options
  }

  init(_ folder: String, at time: Int64, on disk: LyingDisk?, seed: UInt64 = 1, adjust: (inout StorageOptions) -> Void = { _ in })
    throws
  {
    self.folder = folder
    self.disk = disk
    clock = TestClock(time)
    var options = Daemon.options(clock: clock, seed: seed)
    adjust(&options)
    directory = try DataDirectory(path: folder, options: options)
    workers = WorkerPool(threads: 0, depth: 1_000)
    let readiness = Readiness()
    readiness.value = true
    let service = WalletService(
      directory: directory, workers: workers, log: NoLog(), readiness: readiness,
      peers: PeerRules(daemonUser: 0, rules: [PeerRules.Rule(.user(Daemon.platform), .platform, reach: .everything)]),
      version: "test", serverStatistics: { HTTPStatistics() })
    func loopback(_ uid: UInt32) throws -> HTTPLoopback {
      try HTTPLoopback(handler: service, limits: HTTPLimits(), peer: PeerCredentials(pid: getpid(), uid: uid, gid: uid))
    }
    self.loopback = try loopback(Daemon.platform)
    administration = try loopback(0)
    inbox.loopback = self.loopback
    inbox.administration = administration
    let inbox = inbox
    disk?.observe { inbox.collect(at: $0) }
    run()
  }

  private static let platform: UInt32 = 7
  private static let administrative: UInt64 = 1 << 40

  private func run() {
    loopback.endTurn()
    administration.endTurn()
    directory.runReady()
    while workers.runOne() { directory.runReady() }
    collect()
  }

  private func collect() { if let disk { disk.observeNow() } else { inbox.collect(at: 0) } }

  /// Hands over requests that arrive at one moment, and waits for their answers.
  func send(_ requests: [Request]) throws -> [Answered] {
    let numbers = requests.map { request -> UInt64 in
      let (plain, refusal) = (request.isAdministrative ? administration : loopback).send(request.bytes)
      let number = request.isAdministrative ? plain | Daemon.administrative : plain
      if let refusal { inbox.answered[number] = Answered(reply: Reply(refusal), at: 0) }
      return number
    }
    run()
    return try numbers.enumerated().map { index, number in
      guard let answered = inbox.answered.removeValue(forKey: number) else {
        throw RigFailure("no answer to \(requests[index].method) \(requests[index].path)")
      }
      return answered
    }
  }

  func send(_ request: Request) throws -> Reply { try send([request])[0].reply }

  /// Whatever happens to the files is what the test is about.
  func stop() {
    _ = Result { try directory.shutdown() }
    disk?.observe { _ in }
    inbox.loopback = nil
    inbox.administration = nil
  }

  // MARK: How things stand

  func state(of tenant: String) -> LedgerPicture? {
    guard let tenant = directory.tenant(tenant), let ledger = directory.ledger(of: tenant.id) else { return nil }
    let (head, accounts) = ledger.allAccounts()
    return LedgerPicture(sequence: head.sequence, accounts: accounts.map(\.state))
  }

  var picture: [String: LedgerPicture] {
    var found: [String: LedgerPicture] = [:]
    for tenant in directory.tenants(after: nil, limit: 100).items { found[tenant.code] = state(of: tenant.code) }
    return found
  }

  func trouble(of tenant: String = "toko") -> String? { directory.tenant(tenant).flatMap { directory.trouble[$0.id] } }
}

/// Every balance of a ledger, and its last sequence.
struct LedgerPicture: Equatable, Sendable {
  let sequence: Int64
  let accounts: [AccountState]
}

struct RigFailure: Error, CustomStringConvertible {
  let description: String
  init(_ text: String) { description = text }
}

private struct NoLog: EventLog {
  func isEnabled(_ level: EventLevel) -> Bool { false }
  func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)]) {}
}
