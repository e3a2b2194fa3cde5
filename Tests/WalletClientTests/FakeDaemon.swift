import Foundation
import Glibc

/// A real Unix socket that answers what it is told, to show a client what daemons in trouble do. Each script is one connection.
final class FakeDaemon: @unchecked Sendable {
  // Written before the thread starts and read after it ended, except `requests`, which has its lock.
  let path: String
  private let listener: Int32
  private let lock = NSLock()
  private var seen: [String] = []
  private var thread: Thread?
  private let ended = DispatchSemaphore(value: 0)

  enum Step {
    /// Waits for a request's head and its body.
    case read
    case write(String)
    /// Keeps the connection until the client goes away.
    case waitForEnd
  }

  init(_ connections: [[Step]]) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("w\(UInt32.random(in: 0 ... .max)).sock").path
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    guard bound == 0, listen(listener, 8) == 0 else { throw CocoaError(.fileWriteUnknown) }
    let thread = Thread { [self] in
      for steps in connections { serve(steps) }
      close(listener)
      unlink(path)
      ended.signal()
    }
    self.thread = thread
    thread.start()
  }

  /// Every request that was read, in order, after all scripts are done.
  func requests() -> [String] {
    ended.wait()
    ended.signal()
    return lock.withLock { seen }
  }

  private func serve(_ steps: [Step]) {
    let line = accept(listener, nil, nil)
    defer { close(line) }
    for step in steps {
      switch step {
      case .read:
        let request = readRequest(line)
        lock.withLock { seen.append(request) }
      case .write(let text): _ = send(line, text, text.utf8.count, Int32(MSG_NOSIGNAL))
      case .waitForEnd:
        var byte: UInt8 = 0
        while recv(line, &byte, 1, 0) > 0 {}
      }
    }
  }

  private func readRequest(_ line: Int32) -> String {
    var text = ""
    var byte: UInt8 = 0
    while !text.hasSuffix("\r\n\r\n"), recv(line, &byte, 1, 0) == 1 { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    let length =
      text.components(separatedBy: "Content-Length: ").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    var body: [UInt8] = []
    while body.count < length, recv(line, &byte, 1, 0) == 1 { body.append(byte) }
    return text + String(decoding: body, as: UTF8.self)
  }
}
