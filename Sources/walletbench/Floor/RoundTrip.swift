import CLinux
import Glibc

/// One message to another thread over a socket and one back: what any request costs at least.
enum RoundTrip {
  /// A transfer's request and its answer are about so large.
  private static let messageBytes = 300

  static func measure(nanoseconds: UInt64) throws -> (Throughput, Histogram) {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      throw BenchFailure.system("cannot make a socket pair")
    }
    let (near, far) = (ends[0], ends[1])
    let echo = Worker { echoUntilClosed(far) }
    let measured = Result { try measure(near, nanoseconds: nanoseconds) }
    close(near)
    try echo.join()
    close(far)
    return try measured.get()
  }

  private static func measure(_ socket: Int32, nanoseconds: UInt64) throws -> (Throughput, Histogram) {
    var message = [UInt8](repeating: 0x5a, count: messageBytes)
    var result = Throughput()
    var latencies = Histogram()
    let start = Clock.now
    var last = start
    repeat {
      guard send(socket, message, messageBytes, Int32(MSG_NOSIGNAL)) == messageBytes,
        recv(socket, &message, messageBytes, Int32(MSG_WAITALL)) == messageBytes
      else { throw BenchFailure.system("cannot pass a message through a socket pair") }
      let now = Clock.now
      latencies.record(now - last)
      last = now
      result.operations += 1
    } while last - start < nanoseconds
    result.nanoseconds = last - start
    try Interruption.check()
    return (result, latencies)
  }

  @Sendable private static func echoUntilClosed(_ socket: Int32) {
    var message = [UInt8](repeating: 0, count: messageBytes)
    while recv(socket, &message, messageBytes, Int32(MSG_WAITALL)) == messageBytes {
      guard send(socket, message, messageBytes, Int32(MSG_NOSIGNAL)) == messageBytes else { return }
    }
  }
}
