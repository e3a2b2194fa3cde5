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
