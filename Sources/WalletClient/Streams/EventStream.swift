import Glibc
import JSON
import Synchronization
import WalletAPI

/// Why a stream does not go on.
package enum StreamFailure: Error, Sendable {
  /// There is no connection, or none any more.
  case client(ClientFailure)
  /// The daemon refused to begin.
  case refused(ClientProblem)
  /// The daemon ended it, and said why.
  case ended(reason: String, detail: String)

  /// Whether connecting again may help.
  package var mayRetry: Bool {
    switch self {
    case .client(.unreachable), .client(.noAnswer), .client(.outcomeUnknown): true
    case .client(.brokenAnswer), .client(.unsendable), .client(.interrupted): false
    case .refused(let problem): problem.status == 429 || problem.status == 503
    case .ended(let reason, detail: _): reason == "stalled" || reason == "stopping"
    }
  }
}

extension StreamFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .client(let failure): "\(failure)"
    case .refused(let problem): problem.detail
    case .ended(reason: _, let detail): detail
    }
  }
}

/// What is to be followed.
package struct EventSubscription: Sendable {
  package var type: String?
  package var account: String?
  package var currency: String?
  package var object: String?
  package var channel: String?

  package init(
    type: String? = nil, account: String? = nil, currency: String? = nil, object: String? = nil, channel: String? = nil
  ) {
    self.type = type
    self.account = account
    self.currency = currency
    self.object = object
    self.channel = channel
  }

  var query: [(name: String, value: String?)] {
    [("type", type), ("account", account), ("currency", currency), ("object", object), ("channel", channel)]
  }
}

