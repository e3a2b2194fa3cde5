import Foundation
import Glibc
import Synchronization

@testable import walletctl

/// A socket that writes down what it is asked, and answers each request with what it is told to: what a command sends is seen here.
final class RecordingDaemon: Sendable {
  struct Request: Sendable {
    let method: String
    let target: String
    let headers: [String: String]
    let body: [UInt8]

    var path: String { String(target.prefix { $0 != "?" }) }
  }

  static let hangUp = "(hang up)"

  let path: String
  /// On a port of this machine instead: where.
  let url: String
  private let listener: Int32
  private let seen = Mutex<[Request]>([])
  private let answer: @Sendable (Request) -> (status: Int, body: String)

  /// Without an answer of its own everything is unknown to it. An answer without a status goes out as it is, and the line is closed when the
  /// other side has gone, or at once when it ends with `hangUp`.
  init(
    isOnLoopback: Bool = false,
    _ answer: @escaping @Sendable (Request) -> (status: Int, body: String) = { _ in
      (404, #"{"code":"route_not_found","detail":"nothing is here"}"#)
    }
  ) throws {
    self.answer = answer
    path = FileManager.default.temporaryDirectory.appendingPathComponent("r\(UInt64.random(in: 0 ... .max)).sock").path
    listener = socket(isOnLoopback ? AF_INET : AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard isOnLoopback ? RecordingDaemon.bindToLoopback(listener) : RecordingDaemon.bind(listener, to: path),
      listen(listener, 8) == 0
    else { throw CocoaError(.fileWriteUnknown) }
    url = isOnLoopback ? "http://127.0.0.1:\(RecordingDaemon.port(of: listener))" : ""
    let (descriptor, weakly) = (listener, Weak(self))
    Thread.detachNewThread {
      while true {
        let line = accept(descriptor, nil, nil)
        guard line >= 0 else {
          // Here, and only here: its number may be another socket's at once.
          close(descriptor)
          return
        }
        while let request = RecordingDaemon.read(line), let daemon = weakly.value { daemon.serve(request, line) }
        close(line)
      }
    }
  }

  deinit {
    // The thread wakes up and closes it.
    shutdown(listener, Int32(SHUT_RDWR))
    unlink(path)
  }

  private static func bind(_ listener: Int32, to path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }

  /// To any port that is free.
  private static func bindToLoopback(_ listener: Int32) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func port(of listener: Int32) -> UInt16 {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(listener, $0, &size) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  private struct Weak: @unchecked Sendable {
    weak var value: RecordingDaemon?
    init(_ value: RecordingDaemon) { self.value = value }
  }

  var requests: [Request] { seen.withLock { $0 } }

  private func serve(_ request: Request, _ line: Int32) {
    seen.withLock { $0.append(request) }
    let (status, body) = answer(request)
    if status == 0 {
      let text = body.replacing(RecordingDaemon.hangUp, with: "")
      _ = send(line, text, text.utf8.count, Int32(MSG_NOSIGNAL))
      if text != body { shutdown(line, Int32(SHUT_RDWR)) }
      return
    }
    let text = "HTTP/1.1 \(status) x\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    _ = send(line, text, text.utf8.count, Int32(MSG_NOSIGNAL))
  }

  private static func read(_ line: Int32) -> Request? {
    var head = ""
    var byte: UInt8 = 0
    while !head.hasSuffix("\r\n\r\n") {
      guard recv(line, &byte, 1, 0) == 1 else { return nil }
      head.unicodeScalars.append(Unicode.Scalar(byte))
    }
    let lines = head.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ").map(String.init)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.components(separatedBy: ": ")
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1] }
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    var body: [UInt8] = []
    while body.count < length, recv(line, &byte, 1, 0) == 1 { body.append(byte) }
    return Request(method: words[0], target: words[1], headers: headers, body: body)
  }

  /// Runs a command line against it.
  func run(
    _ line: [String], environment: [String: String] = [:], answers: [String] = [], terminal: Bool = false
  ) -> (exit: ExitCode, output: String, remarks: String) {
    let streams = Captured(terminal: terminal, answers: answers)
    let all = environment.merging(["WALLETD_SOCKET": path]) { one, _ in one }
    let exit = Program.run(line, environment: all, streams: streams)
    return (exit, streams.output, streams.remarks)
  }
}

/// A file of a test's own, removed with it.
final class ScratchFile {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("s\(UInt64.random(in: 0 ... .max))").path

  init(_ text: String, mode: mode_t = 0o600) {
    _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
    chmod(path, mode)
  }

  deinit { unlink(path) }
}
