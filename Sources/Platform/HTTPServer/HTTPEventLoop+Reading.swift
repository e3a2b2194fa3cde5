import CLinux
import Glibc

/// From readable sockets to requests in the handler's hands.
extension HTTPEventLoop {
  /// Bytes a client may send after its connection has been finished, before it is cut.
  private static let discardLimit = 8 << 20

  /// Reads once, and takes as many requests as there are.
  func read(_ connection: HTTPConnection) {
    guard !connection.hasEnded else { return }
    let count = recv(connection.descriptor, readBuffer.baseAddress, readBuffer.count, Int32(MSG_DONTWAIT))
    if count < 0 {
      if errno != EAGAIN && errno != EINTR { destroy(connection) }
      return
    }
    // Whoever reads next shares the buffer.
    defer { if let start = readBuffer.baseAddress { linux_wipe(start, count) } }
    switch connection.phase {
    case .lingering, .finishing:
      connection.discarded += count
      if count == 0 { connection.hasEnded = true }
      if connection.phase == .lingering, count == 0 || connection.discarded > Self.discardLimit { return destroy(connection) }
      settle(connection)
    case .open:
      if count > 0 {
        take(UnsafeBufferPointer(rebasing: readBuffer[..<count]), from: connection)
      } else {
        connection.hasEnded = true
        if connection.parser.phase != .idle { fail(connection, .truncatedRequest) }
      }
      if connection.phase == .open { settle(connection) } else { flush(connection) }
    }
  }

  /// Goes on with bytes that had to wait for a place in the pipeline. A failure is left for `flush` to send.
  func takeWaitingInput(_ connection: HTTPConnection) {
    var waiting: [UInt8] = []
    swap(&waiting, &connection.input)
    let consumed = waiting.withUnsafeBufferPointer { parse($0, from: connection) }
    if consumed == 0 {
      swap(&waiting, &connection.input)
    } else {
      connection.input = [UInt8](waiting[consumed...])
      waiting.wipe()
    }
    if connection.hasEnded, connection.phase == .open, connection.parser.phase != .idle { fail(connection, .truncatedRequest) }
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>, from connection: HTTPConnection) {
    if connection.input.isEmpty {
      let consumed = parse(bytes, from: connection)
      if consumed < bytes.count { connection.input = [UInt8](bytes[consumed...]) }
    } else {
      connection.input.appendWiping(bytes)
      takeWaitingInput(connection)
    }
  }

  /// Hands over all requests there is room for; answers how many bytes are done with.
  private func parse(_ bytes: UnsafeBufferPointer<UInt8>, from connection: HTTPConnection) -> Int {
    var consumed = 0
    while connection.takesRequests(limit: limits.pipelinedRequests) {
      var used = 0
      let outcome = connection.parser.parse(UnsafeBufferPointer(rebasing: bytes[consumed...]), consumed: &used)
      consumed += used
      switch outcome {
      case .incomplete:
        guard reserveBody(connection.parser.bodyBytes, for: connection) else {
          fail(connection, .tooManyBodies)
          return bytes.count
        }
        return consumed
      case .failure(let failure):
        fail(connection, failure)
        return bytes.count
      case .request(let message):
        releaseBody(of: connection)
        dispatch(message, from: connection)
      }
    }
    return connection.phase == .open ? consumed : bytes.count
  }

  private func dispatch(_ message: HTTPParser.Message, from connection: HTTPConnection) {
    counters.requests.add()
    timers.clear(connection.descriptor)
    connection.hasHadRequest = true
    let exchange = HTTPExchangeID(connection: connection.id, sequence: connection.pipeline.nextSequence)
    connection.pipeline.append(
      HTTPPipeline.Exchange(
        isHead: message.head.method == .head, isHTTP10: message.head.isHTTP10, keepsAlive: message.head.keepsAlive))
    if !message.head.keepsAlive { connection.phase = .finishing }
    let request = HTTPRequest(
      head: message.head, body: message.body, peer: connection.peer, connectionID: connection.id.number, receivedAt: now)
    handler.handle(request, HTTPResponder(completions: completions, exchange: exchange))
  }

  /// Answers a failure in its turn, behind the requests taken before, and takes nothing more.
  private func fail(_ connection: HTTPConnection, _ failure: HTTPFailure) {
    connection.phase = .finishing
    connection.dropInput()
    connection.parser.dropBody()
    releaseBody(of: connection)
    connection.pipeline.append(
      HTTPPipeline.Exchange(isHead: false, isHTTP10: false, keepsAlive: false, state: .refused(failure)))
  }

  /// The same from outside of parsing.
  func refuse(_ connection: HTTPConnection, _ failure: HTTPFailure) {
    fail(connection, failure)
    flush(connection)
  }
}
