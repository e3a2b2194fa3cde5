import CLinux
import Glibc

/// An eventfd: one thread sleeps on it in epoll (edge-triggered, so nobody has to read it), any other rings.
final class WakeUp: Sendable {
  let descriptor: Int32

  init() throws(SocketError) {
    descriptor = linux_eventfd()
    guard descriptor >= 0 else { throw SocketError("cannot make an eventfd", errno: errno) }
  }

  deinit { close(descriptor) }

  func ring() {
    // It can only fail when the counter is full, and then it has been rung.
    _ = eventfd_write(descriptor, 1)
  }
}
