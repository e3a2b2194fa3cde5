import Foundation
import Glibc
import HTTPServer
import Synchronization

/// A handler made of a closure. Failures are answered with the failure's name as the body.
struct ClosureHandler: HTTPHandler {
  let body: @Sendable (HTTPRequest, HTTPResponder) -> Void

  func handle(_ request: HTTPRequest, _ responder: HTTPResponder) { body(request, responder) }

  func answer(to failure: HTTPFailure) -> HTTPResponse {
    HTTPResponse(status: failure.status, contentType: "text/plain", body: [UInt8]("\(failure)".utf8))
  }

  /// Answers with what has been understood: method, path, query and body, one line each.
  static let echo = ClosureHandler { request, responder in
    let query = request.query?.string ?? "-"
    let text = "\(request.method.name)\n\(request.path.string)\n\(query)\n\(String(decoding: request.body, as: UTF8.self))"
    responder.send { HTTPResponse(status: 200, contentType: "text/plain", body: [UInt8](text.utf8)) }
  }
}

/// A server on a Unix socket of its own and a thread of its own.
final class RunningServer: Sendable {
  let path: String
  let server: HTTPServer
  private let hasEnded = DispatchSemaphore(value: 0)

  init(_ limits: HTTPLimits = HTTPLimits(), handler: any HTTPHandler = ClosureHandler.echo) throws {
    path = temporaryPath()
    server = try HTTPServer(listener: try SocketListener.unix(path: path), limits: limits, handler: handler)
    let (server, hasEnded) = (server, hasEnded)
    Thread.detachNewThread {
      do { try server.run() } catch { fatalError("\(error)") }
      hasEnded.signal()
    }
  }

  deinit {
    server.stop(grace: .zero)
    unlink(path)
  }

  func connect() throws -> Client { try Client(path: path, server: self) }

  /// Sends one text on a connection of its own and answers everything that comes back until the server closes.
  func exchange(_ text: String) throws -> String {
    let client = try connect()
    client.send(text)
    return client.readToEnd()
  }

  func waitForEnd() -> Bool { hasEnded.wait(timeout: .now() + 10) == .success }
}

func temporaryPath() -> String {
  "/tmp/walletd-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
}

struct ConnectError: Error { let code: Int32 }

/// A client that sends exactly the bytes it is told to.
final class Client: Sendable {
  let descriptor: Int32
  /// Lives as long as its clients.
  private let server: RunningServer?
  private let received = Mutex<[UInt8]>([])

  convenience init(path: String, server: RunningServer? = nil) throws {
    try self.init(server: server)
    try connect(path)
  }

  /// Not connected yet.
  init(server: RunningServer? = nil) throws {
    self.server = server
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw ConnectError(code: errno) }
    setPatience(milliseconds: 10_000)
  }

  func connect(_ path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw ConnectError(code: errno) }
  }

  /// How long a read or write may take before it counts as failed.
  func setPatience(milliseconds: Int) {
    var limit = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  @discardableResult
  func send(_ text: String) -> Bool { send([UInt8](text.utf8)) }

  /// False if the server has closed.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// One read; empty at the end, on a reset, and after ten seconds of silence.
  func readSome() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? [UInt8](buffer[..<count]) : []
  }

  func readToEnd() -> String {
    received.withLock { received in
      while true {
        let piece = readSome()
        if piece.isEmpty { break }
        received += piece
      }
      let all = received
      received = []
      return String(decoding: all, as: UTF8.self)
    }
  }

  /// The next reply with a Content-Length; nil at the end.
  func readReply(isHead: Bool = false) -> Reply? {
    received.withLock { received in
      while true {
        if let (reply, length) = Reply.parse(received, isHead: isHead) {
          received.removeFirst(length)
          return reply
        }
        let piece = readSome()
        if piece.isEmpty { return nil }
        received += piece
      }
    }
  }
}

struct Reply: Equatable {
  let status: Int
  let headers: [String: String]
  let body: String

  static func parse(_ bytes: [UInt8], isHead: Bool) -> (Reply, Int)? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    // What does not begin like a reply is a piece of an earlier one.
    let status = lines[0].hasPrefix("HTTP/1.1 ") ? Int(lines[0].split(separator: " ")[1]) ?? 0 : 0
    let announced = headers["content-length"].flatMap { Int($0) } ?? 0
    let headLength = text[..<end.upperBound].utf8.count
    let length = isHead || status == 100 ? 0 : announced
    guard bytes.count >= headLength + length else { return nil }
    let body = String(decoding: bytes[headLength..<(headLength + length)], as: UTF8.self)
    return (Reply(status: status, headers: headers, body: body), headLength + length)
  }
}

/// Holds responders until a test lets them answer, and lets a test wait for them.
final class Parking: Sendable {
  private let parked = Mutex<[(path: String, responder: HTTPResponder)]>([])
  private let arrivals = DispatchSemaphore(value: 0)

  var handler: ClosureHandler {
    ClosureHandler { request, responder in
      self.parked.withLock { $0.append((request.path.string, responder)) }
      self.arrivals.signal()
    }
  }

  var count: Int { parked.withLock { $0.count } }

  func waitForRequest() { _ = arrivals.wait(timeout: .now() + 10) }

  /// Answers the request with that path.
  func answer(_ path: String) {
    take(path)?.send { HTTPResponse(status: 200, contentType: "text/plain", body: [UInt8](path.utf8)) }
  }

  func take(_ path: String) -> HTTPResponder? {
    parked.withLock { parked in
      guard let index = parked.firstIndex(where: { $0.path == path }) else { return nil }
      return parked.remove(at: index).responder
    }
  }
}
