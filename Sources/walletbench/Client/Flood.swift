import CLinux
import Glibc
import Synchronization

/// A client without manners, on a thread of its own: every connection has several requests under way, always, and refusals do not slow it.
///
/// It has a processor only when nobody else wants it (SCHED_IDLE): who floods a daemon from outside does not take the daemon's own
/// processors to do so, and what is measured is the daemon.
final class Flood {
  struct Result: Sendable {
    var answered = 0
    /// Answered 429.
    var limited = 0
  }

  private let isOver = Flag()
  private let worker: Worker<Result>

  /// - Parameter perConnection: requests under way on each connection. The workload sees a connection for each of them.
  init(path: String, connections: Int, perConnection: Int, _ workload: some Workload & Sendable) throws {
    worker = Worker { [isOver] in
      var workload = workload
      let sockets = try (0..<connections).map { _ in try FloodConnection(path: path) }
      linux_yield_always()
      return try Flood.run(sockets, perConnection, &workload, until: isOver)
    }
  }

  /// Hangs up.
  func end() throws -> Result {
    isOver.value.store(true, ordering: .relaxed)
    return try worker.join()
  }

  private static func run(
    _ connections: [FloodConnection], _ perConnection: Int, _ workload: inout some Workload, until isOver: Flag
  ) throws -> Result {
    let poll = linux_epoll_create()
    defer { close(poll) }
    let (readable, writable) = (UInt32(linux_epoll_in), UInt32(linux_epoll_out))
    func watch(_ index: Int, _ operation: Int32) {
      let events = connections[index].hasUnsent ? readable | writable : readable
      _ = linux_epoll_control(poll, operation, connections[index].socket, events, UInt64(index))
    }
    var request: [UInt8] = []
    func begin(_ index: Int) throws {
      connections[index].clear()
      for place in 0..<perConnection {
        request.removeAll(keepingCapacity: true)
        guard workload.render(index * perConnection + place, into: &request) else { continue }
        connections[index].append(request)
      }
      try connections[index].send()
    }
    var result = Result()
    for index in connections.indices {
      try begin(index)
      watch(index, EPOLL_CTL_ADD)
    }
    var events = [epoll_event](repeating: epoll_event(), count: connections.count)
    while !isOver.value.load(ordering: .relaxed) {
      let ready = epoll_wait(poll, &events, Int32(events.count), 100)
      for slot in 0..<Int(max(ready, 0)) {
        let index = Int(linux_epoll_tag(&events[slot]))
        let hadUnsent = connections[index].hasUnsent
        try connections[index].send()
        let statuses = try connections[index].receive()
        result.answered += statuses.count
        result.limited += statuses.count { $0 == 429 }
        if let other = statuses.first(where: { $0 != 429 && !(200...299).contains($0) && $0 != 503 }) {
          throw BenchFailure.unexpectedAnswer("a flood was answered \(other)")
        }
        if connections[index].unanswered == 0 { try begin(index) }
        if connections[index].hasUnsent != hadUnsent { watch(index, EPOLL_CTL_MOD) }
      }
    }
    return result
  }

  final class Flag: Sendable {
    let value = Atomic(false)
  }
}

/// One connection with several requests under way.
final class FloodConnection {
  let socket: Int32
  private(set) var unanswered = 0
  private var output: [UInt8] = []
  private var sent = 0
  private var input: [UInt8] = []
  private var space = [UInt8](repeating: 0, count: 256 << 10)

  init(path: String) throws { socket = try UnixSocket.connect(to: path, isBlocking: false) }

  deinit { close(socket) }

  var hasUnsent: Bool { sent < output.count }

  func clear() {
    output.removeAll(keepingCapacity: true)
    sent = 0
  }

  func append(_ request: [UInt8]) {
    output += request
    unanswered += 1
  }

  func send() throws {
    while hasUnsent {
      let count = output.withUnsafeBytes { bytes in
        Glibc.send(socket, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count < 0 {
        guard errno == EAGAIN || errno == EINTR else { throw BenchFailure.system("a flood's connection broke") }
        return
      }
      sent += count
    }
  }

  /// The statuses of the answers that have come whole.
  func receive() throws -> [Int] {
    let count = recv(socket, &space, space.count, Int32(MSG_DONTWAIT))
    if count < 0 {
      guard errno == EAGAIN || errno == EINTR else { throw BenchFailure.system("a flood's connection broke") }
      return []
    }
    guard count > 0 else { throw BenchFailure.unexpectedAnswer("the daemon hung up on a flood") }
    input += space[..<count]
    var statuses: [Int] = []
    var start = 0
    try input.withUnsafeBytes { bytes in
      while let head = try ReplyReader.head(of: UnsafeRawBufferPointer(rebasing: bytes[start...])) {
        guard start + head.end + head.length <= bytes.count else { break }
        start += head.end + head.length
        statuses.append(head.status)
      }
    }
    input.removeFirst(start)
    unanswered -= statuses.count
    return statuses
  }
}
