import CLinux
import Glibc

/// Asks the daemon through its own socket whether it lives, as a client would: the watchdog is told what a client can see, not
/// that some thread can still send a message.
enum LivenessProbe {
  static func answers(at path: String, seconds: Int = 2) -> Bool {
    let descriptor = linux_unix_stream_socket()
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var timeout = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
    guard connect(descriptor, to: path) else { return false }
    let request = Array("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return false }
    var reply = [UInt8](repeating: 0, count: 12)
    let count = recv(descriptor, &reply, reply.count, Int32(MSG_WAITALL))
    return count == reply.count && String(decoding: reply, as: UTF8.self) == "HTTP/1.1 200"
  }

  private static func connect(_ descriptor: Int32, to path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) == 0 }
    }
  }
}
