import Foundation
import Glibc
import HTTPServer
import Synchronization

/// A server that does with each connection exactly what a test says, one connection after the other.
final class RawServer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let hasEnded = DispatchSemaphore(value: 0)
  private let seen = Mutex<[String]>([])

  /// - Parameter serve: is given each connection and its number, from 0.
  init(_ serve: @escaping @Sendable (RawConnection, Int) -> Void) throws {
    (listener, port) = try SocketListener.loopback()
    let (listener, hasEnded) = (listener, hasEnded)
    let note: @Sendable (String) -> Void = { [weak self] request in self?.seen.withLock { $0.append(request) } }
    Foundation.Thread.detachNewThread {
      var number = 0
      while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
        let connection = RawConnection(descriptor, note)
        // What a test sends at its end, behind everything that was sent before.
        if connection.peek(4) == "END\n" { break }
        serve(connection, number)
        number += 1
      }
      hasEnded.signal()
    }
  }

  deinit { close(listener) }

  var url: String { "http://127.0.0.1:\(port)" }

  /// Every request that was read whole; after the last connection that was made before has been served.
  func requests() -> [String] {
    let last = RawConnection.open(port)
    last.send("END\n")
    precondition(hasEnded.wait(timeout: .now() + 10) == .success, "the server did not end")
    return seen.withLock { $0 }
  }
}

/// One socket, closed when it is let go.
final class RawConnection: Sendable {
  private let descriptor: Int32
  private let note: @Sendable (String) -> Void
  private let isClosed = Mutex(false)

  init(_ descriptor: Int32, _ note: @escaping @Sendable (String) -> Void = { _ in }) {
    self.descriptor = descriptor
    self.note = note
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { end() }

  static func open(_ port: UInt16, waits: Bool = true) -> RawConnection {
    let kind = Int32(SOCK_STREAM.rawValue) | (waits ? 0 : Int32(SOCK_NONBLOCK.rawValue))
    let descriptor = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return RawConnection(descriptor)
  }

  func send(_ text: String) {
    let bytes = [UInt8](text.utf8)
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// The head and, as long as it says, the body; nil when the other side ends before.
  @discardableResult
  func readRequest() -> String? {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = text.range(of: "\r\n\r\n") {
        let length = text.firstMatch(of: /(?i)content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
        if text[end.upperBound...].utf8.count >= length {
          note(text)
          return text
        }
      }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
  }

  /// Waits until there are bytes or an end, and takes none of them.
  func peek(_ count: Int) -> String {
    var buffer = [UInt8](repeating: 0, count: count)
    let read = recv(descriptor, &buffer, count, Int32(MSG_PEEK))
    return String(decoding: buffer[..<max(0, read)], as: UTF8.self)
  }

  /// Waits until the other side has closed.
  func waitForEnd() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
  }

  func end() {
    isClosed.withLock { isClosed in
      if !isClosed { close(descriptor) }
      isClosed = true
    }
  }

  /// Ends with a reset: what was sent to it is thrown away.
  func reset() {
    var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    end()
  }
}
