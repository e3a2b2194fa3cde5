import CLinux
import Glibc

/// The listening socket, and when to leave it alone.
struct HTTPAcceptor {
  enum Result {
    case none
    case accepted(Int32, PeerCredentials?)
    /// The process or the system is out of descriptors or memory: whoever asks again at once asks in vain.
    case exhausted
  }

  let listener: Int32
  private let isUnix: Bool
  private var generation: UInt32 = 0
  /// When to try again, in nanoseconds of CLOCK_MONOTONIC.
  private(set) var resumeTime: UInt64?

  init(listener: Int32) {
    self.listener = listener
    isUnix = SocketAddress.family(of: listener) == AF_UNIX
  }

  func accept() -> Result {
    while true {
      let descriptor = linux_accept(listener)
      if descriptor >= 0 {
        guard isUnix else {
          SocketAddress.sendAtOnce(descriptor)
          return .accepted(descriptor, nil)
        }
        return .accepted(descriptor, Self.peer(of: descriptor))
      }
      switch errno {
      case EAGAIN: return .none
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
      // The newcomer has gone again (accept(2) lists more reasons that mean the same).
      case EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, EPERM:
        continue
      default: return .exhausted
      }
    }
  }

  mutating func nextID(descriptor: Int32) -> HTTPConnectionID {
    generation &+= 1
    // The two largest numbers are the loop's own tags; a generation of all ones would meet them.
    if generation == UInt32.max { generation = 1 }
    return HTTPConnectionID(descriptor: descriptor, generation: generation)
  }

  mutating func pause(until time: UInt64) { resumeTime = time }
  mutating func resume() { resumeTime = nil }

  func mayResume(now: UInt64) -> Bool {
    resumeTime.map { $0 <= now } ?? false
  }

  mutating func close() {
    resumeTime = nil
    Glibc.close(listener)
  }

  private static func peer(of descriptor: Int32) -> PeerCredentials? {
    var peer = linux_peer()
    guard linux_peer_credentials(descriptor, &peer) == 0 else { return nil }
    return PeerCredentials(pid: peer.pid, uid: peer.uid, gid: peer.gid, groups: groups(of: descriptor))
  }

  /// Its other groups; none where it has more than a person would (a group's rule then does not apply).
  private static func groups(of descriptor: Int32) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: 256) { buffer, count in
      count = max(0, Int(linux_peer_groups(descriptor, buffer.baseAddress, Int32(buffer.count))))
    }
  }
}
