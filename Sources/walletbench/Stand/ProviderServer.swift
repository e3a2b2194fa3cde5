import HTTPServer
import Synchronization
import Threads

/// Both providers on a port of this machine, which hold each call for a time of their own: what stands between a request and its answer
/// at the least, and how long exactly.
final class ProviderServer: Sendable {
  let port: UInt16
  private let server: HTTPServer
  private let thread: Thread
  private let calls: Calls

  var url: String { "http://127.0.0.1:\(port)" }

  /// - Parameter hold: nanoseconds between a call's arrival and its answer.
  init(hold: UInt64) throws {
    let (listener, port) = try SocketListener.loopback()
    self.port = port
    let calls = Calls(hold: hold)
    self.calls = calls
    let server = try HTTPServer(listener: listener, handler: calls)
    self.server = server
    thread = Thread.start("providers") {
      do { try server.run() } catch { StandardError.write("the providers' server ended: \(error)\n") }
    }
  }

  /// How many nanoseconds the charge of so many rupiah was held, once; nil where there was none.
  func held(_ rupiah: Int) -> UInt64? { calls.held.withLock { $0.removeValue(forKey: rupiah) } }

  func stop() {
    server.stop(grace: .seconds(1))
    thread.join()
    calls.close()
  }

  private final class Calls: HTTPHandler {
    let held = Mutex<[Int: UInt64]>([:])
    private let provider = InstantProvider()
    private let hold: UInt64
    private let waiting: Monitor<Waiting>
    private let thread: Thread

    private struct Waiting {
      /// In the order in which they are due: all are held for the same time.
      var answers: [(at: UInt64, send: @Sendable () -> Void)] = []
      var isClosed = false
    }

    init(hold: UInt64) {
      self.hold = hold
      let waiting = Monitor(Waiting())
      self.waiting = waiting
      thread = Thread.start("holding") {
        while true {
          let due: (@Sendable () -> Void)? = waiting.wait { waiting in
            if waiting.isClosed { return .done(nil) }
            guard let first = waiting.answers.first else { return .wait(nil) }
            let now = Clock.now
            guard first.at <= now else { return .wait(Int64((first.at - now) / 1_000) + 1) }
            return .done(waiting.answers.removeFirst().send)
          }
          guard let due else { return }
          due()
        }
      }
    }

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
      let arrived = Clock.now
      var rupiah: Int?
      let answer = provider.answer(request.path.string, request.body) { rupiah = $0 }
      let charged = rupiah
      let send: @Sendable () -> Void = { [self] in
        if let charged { held.withLock { $0[charged] = Clock.now - arrived } }
        responder.send { HTTPResponse(status: UInt16(answer.status), contentType: "application/json", body: answer.body) }
      }
      guard hold > 0 else { return send() }
      let isFirst = waiting.withLock { waiting in
        waiting.answers.append((arrived + hold, send))
        return waiting.answers.count == 1
      }
      if isFirst { waiting.signal() }
    }

    func answer(to failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }

    func close() {
      waiting.withLock { $0.isClosed = true }
      waiting.broadcast()
      thread.join()
    }
  }
}
