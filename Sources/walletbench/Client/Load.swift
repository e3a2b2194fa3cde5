import CLinux
import Glibc

/// The load generator: one thread, one epoll loop, a fixed number of connections with one request under way on each.
///
/// It shares its cores with the daemon, so it does as little as it can: a request is patched, sent with one call, its answer
/// received with one call and counted.
final class Load {
  private static let events = 128
  /// Nobody answers for so long: the daemon hangs.
  private static let silence: Int32 = 30_000

  private let readable = UInt32(linux_epoll_in)
  private let writable = UInt32(linux_epoll_out)
  private let poll: Int32
  private var connections: [LoadConnection] = []
  private var underWay = 0

  init(path: String, connections count: Int) throws {
    poll = linux_epoll_create()
    guard poll >= 0 else { throw BenchFailure.system("cannot make an epoll descriptor") }
    for index in 0..<count {
      let connection = try LoadConnection(path: path)
      connections.append(connection)
      try watch(index, for: readable, EPOLL_CTL_ADD)
    }
  }

  deinit { close(poll) }

  /// Keeps every connection busy until the workload has no more or the time is over, then waits for the answers under way.
  /// Throws at the first answer other than 2xx.
  func run(_ workload: inout some Workload, nanoseconds: UInt64 = .max) throws -> LoadResult {
    var result = LoadResult()
    let startCPU = Clock.threadCPU
    let start = Clock.now
    let deadline = nanoseconds > .max - start ? .max : start + nanoseconds
    var now = start
    for index in connections.indices {
      connections[index].request.removeAll(keepingCapacity: true)
      try begin(index, &workload, at: now)
    }
    var events = [epoll_event](repeating: epoll_event(), count: Self.events)
    while underWay > 0 {
      let ready = epoll_wait(poll, &events, Int32(Self.events), Self.silence)
      try Interruption.check()
      if ready < 0, errno != EINTR { throw BenchFailure.system("cannot wait for answers") }
      if ready == 0 { throw BenchFailure.daemon("walletd has not answered anything for \(Self.silence / 1_000) s") }
      for slot in 0..<Int(max(ready, 0)) {
        let index = Int(linux_epoll_tag(&events[slot]))
        let isWritable = events[slot].events & writable != 0
        let isReadable = events[slot].events & ~writable != 0
        let connection = connections[index]
        if isWritable, try connection.send() {
          try watch(index, for: readable, EPOLL_CTL_MOD)
        }
        guard isReadable, try connection.reply.read(from: connection.socket) else { continue }
        now = Clock.now
        underWay -= 1
        result.latencies.record(now - connection.startedAt)
        result.operations += try finish(index, &workload)
        if now < deadline { try begin(index, &workload, at: now) }
      }
    }
    result.nanoseconds = now - start
    result.clientCPU = Clock.threadCPU - startCPU
    return result
  }

  private func begin(_ index: Int, _ workload: inout some Workload, at time: UInt64) throws {
    let connection = connections[index]
    guard workload.render(index, into: &connection.request) else { return }
    connection.begin(at: time)
    underWay += 1
    if try !connection.send() { try watch(index, for: readable | writable, EPOLL_CTL_MOD) }
  }

  private func finish(_ index: Int, _ workload: inout some Workload) throws -> Int {
    let connection = connections[index]
    let status = connection.reply.status
    return try connection.reply.withBody { body in
      guard (200...299).contains(status) else {
        throw BenchFailure.refused(
          request: connection.requestLine, status: status, body: String(decoding: body.prefix(500), as: UTF8.self))
      }
      return try workload.finish(index, body)
    }
  }

  private func watch(_ index: Int, for events: UInt32, _ operation: Int32) throws {
    guard linux_epoll_control(poll, operation, connections[index].socket, events, UInt64(index)) == 0 else {
      throw BenchFailure.system("cannot watch a connection")
    }
  }
}

/// What one run of a load did.
struct LoadResult: Sendable {
  var operations = 0
  /// From the first request to the last answer.
  var nanoseconds: UInt64 = 0
  /// Of requests, not of operations: a batch is one.
  var latencies = Histogram()
  /// Processor time of the generator itself.
  var clientCPU: UInt64 = 0

  var throughput: Throughput { Throughput(operations: operations, nanoseconds: nanoseconds) }
}
