import Foundation
import Glibc
import HTTPServer
import Testing

struct CuttingTests {
  @Test func `a cut connection is reset instead of answered, and the server goes on`() throws {
    let (listener, port) = try SocketListener.loopback()
    let server = try HTTPServer(
      listener: listener,
      handler: ClosureHandler { request, responder in
        if request.path == "/cut" { responder.cut() } else { ClosureHandler.echo.handle(request, responder) }
      })
    Thread.detachNewThread {
      do { try server.run() } catch { Issue.record(error) }
    }
    defer { server.stop(grace: .zero) }
    #expect(try exchange("/cut", port).error == ECONNRESET)
    let whole = try exchange("/whole", port)
    #expect(whole.error == 0 && whole.text.hasPrefix("HTTP/1.1 200 OK"))
  }

  private func exchange(_ path: String, _ port: UInt16) throws -> (text: String, error: Int32) {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0)
    let request = Array("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
    try #require(send(client, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return (String(decoding: text, as: UTF8.self), count == 0 ? 0 : errno) }
      text += buffer[..<count]
    }
  }
}
