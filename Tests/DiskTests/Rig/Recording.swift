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

  /// Runs a script on a fresh data directory.
  init(_ script: Script, in folder: String, seed: UInt64, adjust: @escaping (inout StorageOptions) -> Void = { _ in }) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    disk = try LyingDisk(at: folder, seed: seed, keepsPast: true)
    var daemon: Daemon? = try Daemon(folder, at: TestClock.start, on: disk, adjust: adjust)
    defer { daemon?.stop() }
    var ids: [String: String] = [:]
    for step in script.steps {
      switch step {
      case .pass(let seconds): daemon?.clock.time += seconds * 1_000_000
      case .restart:
        let time = daemon?.clock.time ?? TestClock.start
        daemon?.stop()
        // The lock goes with the old one.
        daemon = nil
        daemon = try Daemon(folder, at: time, on: disk, seed: 2, adjust: adjust)
      case .send(let requests):
        guard let running = daemon else { throw RigFailure("no daemon") }
        running.clock.time += 1_000
        let sentAt = disk.count
        let resolved = requests.map { Recording.resolve($0, ids) }
        for (request, answered) in zip(resolved, try running.send(resolved)) {
          guard answered.reply.isFinal else { throw RigFailure("\(request.path): \(answered.reply)") }
          if let key = request.key, let id = answered.reply.text("id") { ids[key] = id }
          if request.path == "/v1/head" { anchors.append((answered.at, try Recording.anchor(answered.reply))) }
          exchanges.append(
            Exchange(
              request: request, reply: answered.reply, time: running.clock.time, sentAt: sentAt, answeredAt: answered.at,
              moment: moments.count))
        }
        moments.append(Moment(time: running.clock.time, picture: running.picture))
      }
    }
  }

  private static func resolve(_ request: Request, _ ids: [String: String]) -> Request {
    guard request.path.contains("{"), let start = request.path.firstIndex(of: "{"), let end = request.path.firstIndex(of: "}")
    else { return request }
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
