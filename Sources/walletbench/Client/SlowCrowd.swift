import CLinux
import Glibc
import Synchronization

/// Connections that never finish a request, held by a thread of their own.
///
/// A third says nothing, a third is in the middle of a request's head, a third in the middle of a body; the latter two send a byte
/// every two seconds.
final class SlowCrowd {
  private static let head = Array("POST /v1/transfers HTTP/1.1\r\nHost: walletd\r\nX-Slow: ".utf8)
  private static let body = Array(
    "POST /v1/transfers HTTP/1.1\r\nHost: walletd\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{".utf8)
  private static let turn: UInt64 = .milliseconds(20)
  private static let turnsPerByte = 100

  private let sockets: [Int32]
  private let isOver = Flag()
  private let worker: Worker<Int>

  /// Connects all of them.
  init(path: String, count: Int) throws {
    var sockets: [Int32] = []
    do {
      for number in 0..<count {
        let socket = try UnixSocket.connect(to: path, isBlocking: true)
        sockets.append(socket)
        guard let beginning = Self.beginning(number) else { continue }
        guard send(socket, beginning, beginning.count, Int32(MSG_NOSIGNAL)) == beginning.count else {
          throw BenchFailure.system("cannot begin a slow request")
        }
      }
    } catch {
      for socket in sockets { close(socket) }
      throw error
    }
    self.sockets = sockets
    worker = Worker { [sockets, isOver] in
      var lost = 0
      var turn = 0
      while !isOver.value.load(ordering: .relaxed) {
        for number in stride(from: turn % Self.turnsPerByte, to: sockets.count, by: Self.turnsPerByte)
        where Self.beginning(number) != nil && send(sockets[number], "1", 1, Int32(MSG_NOSIGNAL)) != 1 { lost += 1 }
        turn += 1
        Clock.sleep(nanoseconds: Self.turn)
      }
      return lost
    }
  }

  /// Hangs up. Throws if the daemon has cut connections off meanwhile: there were fewer than was said then.
  func leave() throws {
    isOver.value.store(true, ordering: .relaxed)
    let lost = Result { try worker.join() }
    for socket in sockets { close(socket) }
    guard try lost.get() == 0 else { throw BenchFailure.daemon("walletd has cut slow connections off while they were needed") }
  }

  private static func beginning(_ number: Int) -> [UInt8]? {
    switch number % 3 {
    case 0: head
    case 1: body
    default: nil
    }
  }

  private final class Flag: Sendable {
    let value = Atomic(false)
  }
}

/// How many descriptors this process, and those it starts, may have.
enum DescriptorLimit {
  /// Raises the limit as far as the system lets us. Throws `usage` if that is not enough.
  static func require(_ count: Int) throws {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw BenchFailure.system("cannot read the limit of descriptors")
    }
    limit.rlim_cur = limit.rlim_max
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur >= count else {
      throw BenchFailure.usage("this case needs \(count) descriptors, the system allows \(limit.rlim_max): see ulimit -Hn")
    }
  }
}
