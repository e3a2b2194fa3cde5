import Foundation
import JSON
import Testing

/// The real daemon and its real clock: one tenant asks for all it can, another a little at a time.
@Suite(.serialized) struct `A tenant that floods the daemon` {
  private static let rate = 200

  private struct Scene {
    let daemon: Daemon
    let noisy: String
    let quiet: String

    init(_ configuration: String) throws {
      daemon = try Daemon(on: Folder(), configuration: configuration)
      let connection = try daemon.connect()
      func made(_ request: Request) throws -> JSONValue {
        let reply = try connection.ask(request)
        try #require(reply.status == 201, "\(reply.text)")
        return try reply.json()
      }
      func key(_ tenant: String) throws -> String {
        _ = try made(.post("/v1/tenants", key: tenant, #"{"code":"\#(tenant)","name":"Toko"}"#))
        let key = try made(.post("/v1/keys", tenant: tenant, key: "key", #"{"name":"program"}"#))
        return try #require(key["secret"]?.stringValue)
      }
      noisy = try key("noisy")
      quiet = try key("quiet")
    }

    func ask(_ key: String) -> [UInt8] {
      Request(method: "GET", path: "/v1/accounts/nobody", headers: [("Authorization", "Bearer \(key)")]).bytes
    }
  }

  /// What a flood was answered, by status.
  private static func flood(_ socketPath: String, _ request: [UInt8], _ seconds: Double) throws -> [Int: Int] {
    let connections = try (0..<4).map { _ in try Connection(path: socketPath) }
    let block = Array(repeatElement(request, count: 16).joined())
    var answers: [Int: Int] = [:]
    let end = Date.now.addingTimeInterval(seconds)
    while Date.now < end {
      for connection in connections { connection.send(block) }
      for connection in connections {
        for _ in 0..<16 { answers[try #require(connection.receive()).status, default: 0] += 1 }
      }
    }
    return answers
  }

  @Test(arguments: ["requests_per_second_per_key", "requests_per_second_per_tenant"])
  func `is held to its rate, and no other tenant is ever refused`(limit: String) async throws {
    let scene = try Scene("{ limits: { \(limit): \(Self.rate) } }")
    let seconds = 3.0
    let (path, request) = (scene.daemon.socketPath, scene.ask(scene.noisy))
    async let flooded = Task.detached { try Self.flood(path, request, seconds) }.value
    // The quiet one stays within its own rate.
    let connection = try scene.daemon.connect()
    var quiet: [Int: Int] = [:]
    let end = Date.now.addingTimeInterval(seconds)
    let begin = Date.now
    while Date.now < end {
      // Half of its rate, and not all at once.
      guard Double(quiet.values.reduce(0, +)) < Date.now.timeIntervalSince(begin) * Double(Self.rate) / 2 else {
        sched_yield()
        continue
      }
      connection.send(scene.ask(scene.quiet))
      let reply = try #require(connection.receive())
      #expect(reply.headers["ratelimit-policy"]?.hasSuffix(";q=\(Self.rate);w=1") == true)
      quiet[reply.status, default: 0] += 1
    }
    let answers = try await flooded
    #expect(quiet.keys.sorted() == [404], "\(quiet)")
    #expect(answers.keys.sorted() == [404, 429], "\(answers)")
    // A second's worth at once, then the rate; the flood ends up to a block later than it was told.
    let admitted = answers[404] ?? 0
    let expected = Double(Self.rate) * (seconds + 1)
    #expect(Double(admitted) >= expected * 0.95 && Double(admitted) <= expected * 1.1, "\(admitted) of \(expected)")
  }

  @Test func `gets no more answers at once than it may have under way, and people get in`() throws {
    let scene = try Scene("{ limits: { concurrent_requests_per_tenant: 1, requests_per_second_per_tenant: 1 } }")
    _ = try Self.flood(scene.daemon.socketPath, scene.ask(scene.noisy), 0.2)
    let person = try scene.daemon.connect()
    for _ in 0..<20 {
      #expect(try person.ask(.get("/v1/accounts/nobody", tenant: "noisy")).status == 404)
    }
    let metrics = try person.ask(.get("/metrics")).text
    #expect(metrics.contains(#"walletd_limited_total{reason="tenant_rate"}"#))
  }
}
