import Foundation
import Glibc
import HTTPServer
import Testing

struct ListenerTests {
  @Test func `the socket has its mode`() throws {
    let path = temporaryPath()
    defer { unlink(path) }
    let descriptor = try SocketListener.unix(path: path, mode: 0o660)
    defer { close(descriptor) }
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o660)
    #expect(status.st_mode & S_IFMT == S_IFSOCK)
  }

  @Test func `a socket that nobody answers on is replaced`() throws {
    let path = temporaryPath()
    defer { unlink(path) }
    close(try SocketListener.unix(path: path))
    let descriptor = try SocketListener.unix(path: path)
    _ = try Client(path: path)
    close(descriptor)
  }

  @Test func `a socket that somebody answers on is left alone`() throws {
    let running = try RunningServer()
    let error = #expect(throws: SocketError.self) { try SocketListener.unix(path: running.path) }
    #expect(error?.description == "cannot listen on \(running.path): another process answers there; stop it first")
    _ = try running.connect()
  }

  @Test func `a file is left alone`() throws {
    let path = temporaryPath()
    defer { unlink(path) }
    try Data("precious".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: SocketError.self) { try SocketListener.unix(path: path) }
    #expect(error?.reason == "something else than a socket stands there; move it away or choose another path")
    #expect(try Data(contentsOf: URL(filePath: path)) == Data("precious".utf8))
  }

  @Test func `a path too long is refused with the limit`() {
    let error = #expect(throws: SocketError.self) { try SocketListener.unix(path: "/tmp/" + String(repeating: "x", count: 200)) }
    #expect(error?.reason == "it must have 1 to 107 bytes; choose a shorter directory")
  }

  @Test func `a missing directory is an error with the system's reason`() {
    let error = #expect(throws: SocketError.self) { try SocketListener.unix(path: "/tmp/walletd-no-such-directory/x.sock") }
    #expect(error?.errno == ENOENT)
    #expect(error?.description.hasSuffix("No such file or directory") == true)
  }

  @Test func `only listening stream sockets are adopted`() throws {
    let (listener, _) = try SocketListener.loopback()
    #expect(try SocketListener.adopt(listener) == listener)
    close(listener)
    let plain = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #expect(throws: SocketError.self) { try SocketListener.adopt(plain) }
    close(plain)
    let datagrams = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    #expect(throws: SocketError.self) { try SocketListener.adopt(datagrams) }
    close(datagrams)
    let file = open("/dev/null", O_RDONLY)
    #expect(throws: SocketError.self) { try SocketListener.adopt(file) }
    close(file)
    #expect(throws: SocketError.self) { try SocketListener.adopt(-1) }
  }
}
