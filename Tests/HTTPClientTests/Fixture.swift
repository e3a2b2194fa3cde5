import Foundation
import HTTPClient
import HTTPServer
import Synchronization
import Testing

/// Results as they come; a test waits for each.
final class Results: Sendable {
  private let state = Mutex<[HTTPResult]>([])
  private let arrivals = DispatchSemaphore(value: 0)

  var take: @Sendable (HTTPResult) -> Void {
    { result in
      self.state.withLock { $0.append(result) }
      self.arrivals.signal()
    }
  }

  var all: [HTTPResult] { state.withLock { $0 } }

  /// The first `count`, when there are so many; ten seconds of silence end the wait.
  func wait(_ count: Int = 1) -> [HTTPResult] {
    for _ in 0..<count {
      guard arrivals.wait(timeout: .now() + 10) == .success else { break }
    }
    return all
  }
}

extension HTTPClient {
  /// Sends and waits.
  func call(_ call: HTTPCall) throws -> HTTPResult {
    let results = Results()
    send(call, answer: results.take)
    return try #require(results.wait().first, "there was no answer")
  }
}

extension HTTPResult {
  var status: Int? {
    guard case .answered(let status, _, _) = self else { return nil }
    return status
  }

  var text: String? {
    guard case .answered(_, _, let body) = self else { return nil }
    return String(decoding: body, as: UTF8.self)
  }

  var notSent: String? {
    guard case .notSent(let reason) = self else { return nil }
    return reason
  }

  var interrupted: String? {
    guard case .interrupted(let reason) = self else { return nil }
    return reason
  }
}

/// The house's own server on a port of the loopback, and a thread.
final class GoodServer: Sendable {
  struct Handler: HTTPHandler {
    let body: @Sendable (HTTPRequest, HTTPResponder) -> Void

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) { body(request, responder) }

    func answer(to failure: HTTPFailure) -> HTTPResponse {
      HTTPResponse(status: failure.status, contentType: "text/plain", body: [UInt8]("\(failure)".utf8))
    }
  }

  /// Says what was understood: the request line, the headers in lower case and in order, and the body.
  static let echo: @Sendable (HTTPRequest, HTTPResponder) -> Void = { request, responder in
    var lines = ["\(request.method.name) \(request.path.string)\(request.query.map { "?" + $0.string } ?? "")"]
    lines += request.head.headers.map { "\($0.name.string.lowercased()): \($0.value.string)" }.sorted()
    let text = lines.joined(separator: "\n") + "\n\n" + String(decoding: request.body, as: UTF8.self)
    responder.send { HTTPResponse(status: 200, contentType: "text/plain", body: [UInt8](text.utf8)) }
  }

  let port: UInt16
  let server: HTTPServer

  init(_ body: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void = GoodServer.echo) throws {
    let listener = try SocketListener.loopback()
    port = listener.port
    let server = try HTTPServer(listener: listener.descriptor, handler: Handler(body: body))
    self.server = server
    Thread.detachNewThread {
      do { try server.run() } catch { Issue.record(error) }
    }
  }

  deinit { server.stop(grace: .zero) }

  var url: String { "http://127.0.0.1:\(port)" }
}
