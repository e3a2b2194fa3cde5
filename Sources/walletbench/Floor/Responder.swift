import CLinux
import Glibc
import Synchronization

/// A server that looks at nothing: whatever a connection sends is one request, and its answer always the same bytes.
///
/// What the load generator reaches against it is the most it could ever show of a daemon, and the floor of reads.
final class Responder: Sendable {
  static let account: [UInt8] = {
    let body =
      #"{"id":"acc_00000000000000000000000000","currency":"IDR","posted":1,"pending":0,"available":1,"status":"open","#
      + #""debits_posted":1,"credits_posted":2,"debits_pending":0,"credits_pending":0,"version":7}"#
    return Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
  }()

  private let worker: Worker<Void>
  private let hasToStop: StopFlag

  /// Listens at a path that does not exist yet. The usual answer is a balance.
  init(path: String, answer: [UInt8] = account) throws {
    let listener = try UnixSocket.listen(at: path)
    let flag = StopFlag()
    hasToStop = flag
    worker = Worker { try Self.serve(listener, answer, until: flag) }
  }

  /// Closes all connections and waits until that is done.
  func stop() throws {
    hasToStop.flag.store(true, ordering: .relaxed)
    try worker.join()
  }

  private static func serve(_ listener: Int32, _ answer: [UInt8], until stop: StopFlag) throws {
    let poll = linux_epoll_create()
    guard poll >= 0 else { throw BenchFailure.system("cannot make an epoll descriptor") }
    var sockets: Set<Int32> = [listener]
    defer {
      sockets.forEach { close($0) }
      close(poll)
    }
    var input = [UInt8](repeating: 0, count: 64 * 1_024)
    var events = [epoll_event](repeating: epoll_event(), count: 128)
    guard linux_epoll_control(poll, EPOLL_CTL_ADD, listener, UInt32(linux_epoll_in), UInt64(listener)) == 0 else {
      throw BenchFailure.system("cannot watch a socket")
    }
    while !stop.flag.load(ordering: .relaxed) {
      let ready = epoll_wait(poll, &events, Int32(events.count), 20)
      for slot in 0..<Int(max(ready, 0)) {
        let socket = Int32(linux_epoll_tag(&events[slot]))
        if socket == listener {
          let accepted = linux_accept(listener)
          guard accepted >= 0 else { continue }
          sockets.insert(accepted)
          guard linux_epoll_control(poll, EPOLL_CTL_ADD, accepted, UInt32(linux_epoll_in), UInt64(accepted)) == 0 else {
            throw BenchFailure.system("cannot watch a socket")
          }
        } else if recv(socket, &input, input.count, 0) > 0 {
          guard send(socket, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count else { continue }
        } else {
          close(socket)
          sockets.remove(socket)
        }
      }
    }
  }
}

private final class StopFlag: Sendable {
  let flag = Atomic<Bool>(false)
}
