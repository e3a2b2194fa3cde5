import Foundation
import Glibc
import HTTPServer
import JSON
import LedgerCore
import Storage
import Tenancy
import Testing

@testable import API

/// The real service on a real directory, without sockets: requests arrive when the test says so.
final class Gate {
  let directory: DataDirectory
  private let folder: String
  private let workers = WorkerPool(threads: 2, depth: 64)
  private let loopback: HTTPLoopback

  /// - Parameter peer: the user who calls; a proxy that names addresses, if `isProxy`.
  init(_ limits: RequestLimits, peer: UInt32 = 0, isProxy: Bool = false, rules: [PeerRules.Rule] = []) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "walletd-gate-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    directory = try DataDirectory(path: folder + "/data")
    let readiness = Readiness()
    readiness.value = true
    let service = WalletService(
      directory: directory, workers: workers, log: RecordedEvents(), readiness: readiness,
      peers: PeerRules(daemonUser: 4_242, rules: rules), proxies: isProxy ? [peer] : [], limits: limits, version: "test",
      serverStatistics: { HTTPStatistics() })
    loopback = try HTTPLoopback(
      handler: service, limits: HTTPLimits(), peer: PeerCredentials(pid: 1, uid: peer, gid: peer))
  }

  deinit {
    workers.stop()
    #expect(throws: Never.self) { try directory.shutdown() }
    #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) }
  }

  func tenant(_ code: String, _ change: (inout TenantSettingsChange) -> Void = { _ in }) throws -> Tenant {
    let tenant = try directory.create(code: code, name: "Toko", key: "tenant \(code)").tenant
    try set(tenant, change)
    return tenant
  }

  func set(_ tenant: Tenant, _ change: (inout TenantSettingsChange) -> Void) throws {
    var settings = TenantSettingsChange()
    change(&settings)
    _ = try directory.administer(.change(tenant.id, settings), request()) { _ in "" }
  }

  /// A key as it is sent.
  func key(of tenant: Tenant, requestsPerSecond: Int? = nil, expiresAt: Timestamp? = nil) throws -> String {
    try keyAndID(of: tenant, requestsPerSecond: requestsPerSecond, expiresAt: expiresAt).text
  }

  func keyAndID(
    of tenant: Tenant, requestsPerSecond: Int? = nil, expiresAt: Timestamp? = nil
  ) throws -> (text: String, id: KeyID) {
    let new = NewKey(
      tenant: tenant.id, name: "k", scopes: Role.platform.permissions, expiresAt: expiresAt, requestsPerSecond: requestsPerSecond)
    let reply = try directory.administer(.createKey(new), request()) { _ in "" }
    guard case .done(.key(let key, secret: .some(let secret))) = reply else { throw Missing() }
    return (String(decoding: secret, as: UTF8.self), key.id)
  }

  func revoke(_ key: KeyID) throws { _ = try directory.administer(.revokeKey(key), request()) { _ in "" } }

  private func request() -> AdministrativeRequest { AdministrativeRequest(.daemon, key: UUID().uuidString, fields: []) }

  struct Missing: Error {}

  /// Asks for an account that there is not (or for `path`), at a moment in nanoseconds. Without a key, as the peer.
  func ask(
    _ key: String?, at time: UInt64, on session: HTTPSession? = nil, method: String = "GET", path: String = "/v1/accounts/nobody",
    headers: [String] = [], body: String = ""
  ) throws -> Answer {
    let number = try send(key, at: time, on: session, method: method, path: path, headers: headers, body: body)
    return try answer(to: number)
  }

  /// Hands a request over and does not wait.
  func send(
    _ key: String?, at time: UInt64, on session: HTTPSession? = nil, method: String = "GET", path: String = "/v1/accounts/nobody",
    headers: [String] = [], body: String = ""
  ) throws -> UInt64 {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: a"] + headers
    if let key { lines.append("Authorization: Bearer \(key)") }
    if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
    let (number, refusal) = loopback.send(
      Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8), on: session, at: time)
    #expect(refusal == nil)
    loopback.endTurn()
    return number
  }

  private var arrived: [UInt64: Answer] = [:]

  func answer(to number: UInt64) throws -> Answer {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      for (number, reply) in loopback.takeReplies() {
        if case .response(let response) = reply { arrived[number] = Answer(response) }
      }
      if let answer = arrived.removeValue(forKey: number) { return answer }
      sched_yield()
    }
    throw Missing()
  }

  struct Answer {
    let status: Int
    let headers: [String: String]
    let body: String

    init(_ response: HTTPResponse) {
      status = Int(response.status)
      headers = Dictionary(
        response.headers.map { ("\($0.name)", String(decoding: $0.value, as: UTF8.self)) },
        uniquingKeysWith: { $0 + " AND " + $1 })
      body = String(decoding: response.body, as: UTF8.self)
    }

    var code: String { (try? JSONValue.parse(body))?["code"]?.stringValue ?? "–" }
    /// The headers about limits.
    var limits: [String: String] { headers.filter { ["RateLimit", "RateLimit-Policy", "Retry-After"].contains($0.key) } }
  }
}
