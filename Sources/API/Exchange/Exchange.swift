import Glibc
import HTTPServer
import JSON
import LedgerCore
import WalletAPI

/// One request and the way back to its caller. Answered once, from any thread; the answer is rendered on the server's thread.
final class Exchange: Sendable {
  let request: HTTPRequest
  let identity: RequestIdentity
  let operation: OperationID?
  private let responder: HTTPResponder
  private let traffic: Traffic
  private let log: any EventLog

  init(
    _ request: HTTPRequest, _ identity: RequestIdentity, _ operation: OperationID?, _ responder: HTTPResponder, traffic: Traffic,
    log: any EventLog
  ) {
    self.request = request
    self.identity = identity
    self.operation = operation
    self.responder = responder
    self.traffic = traffic
    self.log = log
  }

  /// A JSON reply, written by `write` when it is due.
  func reply(
    _ status: UInt16, isReplay: Bool = false, capacity: Int = 1_024, _ write: @escaping @Sendable (inout JSONWriter) -> Void
  ) {
    responder.send { [self] in
      var writer = JSONWriter(capacity: capacity)
      write(&writer)
      finish(status)
      var headers = identity.headers
      if isReplay { headers.append(HTTPHeader("Idempotent-Replayed", "true")) }
      return HTTPResponse(status: status, contentType: "application/json", headers: headers, body: writer.bytes)
    }
  }

  /// A reply whose bytes are there already.
  func reply(_ status: UInt16, _ contentType: StaticString, _ body: [UInt8], isReplay: Bool = false) {
    responder.send { [self] in
      finish(status)
      var headers = identity.headers
      if isReplay { headers.append(HTTPHeader("Idempotent-Replayed", "true")) }
      return HTTPResponse(status: status, contentType: contentType, headers: headers, body: body)
    }
  }

  /// A JSON reply that holds a secret: its bytes are wiped as soon as they have left.
  func replySecret(_ status: UInt16, _ make: @escaping @Sendable () -> [UInt8]) {
    responder.send { [self] in
      finish(status)
      var response = HTTPResponse(
        status: status, contentType: "application/json", headers: identity.headers + [HTTPHeader("Cache-Control", "no-store")],
        body: make())
      response.holdsSecret = true
      return response
    }
  }

  func refuse(_ problem: Problem, isReplay: Bool = false) {
    responder.send { [self] in
      finish(problem.code.status, problem)
      return problem.response(for: identity, isReplay: isReplay)
    }
  }

  private func finish(_ status: UInt16, _ problem: Problem? = nil) {
    let microseconds = Exchange.microseconds(since: request.receivedAt)
    traffic.count(operation, status, microseconds)
    let level: EventLevel = status >= 500 ? .warning : .debug
    guard log.isEnabled(level) else { return }
    var fields: [(name: StaticString, value: String)] = [
      ("request_id", identity.text), ("operation", operation?.rawValue ?? "none"), ("status", String(status)),
      ("us", String(microseconds)),
    ]
    if let trace = identity.traceparent { fields.append(("traceparent", trace.string)) }
    if let peer = request.peer { fields.append(("uid", String(peer.uid))) }
    if let problem {
      fields.append(("code", problem.code.rawValue))
      if status >= 500 { fields.append(("detail", problem.detail)) }
    }
    log.record(level, "request", fields)
  }

  private static func microseconds(since nanoseconds: UInt64) -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let current = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    return max(0, current - Int64(truncatingIfNeeded: nanoseconds)) / 1_000
  }
}