/// A stream of events, on a connection of its own: connects when it is first asked, and ends with the connection. `EventTail` connects again.
///
/// For one thread at a time; only `interrupt` may be called from any.
package final class EventStream: @unchecked Sendable {
  // Sendable because everything but `line` and `isInterrupted`, which are guarded, is touched by the one thread that reads.

  /// The socket, shared with whoever interrupts.
  private final class Line: @unchecked Sendable {
    // Sendable because a socket may be shut down while another thread reads from it.
    let socket: StreamSocket

    init(_ socket: consuming StreamSocket) { self.socket = socket }
  }

  private let socketPath: String
  private let request: ClientRequest
  private let headers: [(name: String, value: String)]
  private let bearer: [UInt8]?
  private let timeoutSeconds: Int
  private let shouldStop: @Sendable () -> Bool
  private let line = Mutex<Line?>(nil)
  private let isInterrupted = Atomic(false)

  private var decoder: ChunkDecoder?
  private var parser: FrameParser
  private var waiting: [StreamedEvent] = []
  private var hasBegun = false

  /// - Parameters:
  ///   - after: the token to go on behind; nil: from now on.
  ///   - timeoutSeconds: how long to wait for the beginning.
  ///   - shouldStop: asked when a signal has come in between; true ends the waiting.
  package init(
    socketPath: String, _ subscription: EventSubscription, after token: String? = nil,
    headers: [(name: String, value: String)] = [], bearer: [UInt8]? = nil, timeoutSeconds: Int = 60,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.socketPath = socketPath
    var request = ClientRequest.get("/v1/events/stream", query: subscription.query)
    request.headers = [(name: "Accept", value: "text/event-stream")]
    if let token { request.headers.append((name: "Last-Event-ID", value: token)) }
    self.request = request
    self.headers = headers
    self.bearer = bearer
    self.timeoutSeconds = timeoutSeconds
    self.shouldStop = shouldStop
    parser = FrameParser(token: token)
  }

  /// Where to go on, as far as the stream has told: also from heartbeats.
  package var token: String? { parser.token }

  /// The next event; nil when none came in time.
  ///
  /// - Parameter milliseconds: how long to wait; nil: until something comes. A heartbeat is none, and does not end the waiting.
  package func next(within milliseconds: Int? = nil) throws(StreamFailure) -> StreamedEvent? {
    let deadline = milliseconds.map { EventStream.now() + $0 }
    while true {
      if !waiting.isEmpty {
        let event = waiting.removeFirst()
        switch event.type {
        case "ready": continue
        case "end": throw end(event)
        default: return event
        }
      }
      do {
        guard hasBegun else {
          // Its first events may have come with its beginning.
          try begin()
          continue
        }
        let line = try current()
        guard try wait(line, until: deadline) else { return nil }
        try take(line)
      } catch let failure as StreamFailure {
        throw failure
      } catch let failure as ClientFailure {
        throw .client(failure)
      } catch {
        preconditionFailure("a stream throws nothing else")
      }
    }
  }

  /// Connects and waits for the daemon's word that it follows. Without it the first `next` does that.
  package func connect() throws(StreamFailure) {
    guard !hasBegun else { return }
    do { try begin() } catch let failure as StreamFailure {
      throw failure
    } catch let failure as ClientFailure {
      throw .client(failure)
    } catch {
      preconditionFailure("a stream throws nothing else")
    }
  }

  /// Ends the stream from another thread: whoever waits in `next` gets `ClientFailure.interrupted`.
  package func interrupt() {
    isInterrupted.store(true, ordering: .sequentiallyConsistent)
    line.withLock { $0 }?.socket.shutDown()
  }

  // MARK: Beginning

  private func begin() throws {
    if let name = request.brokenHeader {
      throw ClientFailure.unsendable(reason: "the header \(name) has a control character in it")
    }
    let line = try open()
    var message = request.head(defaultHeaders: headers, bearer: bearer)
    defer { if bearer != nil { message.withUnsafeMutableBytes(EventStream.wipe) } }
    do throws(StreamSocket.Failure) { try line.socket.write(message) } catch { throw failed(error) }
    var reader = ReplyReader()
    var bytes: [UInt8] = []
    let deadline = EventStream.now() + timeoutSeconds * 1_000
    while true {
      guard try wait(line, until: deadline) else {
        throw ClientFailure.noAnswer(reason: "the daemon did not answer within \(timeoutSeconds) seconds")
      }
      let isMore = try read(line, into: &bytes)
      if let (body, isChunked) = try reader.streamStart(bytes) {
        decoder = isChunked ? ChunkDecoder() : nil
        hasBegun = true
        return try feed(bytes[body...])
      }
      if let reply = try reader.take(bytes, isAtEnd: !isMore) {
        guard let problem = reply.problem else { throw ClientFailure.brokenAnswer(reason: "it is no stream of events") }
        throw StreamFailure.refused(problem)
      }
      guard isMore else { throw ClientFailure.noAnswer(reason: "the daemon closed the connection without an answer") }
    }
  }

  private func open() throws(ClientFailure) -> Line {
    do {
      let opened = Line(try StreamSocket(path: socketPath, timeoutSeconds: timeoutSeconds))
      line.withLock { $0 = opened }
      // Interrupted before there was anything to shut down.
      if isInterrupted.load(ordering: .sequentiallyConsistent) { throw ClientFailure.interrupted }
      return opened
    } catch let failure as StreamSocket.Failure {
      switch failure {
      case .system(let code): throw .unreachable(path: socketPath, code: code)
      case .timedOut: throw .unreachable(path: socketPath, code: ETIMEDOUT)
      case .interrupted: throw .interrupted
      }
    } catch {
      throw .interrupted
    }
  }

  // MARK: Reading

  private func current() throws(ClientFailure) -> Line {
    guard let line = line.withLock({ $0 }) else { throw .noAnswer(reason: "the stream has ended") }
    return line
  }

  /// False when nothing came in time.
  private func wait(_ line: Line, until deadline: Int?) throws(ClientFailure) -> Bool {
    while true {
      let left = deadline.map { max(0, $0 - EventStream.now()) }
      do throws(StreamSocket.Failure) {
        return try line.socket.waitToRead(milliseconds: left.map { Int32(clamping: $0) } ?? -1)
      } catch {
        guard case .interrupted = error, !shouldStop(), !isInterrupted.load(ordering: .sequentiallyConsistent) else {
          throw failed(error)
        }
      }
    }
  }

  private func take(_ line: Line) throws(ClientFailure) {
    var bytes: [UInt8] = []
    let isMore = try read(line, into: &bytes)
    try feed(bytes[...])
    if !isMore || decoder?.hasEnded == true, !waiting.contains(where: { $0.type == "end" }) {
      guard waiting.isEmpty else { return }
      throw .noAnswer(reason: "the daemon closed the stream")
    }
  }

  private func feed(_ bytes: ArraySlice<UInt8>) throws(ClientFailure) {
    guard decoder != nil else {
      waiting += try parser.feed(Array(bytes))
      return
    }
    var body: [UInt8] = []
    try decoder?.feed(bytes, into: &body)
    waiting += try parser.feed(body)
  }

  private func read(_ line: Line, into bytes: inout [UInt8]) throws(ClientFailure) -> Bool {
    let isMore: Bool
    do throws(StreamSocket.Failure) { isMore = try line.socket.read(into: &bytes) } catch { throw failed(error) }
    if isInterrupted.load(ordering: .sequentiallyConsistent) { throw .interrupted }
    return isMore
  }

  private func failed(_ failure: StreamSocket.Failure) -> ClientFailure {
    if isInterrupted.load(ordering: .sequentiallyConsistent) { return .interrupted }
    switch failure {
    case .interrupted: return .interrupted
    case .timedOut: return .noAnswer(reason: "the daemon does not answer")
    case .system: return .noAnswer(reason: "the connection to the daemon broke")
    }
  }

  private func end(_ event: StreamedEvent) -> StreamFailure {
    let json = event.json
    return .ended(
      reason: json?["reason"]?.stringValue ?? "unknown", detail: json?["detail"]?.stringValue ?? "The daemon ended the stream.")
  }

  /// Milliseconds that only grow.
  static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  /// A store that the compiler may not leave out.
  private static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
  }
}
