import Foundation
import Glibc
import HTTPServer

/// Something that a test waits for.
final class Flag: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func raise() { semaphore.signal() }
  func wait() { _ = semaphore.wait(timeout: .now() + 10) }
}

/// A port on which one connection is taken, and which can be closed while it is served.
struct Listener {
  func serveOne(_ serve: @escaping @Sendable (RawConnection, _ closeListener: () -> Void) -> Void) throws -> UInt16 {
    let (descriptor, port) = try SocketListener.loopback()
    Foundation.Thread.detachNewThread {
      serve(RawConnection(accept(descriptor, nil, nil))) { close(descriptor) }
    }
    return port
  }
}

/// A port that belongs to us, so that no other test gets it, and on which nobody listens.
final class DeafPort {
  let number: UInt16
  private let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)

  init() {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    precondition(isBound, "there is no port")
    number = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }
}
