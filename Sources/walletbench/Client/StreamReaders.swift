import CLinux
import Glibc
import LedgerCore
import Synchronization

/// Readers of event streams, all on one thread; some of them only connect and then take nothing.
///
/// Of every event that arrives its age is noted: from the moment the daemon decided it, which is just before its commit, to the moment its bytes
/// are here. What a reader does with it is not the daemon's: the thread may yield its processor to everybody else at once (SCHED_IDLE), as if it ran
/// elsewhere.
final class StreamReaders {
  struct Result: Sendable {
    var events = 0
    var ages = Histogram()
    /// Readers that the daemon cut off.
    var lost = 0
  }

  private let isOver = Flag()
  private let worker: Worker<Result>

  /// Connects all, and returns when each has been told that it follows.
  ///
  /// - Parameters:
  ///   - queries: one for each reader: `account=…`, or empty for everything.
  ///   - stalled: so many more that follow everything and read nothing.
  init(path: String, tenant: String, queries: [String], stalled count: Int, isElsewhere: Bool) throws {
    let readers = try queries.map { try StreamReader(path: path, tenant: tenant, query: $0) }
    let idle = try (0..<count).map { _ in try StreamReader(path: path, tenant: tenant, query: "") }
    for reader in readers + idle { try reader.waitUntilReady() }
    worker = Worker { [isOver, idle] in
      if isElsewhere { _ = linux_be_idle() }
      defer { withExtendedLifetime(idle) {} }
      return try StreamReaders.run(readers, until: isOver)
    }
  }

  /// Hangs up.
  func end() throws -> Result {
    isOver.value.store(true, ordering: .relaxed)
    return try worker.join()
  }

  private final class Flag: Sendable {
    let value = Atomic(false)
  }

  private static func run(_ readers: [StreamReader], until isOver: Flag) throws -> Result {
    let poll = linux_epoll_create()
    guard poll >= 0 else { throw BenchFailure.system("cannot make an epoll descriptor") }
    defer { close(poll) }
    for (index, reader) in readers.enumerated() {
      try reader.becomeNonblocking()
      _ = linux_epoll_control(poll, EPOLL_CTL_ADD, reader.socket, UInt32(linux_epoll_in), UInt64(index))
    }
    var result = Result()
    var events = [epoll_event](repeating: epoll_event(), count: max(1, readers.count))
    while !isOver.value.load(ordering: .relaxed) {
      let ready = epoll_wait(poll, &events, Int32(events.count), 20)
      for slot in 0..<Int(max(ready, 0)) {
        let reader = readers[Int(linux_epoll_tag(&events[slot]))]
        guard try reader.read(into: &result) else {
          _ = linux_epoll_control(poll, EPOLL_CTL_DEL, reader.socket, 0, 0)
          result.lost += 1
          continue
        }
      }
    }
    return result
  }
}

/// One reader's connection, and what of a frame has arrived.
final class StreamReader: @unchecked Sendable {
  // Sendable because one thread uses it at a time: who connects, then who reads.

  let socket: Int32
  private var buffer: [UInt8] = []
  private var piece = [UInt8](repeating: 0, count: 1 << 16)
  private static let mark = Array(#""occurred_at":""#.utf8)

  init(path: String, tenant: String, query: String) throws {
    socket = try UnixSocket.connect(to: path, isBlocking: true)
    let target = "/v1/events/stream" + (query.isEmpty ? "" : "?" + query)
    let request = RequestText.make("GET", target, tenant: tenant, key: nil, body: "")
    guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw BenchFailure.system("cannot ask for a stream")
    }
  }

  deinit { close(socket) }

  func waitUntilReady() throws {
    while true {
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { throw BenchFailure.daemon("a stream ended before it began") }
      buffer += piece[..<count]
      let text = String(decoding: buffer, as: UTF8.self)
      if text.contains("event: ready") {
        buffer.removeAll(keepingCapacity: true)
        return
      }
      guard text.hasPrefix("HTTP/1.1 200") || buffer.count < 12 else {
        throw BenchFailure.refused(request: "GET /v1/events/stream", status: 0, body: String(text.prefix(500)))
      }
    }
  }

  func becomeNonblocking() throws {
    guard fcntl(socket, F_SETFL, O_NONBLOCK) == 0 else { throw BenchFailure.system("cannot read without waiting") }
  }

  /// Takes what is there, and counts its events. False at the end of the stream.
  func read(into result: inout StreamReaders.Result) throws -> Bool {
    let count = recv(socket, &piece, piece.count, 0)
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    guard count > 0 else { return false }
    let now = Clock.wallMicroseconds
    buffer += piece[..<count]
    var position = 0
    var end = 0
    buffer.withUnsafeBytes { bytes in
      while let found = StreamReader.find(in: bytes, from: position) {
        let start = found + StreamReader.mark.count
        guard start + Timestamp.textLength <= bytes.count else { break }
        let text = UnsafeRawBufferPointer(rebasing: bytes[start..<start + Timestamp.textLength])
        if let time = Timestamp(rfc3339: text) {
          result.events += 1
          result.ages.record(UInt64(max(0, now - time.microseconds)) * 1_000)
        }
        position = start + Timestamp.textLength
        end = position
      }
    }
    // What may be the beginning of a mark stays.
    let kept = max(end, buffer.count - StreamReader.mark.count - Timestamp.textLength)
    buffer.removeFirst(min(kept, buffer.count))
    return true
  }

  /// By the first byte, which is rare enough.
  private static func find(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var position = start
    while position + mark.count <= bytes.count {
      guard let found = memchr(base + position, Int32(mark[1]), bytes.count - position - mark.count + 2) else { return nil }
      let candidate = UnsafeRawPointer(found) - base - 1
      if candidate >= start, mark.withUnsafeBytes({ memcmp(base + candidate, $0.baseAddress ?? base, mark.count) }) == 0 {
        return candidate
      }
      position = candidate + 2
    }
    return nil
  }
}
