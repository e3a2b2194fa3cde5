import CLinux
import Glibc

/// The kernel's list of descriptors to watch, level-triggered.
final class Epoll {
  struct Events {
    let tag: UInt64
    let flags: UInt32

    var isReadable: Bool { flags & UInt32(linux_epoll_in) != 0 }
    var isWritable: Bool { flags & UInt32(linux_epoll_out) != 0 }
    /// The other end is gone in both directions, or the socket is broken.
    var isDead: Bool { flags & (UInt32(linux_epoll_hangup) | UInt32(linux_epoll_error)) != 0 }
  }

  static let readable = UInt32(linux_epoll_in)
  static let writable = UInt32(linux_epoll_out)

  private let descriptor: Int32
  private let space: UnsafeMutableBufferPointer<epoll_event>

  init(capacity: Int = 256) throws(SocketError) {
    descriptor = linux_epoll_create()
    guard descriptor >= 0 else { throw SocketError("cannot make an epoll descriptor", errno: errno) }
    space = .allocate(capacity: capacity)
  }

  deinit {
    space.deallocate()
    close(descriptor)
  }

  func add(_ watched: Int32, _ events: UInt32, tag: UInt64) throws(SocketError) {
    guard linux_epoll_control(descriptor, EPOLL_CTL_ADD, watched, events, tag) == 0 else {
      throw SocketError("cannot watch descriptor \(watched)", errno: errno)
    }
  }

  /// Watches for the first ring of each series only.
  func add(_ bell: WakeUp, tag: UInt64) throws(SocketError) {
    try add(bell.descriptor, Self.readable | linux_epoll_edge, tag: tag)
  }

  func change(_ watched: Int32, _ events: UInt32, tag: UInt64) {
    let result = linux_epoll_control(descriptor, EPOLL_CTL_MOD, watched, events, tag)
    precondition(result == 0, "a watched descriptor can be changed")
  }

  func remove(_ watched: Int32) {
    _ = linux_epoll_control(descriptor, EPOLL_CTL_DEL, watched, 0, 0)
  }

  /// Waits at most `milliseconds` (-1: for ever) and answers how many events there are.
  func wait(milliseconds: Int32) -> Int {
    let count = epoll_wait(descriptor, space.baseAddress, Int32(space.count), milliseconds)
    precondition(count >= 0 || errno == EINTR, "epoll_wait only fails when interrupted")
    return max(0, Int(count))
  }

  func event(_ index: Int) -> Events {
    var event = space[index]
    return Events(tag: linux_epoll_tag(&event), flags: event.events)
  }
}
