import Foundation
import Testing

@testable import walletbench

@Suite struct LoadTests {
  private let path = NSTemporaryDirectory() + "/walletbench-\(UUID().uuidString.prefix(8)).sock"

  private func withResponder(_ answer: [UInt8] = Responder.account, _ body: () throws -> Void) throws {
    let responder = try Responder(path: path, answer: answer)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let result = Result { try body() }
    try responder.stop()
    try result.get()
  }

  @Test(arguments: [1, 16, 64])
  func `every wallet is asked for once, over any number of connections`(connections: Int) throws {
    try withResponder {
      var reads = CounterSums(OnceEach("GET", "/v1/accounts/wallet:00000", tenant: "bench", key: nil, body: ""))
      let result = try Load(path: path, connections: connections).run(&reads)
      #expect(result.operations == Field.accounts)
      #expect(result.latencies.count == Field.accounts)
      // The responder's accounts have a debit of 1 and credits of 2.
      #expect(reads.debitsPosted == Field.accounts && reads.creditsPosted == 2 * Field.accounts)
    }
  }

  @Test func `a request larger than a socket's buffer leaves in pieces, and whole`() throws {
    let listener = try UnixSocket.listen(at: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var sample: [UInt8] = []
    var batches = TransferBatches(items: 8_190, tenant: "bench", connections: 1, remaining: 2)
    #expect(batches.render(0, into: &sample))
    let expected = sample.count
    let server = Worker { try Self.receive(expected, on: listener) }
    let result = try Load(path: path, connections: 1).run(&batches)
    #expect(result.operations == 8_190)
    let text = String(decoding: try server.join(), as: UTF8.self)
    #expect(text.hasSuffix("}]}"))
    #expect(text.components(separatedBy: #""type":"transfer""#).count == 8_191)
  }

  /// Accepts one connection, takes so many bytes, answers, and returns them.
  private static func receive(_ count: Int, on listener: Int32) throws -> [UInt8] {
    var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    #expect(poll(&waiting, 1, 10_000) == 1)
    let socket = accept(listener, nil, nil)
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress.map { $0 + filled }, count - filled, 0) }
      guard read > 0 else { break }
      filled += read
    }
    let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".utf8)
    #expect(send(socket, answer, answer.count, 0) == answer.count)
    close(socket)
    close(listener)
    return Array(bytes[..<filled])
  }

  @Test func `an answer other than 2xx ends the run with its status and body`() throws {
    let refusal = Array("HTTP/1.1 402 Payment Required\r\ncontent-length: 2\r\n\r\n{}".utf8)
    try withResponder(refusal) {
      var transfers = Transfers(.uniform, tenants: ["bench"], connections: 1)
      let expected = BenchFailure.refused(request: "POST /v1/transfers HTTP/1.1", status: 402, body: "{}")
      #expect(throws: expected) { _ = try Load(path: path, connections: 1).run(&transfers, nanoseconds: .seconds(5)) }
    }
  }

  @Test(arguments: ["HTTP/1.1 200 OK\r\n\r\n{}", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}", "nonsense\r\n\r\n"])
  func `an answer that is no answer ends the run`(text: String) throws {
    try withResponder(Array(text.utf8)) {
      var transfers = Transfers(.uniform, tenants: ["bench"], connections: 1)
      #expect(throws: BenchFailure.self) { _ = try Load(path: path, connections: 1).run(&transfers, nanoseconds: .seconds(5)) }
    }
  }
}
