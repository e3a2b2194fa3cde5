import Foundation
import JSON
import Testing

/// Events, with the real programs: a tail that outlives the daemon.
@Suite struct `A tail of events` {
  private func environment(_ shop: Shop) -> [String: String] {
    ["WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Shop.tenant, "WALLETD_KEY_FILE": "", "NO_COLOR": "1"]
  }

  private func walletctl(_ shop: Shop, _ arguments: String...) throws -> Run {
    try Run([Program.walletctl.path] + arguments, environment: environment(shop))
  }

  /// The ids of all events, oldest first.
  private func ids(_ shop: Shop) throws -> [String] {
    let run = try walletctl(shop, "events", "list", "--all", "--jsonl", "--quiet")
    #expect(run.end == .exited(0), "\(run.output)")
    return try ids(in: run.output).reversed()
  }

  private func ids(in output: String) throws -> [String] {
    try output.split(separator: "\n").filter { $0.hasPrefix("{") }.map { line in
      try #require(try JSONValue.parse(String(line))["id"]?.stringValue)
    }
  }

  @Test func `shows each event once, whatever becomes of the daemon meanwhile`() throws {
    var shop = try Shop()
    let before = try ids(shop)
    let log = shop.folder.file("tail")
    let tail = try Child(
      [Program.walletctl.path, "events", "tail", "--from", try #require(before.last), "--jsonl"], environment: environment(shop),
      log: log)
    var dice = SystemRandomNumberGenerator()
    let lives = Int(ProcessInfo.processInfo.environment["WALLETD_STREAM_KILLS"] ?? "") ?? 6
    for life in 0..<lives {
      // Killed in the middle of what is being written, or stopped in order.
      let requests = Int.random(in: 20..<200, using: &dice)
      let burst = (0..<requests).map { number in
        Request.post(
          "/v1/transfers", tenant: Shop.tenant, key: "\(life)-\(number)",
          #"{"debit":"bank","credit":"bob","amount":\#(number + 1),"currency":"IDR"}"#)
      }
      for request in burst.dropLast(10) { #expect(try shop.connection.ask(request).status == 201) }
      for request in burst.suffix(10) { shop.connection.send(request.bytes) }
      _ = try shop.restart(by: life.isMultiple(of: 3) ? SIGTERM : SIGKILL)
      for request in burst.suffix(10) { #expect(try shop.connection.ask(request).status == 201) }
    }
    let wanted = try ids(shop).dropFirst(before.count)
    #expect(wanted.count > lives * 20)
    let hasCome = try Patience.wait(.seconds(30)) {
      try String(contentsOfFile: log, encoding: .utf8).contains(try #require(wanted.last))
    }
    #expect(hasCome)
    tail.signal(SIGINT)
    #expect(tail.wait() == .exited(130))
    let output = try String(contentsOfFile: log, encoding: .utf8)
    #expect(try ids(in: output) == Array(wanted), "nothing missing, nothing twice, in order")
    #expect(output.contains("The stream broke: ") && output.contains("Connected again"))
    print("row 19: streams over kills and stops: \(lives) ends, \(wanted.count) events, each shown once")
  }

  @Test func `ends when it has shown enough, or nobody reads it any more`() throws {
    let shop = try Shop()
    let first = try #require(try ids(shop).first)
    let two = try walletctl(shop, "events", "tail", "--from", first, "--count", "2", "--jsonl")
    #expect(two.end == .exited(0))
    #expect(try ids(in: two.output) == Array(try ids(shop)[1...2]))
    let end = shop.folder.file("end")
    let line = "{ '\(Program.walletctl.path)' events tail --from \(first) --jsonl; echo \"ended $?\" >'\(end)'; } | head -n 1"
    let piped = try Run(["/bin/sh", "-c", line], environment: environment(shop))
    #expect(try ids(in: piped.output).count == 1)
    let hasEnded = Patience.wait(.seconds(10)) { FileManager.default.fileExists(atPath: end) }
    #expect(hasEnded)
    let hasSaid = try Patience.wait(.seconds(1)) { try String(contentsOfFile: end, encoding: .utf8) == "ended 0\n" }
    #expect(hasSaid)
  }

  @Test func `says what is wrong, with the code for it`() throws {
    let shop = try Shop()
    let unknown = try walletctl(shop, "events", "tail", "--from", "evt_01KE0000000000000000000000")
    #expect(unknown.end == .exited(3) && unknown.output.contains("event_not_found"), "\(unknown.output)")
    let malformed = try walletctl(shop, "events", "tail", "--from", "41")
    #expect(malformed.end == .exited(2) && malformed.output.contains("invalid_id"), "\(malformed.output)")
    let type = try walletctl(shop, "events", "list", "--type", "holds")
    #expect(type.end == .exited(2) && type.output.contains("hold.*"), "\(type.output)")
    let account = try walletctl(shop, "events", "tail", "--account", "nobody")
    #expect(account.end == .exited(3), "\(account.output)")
    let key = shop.folder.file("reports.key")
    #expect(
      try walletctl(shop, "key", "create", "reports", "--scope", "reports:read", "--secret-file", key).end == .exited(0))
    let denied = try walletctl(shop, "--key-file", key, "events", "tail")
    #expect(denied.end == .exited(4) && denied.output.contains("events:read"), "\(denied.output)")
    let absent = try Run(
      [Program.walletctl.path, "events", "tail"],
      environment: environment(shop).merging(["WALLETD_SOCKET": "/nowhere/control.sock"]) { $1 })
    #expect(absent.end == .exited(7), "\(absent.output)")
  }
}
