import Glibc
import Synchronization
import Threads

/// HTTP/1.1 to other machines: one thread, connections that are used again, and an exact word on whether anything was sent.
///
/// A call is sent at most once. Nothing is retried and no redirection is followed: what to do about a failure is for who knows what
/// the call means. Servers must prove who they are (TLS 1.2 or newer), proxies of the environment are not used, no cookie is kept.
package final class HTTPClient: Sendable {
  private let inbox: HTTPInbox
  private let options: HTTPClientOptions
  private let thread: Thread
  private let hasEnded = Mutex(false)

  /// - Parameter name: of the thread; 15 bytes are kept.
  package init(_ options: HTTPClientOptions = HTTPClientOptions(), name: String = "http-client") {
    precondition(options.connectionsPerHost > 0 && options.callsInFlight > 0, "a client without room calls nobody")
    let inbox = HTTPInbox()
    self.options = options
    self.inbox = inbox
    thread = Thread.start(name) { HTTPClientLoop(inbox: inbox, options: options).run() }
  }

  deinit {
    guard !hasEnded.withLock({ $0 }) else { return }
    // Perhaps on the client's own thread, in the last answer: nobody waits for it.
    inbox.close()
    thread.detach()
  }

  /// Returns at once, on any thread. `answer` is called exactly once, on the client's thread, and must not block it; after `close`
  /// it is called before this returns.
  package func send(_ call: HTTPCall, answer: @escaping @Sendable (HTTPResult) -> Void) {
    let arrival: HTTPArrival
    do {
      let origin = try call.checked(options)
      arrival = HTTPArrival(call: call, origin: origin, deadline: MonotonicClock.now + call.timeout, answer: answer)
    } catch {
      arrival = HTTPArrival(call: call, refused: error.reason, answer: answer)
    }
    if !inbox.push(arrival, most: options.callsInFlight) { answer(.notSent("the client is closed")) }
  }

  /// Breaks off every call, answers each, and waits for the thread to end. Never from an answer.
  package func close() {
    precondition(!inbox.isOnItsThread, "an answer cannot wait for the thread that it runs on: close from another")
    inbox.close()
    hasEnded.withLock { hasEnded in
      if !hasEnded { thread.join() }
      hasEnded = true
    }
  }

  package var statistics: HTTPClientStatistics { inbox.statistics }
}

/// The clock of deadlines.
enum MonotonicClock {
  /// Microseconds.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}
