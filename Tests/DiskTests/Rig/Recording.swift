import Audit
import Foundation
import JSON
import LedgerCore
import LyingDisk
import Storage

/// One run of a script: every request with its answer, and between which calls of the disk it was sent and answered.
struct Recording {
  struct Exchange {
    let request: Request
    let reply: Reply
    let time: Int64
    /// Calls done when it was sent, and when it was answered.
    let sentAt: Int
    let answeredAt: Int
    /// Which moment it belongs to: requests of one moment were sent together.
    let moment: Int

    var changes: Bool { request.method == "POST" }
  }

  struct Moment {
    let time: Int64
    /// How things stood when all its requests were answered.
    let picture: [String: LedgerPicture]
  }

  private(set) var exchanges: [Exchange] = []
  private(set) var moments: [Moment] = []
  private(set) var anchors: [(answeredAt: Int, anchor: Anchor)] = []
  let disk: LyingDisk

  /// Answers that said that the ledger could not, before the final one.
  private(set) var failures: [Reply] = []
  /// Keys whose only failures promised that nothing was applied, and that had been applied.
  private(set) var broken: [String] = []
  /// Moments that were not one commit: a request failed, and others, or holds that came due beside it, went on.
  private(set) var split: Set<Int> = []
  /// Times the directory could not be opened at first.
  private(set) var failedOpenings = 0
  private let patience: Patience
  private let adjust: (inout StorageOptions) -> Void
  private let folder: String
  private var daemon: Daemon?
  private var ids: [String: String] = [:]

  /// What the clients, and who runs the daemon, do when it fails.
  struct Patience {
    /// How often a request is sent, or an opening tried, at most.
    var attempts = 1
    /// After so many failures the disk is healed.
    var healsAfter = Int.max
    /// And the daemon restarted.
    var restarts = false
  }

  /// Runs a script on a fresh data directory.
  ///
  /// - Parameter prepare: told the disk before anything happens on it.
  init(
    _ script: Script, in folder: String, seed: UInt64, patience: Patience = Patience(),
    adjust: @escaping (inout StorageOptions) -> Void = { _ in }, prepare: (LyingDisk) -> Void = { _ in }
  ) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    disk = try LyingDisk(at: folder, seed: seed, keepsPast: true)
    self.patience = patience
    self.adjust = adjust
    self.folder = folder
    prepare(disk)
    try open(at: TestClock.start, seed: 1)
    defer { daemon?.stop() }
    for step in script.steps {
      switch step {
      case .pass(let seconds): daemon?.clock.time += seconds * 1_000_000
      case .restart: try restart()
      case .send(let requests): try send(requests.map { resolve($0) })
      }
    }
    end = disk.count
  }

  /// Calls done when the script was, before the daemon stopped.
  private(set) var end = 0

  private mutating func open(at time: Int64, seed: UInt64) throws {
    for attempt in 1... {
      do {
        daemon = try Daemon(folder, at: time, on: disk, seed: seed, adjust: adjust)
        return
      } catch {
        guard attempt < patience.attempts else { throw error }
        failedOpenings += 1
        if attempt > 1 { disk.heal() }
      }
    }
  }

  private mutating func restart() throws {
    let time = daemon?.clock.time ?? TestClock.start
    daemon?.stop()
    // The lock goes with the old one.
    daemon = nil
    try open(at: time, seed: 2)
  }

  private mutating func send(_ requests: [Request]) throws {
    daemon?.clock.time += 1_000
    let sentAt = disk.count
    var final: [Int: Daemon.Answered] = [:]
    var maybeApplied: Set<Int> = []
    for attempt in 1... {
      let waiting = requests.indices.filter { final[$0] == nil }
      guard let answers = try daemon?.send(waiting.map { requests[$0] }) else { throw RigFailure("no daemon") }
      for (index, answered) in zip(waiting, answers) {
        if answered.reply.isFinal {
          final[index] = answered
          if attempt > 1, answered.reply.isReplay, !maybeApplied.contains(index) { broken.append(requests[index].key ?? "") }
        } else {
          failures.append(answered.reply)
          split.insert(moments.count)
          if answered.reply.text("code") == "outcome_unknown" { maybeApplied.insert(index) }
        }
      }
      if final.count == requests.count { break }
      guard attempt < patience.attempts else {
        throw RigFailure("\(requests[0].key ?? requests[0].path) fails for ever: \(failures.suffix(3))")
      }
      if failures.count >= patience.healsAfter {
        disk.heal()
        if patience.restarts { try restart() }
      }
    }
    let time = daemon?.clock.time ?? 0
    for (index, request) in requests.enumerated() {
      guard let answered = final[index] else { continue }
      if let key = request.key, let id = answered.reply.text("id") { ids[key] = id }
      if request.path == "/v1/head" { anchors.append((answered.at, try Recording.anchor(answered.reply))) }
      exchanges.append(
        Exchange(
          request: request, reply: answered.reply, time: time, sentAt: sentAt, answeredAt: answered.at, moment: moments.count))
    }
    moments.append(Moment(time: time, picture: daemon?.picture ?? [:]))
  }

  /// As if every answer had been given so many calls of the disk earlier: an engine that answers before it commits.
  mutating func answerEarlier(by calls: Int) {
    exchanges = exchanges.map { exchange in
      Exchange(
        request: exchange.request, reply: exchange.reply, time: exchange.time, sentAt: exchange.sentAt,
        answeredAt: max(exchange.sentAt, exchange.answeredAt - calls), moment: exchange.moment)
    }
  }

  private func resolve(_ request: Request) -> Request {
    guard let start = request.path.firstIndex(of: "{"), let end = request.path.firstIndex(of: "}") else { return request }
    var resolved = request
    let key = String(request.path[request.path.index(after: start)..<end])
    resolved.path = request.path.replacingCharacters(in: start...end, with: ids[key] ?? "unknown")
    return resolved
  }

  private static func anchor(_ reply: Reply) throws -> Anchor {
    let json = try JSONValue.parse(reply.body)
    guard let tenant = json["tenant"]?.stringValue.flatMap({ TenantID($0) }), let sequence = json["sequence"]?.integerValue,
      let number = json["seal_number"]?.integerValue, let seal = json["seal"]?.stringValue.flatMap({ Hex.bytes($0) }),
      let signedAt = json["signed_at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let publicKey = json["public_key"]?.stringValue.flatMap({ Hex.bytes($0) }),
      let signature = json["signature"]?.stringValue.flatMap({ Hex.bytes($0) })
    else { throw RigFailure("not a head: \(reply.body)") }
    return Anchor(
      tenant: tenant, sequence: sequence, sealNumber: number, seal: seal, signedAt: signedAt, publicKey: publicKey,
      signature: signature)
  }
}
