import Foundation
import JSON
import LyingDisk
import Testing

/// Errors of the disk, and power cuts, under what administrators do: nothing is lost or done twice, and nothing is believed that the
/// disk does not have.
@Suite struct `An act of an administrator` {
  private let folder = Folder()
  private let seed = Seed.current

  private static let acts: [Request] = [
    .post("/v1/tenants/toko/suspend", "a1", #"{"reason":"one"}"#, tenant: nil),
    .post("/v1/tenants/toko/resume", "a2", #"{"reason":"two"}"#, tenant: nil),
    .post("/v1/keys", "a3", #"{"name":"three"}"#),
    .post("/v1/tenants/toko/settings", "a4", #"{"batch_items":7}"#, tenant: nil),
    .post("/v1/accounts/none/freeze", "a5", #"{"sides":["debits"]}"#).byPerson(),
  ]

  private func daemon(_ name: String) throws -> (Daemon, LyingDisk) {
    let place = folder[name]
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let disk = try LyingDisk(at: place, seed: seed)
    let daemon = try Daemon(place, at: TestClock.start, on: disk, seed: seed)
    _ = try daemon.send(.post("/v1/tenants", "t", #"{"code":"toko","name":"T"}"#, tenant: nil))
    return (daemon, disk)
  }

  /// What the trail says was done, oldest first, and what the tenant is.
  private func story(_ daemon: Daemon) throws -> [String] {
    let rows = try daemon.send(.get("/v1/audit", tenant: nil)).parsed["data"]?.arrayValue ?? []
    let tenant = try daemon.send(.get("/v1/tenants/toko", tenant: nil)).parsed
    let keys = try daemon.send(.get("/v1/keys")).parsed["data"]?.arrayValue ?? []
    return rows.reversed().map { $0["action"]?.stringValue ?? "–" } + [
      tenant["status"]?.stringValue ?? "–", "\(tenant["settings"]?["batch_items"] ?? JSONValue.null)",
      "\(keys.compactMap { $0["name"]?.stringValue })",
    ]
  }

  @Test(arguments: [DiskFault.io, .syncFails, .shortWrite, .full])
  func `that met an error is done once when it is sent again, and is there after a power cut`(_ fault: DiskFault) throws {
    let (sound, disk) = try daemon("sound \(fault)")
    let begin = disk.count
    for act in Self.acts { _ = try sound.send(act) }
    let length = disk.count - begin
    let wanted = try story(sound)
    sound.stop()
    #expect(wanted.contains("tenant.suspended") && wanted.contains("account.freeze_requested"), "\(wanted)")

    var failed = 0
    for call in stride(from: 1, through: length, by: max(1, length / 25)) {
      let (daemon, disk) = try daemon("\(fault) \(call)")
      disk.fail(disk.count + call, with: fault, .once)
      for act in Self.acts {
        var reply = try daemon.send(act)
        for _ in 0..<3 where reply.status >= 500 {
          failed += 1
          reply = try daemon.send(act)
        }
        #expect(reply.status < 500, "\(fault) at \(call): \(act.path) \(reply)")
      }
      // A freeze's row may stand there once for each time it was asked for.
      func once(_ story: [String]) -> [String] {
        var seen = story
        while seen.filter({ $0 == "account.freeze_requested" }).count > 1,
          let extra = seen.lastIndex(of: "account.freeze_requested")
        {
          seen.remove(at: extra)
        }
        return seen
      }
      #expect(once(try story(daemon)) == wanted, "\(fault) at \(call)")
      let image = folder["\(fault) \(call) after"]
      try disk.image(.nothing, seed: seed, to: image)
      daemon.stop()
      let after = try Daemon(image, at: TestClock.start + 1_000_000, on: nil, seed: seed)
      #expect(once(try story(after)) == wanted, "\(fault) at \(call), after a power cut")
      for act in Self.acts.dropLast() { #expect(try after.send(act).isReplay, "\(act.path)") }
      after.stop()
    }
    print("administration: \(fault), \(failed) answers were errors; seed \(seed)")
    #expect(failed > 0, "no error was met: the test sees nothing")
  }
}

extension Reply {
  fileprivate var parsed: JSONValue {
    get throws { try JSONValue.parse(body) }
  }
}
