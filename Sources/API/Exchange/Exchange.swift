import Glibc
import HTTPServer
import JSON
import LedgerCore
import Synchronization
import WalletAPI

/// One request and the way back to its caller. Answered once, from any thread; the answer is rendered on the server's thread.
final class Exchange: Sendable {
  let request: HTTPRequest
  let identity: RequestIdentity
  let operation: OperationID?
  private let responder: HTTPResponder
  private let traffic: Traffic
  private let log: any EventLog
  // Touched only on the thread of the server, and in the end by whoever holds the last reference.
  private nonisolated(unsafe) var admission = Admission()
  /// Whether a reply is written where it is made instead of on the thread of the server.
  private nonisolated(unsafe) var isWrittenAtOnce = false
  /// Whom work that waits is done for. Set before the request is handed on.
  private(set) nonisolated(unsafe) var tenant: TenantID?

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

  deinit { leave() }

  /// Gives its place back: with the answer, so that it is free before the caller can send the next request, or without one.
  private func leave() {
    admission.place?.underWay.subtract(1, ordering: .relaxed)
    admission.place = nil
  }

  /// The request goes to a thread that has time: large replies are written there.
  func goesToWorker() { isWrittenAtOnce = true }

  /// Notes what the request was let in with. Before it is handed on.
  func admit(_ admission: Admission) { self.admission = admission }

  /// Notes whose request it is. Before it is handed on.
  func belongs(to tenant: TenantID, _ flow: HTTPFlow) {
    self.tenant = tenant
    if request.session.flow !== flow { request.session.flow = flow }
  }

  /// A JSON reply, written by `write` when it is due.
  func reply(
    _ status: UInt16, isReplay: Bool = false, capacity: Int = 1_024, _ write: @escaping @Sendable (inout JSONWriter) -> Void
  ) {
    if isWrittenAtOnce {
      var writer = JSONWriter(capacity: capacity)
      write(&writer)
      return reply(status, "application/json", writer.bytes, isReplay: isReplay)
    }
    responder.send { [self] in
      var writer = JSONWriter(capacity: capacity)
      write(&writer)
      finish(status)
      return HTTPResponse(
        status: status, contentType: "application/json", headers: headers(isReplay), body: writer.bytes)
    }
  }

  /// A reply whose bytes are there already.
  func reply(_ status: UInt16, _ contentType: StaticString, _ body: [UInt8], isReplay: Bool = false) {
    responder.send { [self] in
      finish(status)
      return HTTPResponse(status: status, contentType: contentType, headers: headers(isReplay), body: body)
    }
  }

  /// A reply that goes on: its head and first piece now, the rest through what is returned.
  func stream(_ contentType: StaticString, first: [UInt8]) -> HTTPStream {
    responder.stream { [self] in
      finish(200)
      // What stands between must pass each piece on as it comes.
      let more = [HTTPHeader("Cache-Control", "no-store"), HTTPHeader("X-Accel-Buffering", "no")]
      return HTTPResponse(status: 200, contentType: contentType, headers: headers(false) + more, body: first)
    }
  }

  private func headers(_ isReplay: Bool) -> [HTTPHeader] {
    var headers = identity.headers
    admission.append(to: &headers)
    if isReplay { headers.append(HTTPHeader("Idempotent-Replayed", "true")) }
    return headers
  }

  /// A JSON reply that holds a secret: its bytes are wiped as soon as they have left.
  func replySecret(_ status: UInt16, _ make: @escaping @Sendable () -> [UInt8]) {
    responder.send { [self] in
      finish(status)
      var response = HTTPResponse(
        status: status, contentType: "application/json", headers: headers(false) + [HTTPHeader("Cache-Control", "no-store")],
        body: make())
      response.holdsSecret = true
      return response
    }
  }

  func refuse(_ problem: Problem, isReplay: Bool = false) {
    responder.send { [self] in
      finish(problem.code.status, problem)
      return problem.response(for: identity, problem.admission ?? admission, isReplay: isReplay)
    }
  }

  private func finish(_ status: UInt16, _ problem: Problem? = nil) {
    leave()
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
