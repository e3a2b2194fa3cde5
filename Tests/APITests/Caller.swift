import Foundation
import Glibc
import Testing
import WalletAPI

/// Calls a daemon over its socket, and holds every reply against the OpenAPI document.
struct Caller {
  let daemon: Daemon
  var tenant: String? = "toko"

  init(_ daemon: Daemon, tenant: String? = "toko") {
    self.daemon = daemon
    self.tenant = tenant
  }

  func get(_ path: String, headers: [String] = [], at location: SourceLocation = #_sourceLocation) throws -> Reply {
    try call("GET", path, nil, key: nil, headers: headers, at: location)
  }

  /// Posts under `key`; a new one by default.
  func post(
    _ path: String, _ body: String? = nil, key: String? = UUID().uuidString, headers: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) throws -> Reply {
    try call("POST", path, body, key: key, headers: headers, at: location)
  }

  func call(
    _ method: String, _ path: String, _ body: String?, key: String?, headers: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) throws -> Reply {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost", "Connection: close"]
    if let tenant { lines.append("Walletd-Tenant: \(tenant)") }
    if let key { lines.append("Idempotency-Key: \(key)") }
    lines += headers
    if let body {
      if !headers.contains(where: { $0.lowercased().hasPrefix("content-type") }) {
        lines.append("Content-Type: application/json")
      }
      lines.append("Content-Length: \(body.utf8.count)")
    }
    let reply = try #require(
      Reply(try send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))), "no reply to \(method) \(path)",
      sourceLocation: location)
    for violation in DocumentedReplies.violations(of: reply, to: method, path) {
      Issue.record("\(method) \(path) → \(reply.status) is not as documented: \(violation)", sourceLocation: location)
    }
    #expect(reply.headers["x-request-id"] != nil, sourceLocation: location)
    return reply
  }

  /// Exactly these bytes on a connection of their own; everything that comes back.
  func send(_ text: String, thenClose: Bool = false) throws -> [UInt8] {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: daemon.socketPath.utf8) }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(connected == 0, "the daemon does not listen")
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    if thenClose { shutdown(descriptor, Int32(SHUT_WR)) }
    var received: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count > 0 else { return received }
      received += piece[..<count]
    }
  }

  // MARK: What most tests begin with

  /// Opens `cash` (asset), `wallet:alice` and `wallet:bob` (no overdraft) in IDR, and gives Alice 100,000.
  func openBooks() throws {
    for (code, rest) in [
      ("cash", #""class":"asset""#), ("wallet:alice", #""class":"liability","limit":"no_overdraft""#),
      ("wallet:bob", #""class":"liability","limit":"no_overdraft""#),
    ] {
      #expect(try post("/v1/accounts", #"{"code":"\#(code)","currency":"IDR",\#(rest)}"#, key: "open \(code)").status == 201)
    }
    #expect(try transfer("cash", "wallet:alice", 100_000, key: "fund").status == 201)
  }

  @discardableResult
  func transfer(
    _ debit: String, _ credit: String, _ amount: Int64, key: String = UUID().uuidString, more: String = "",
    at location: SourceLocation = #_sourceLocation
  ) throws -> Reply {
    try post(
      "/v1/transfers", #"{"debit":"\#(debit)","credit":"\#(credit)","amount":\#(amount)\#(more)}"#, key: key, at: location)
  }

  func hold(_ amount: Int64, more: String = "", key: String = UUID().uuidString) throws -> Reply {
    try post("/v1/holds", #"{"debit":"wallet:alice","credit":"wallet:bob","amount":\#(amount)\#(more)}"#, key: key)
  }

  func available(_ account: String) throws -> Int64? { try get("/v1/accounts/\(account)").number("available") }
}
