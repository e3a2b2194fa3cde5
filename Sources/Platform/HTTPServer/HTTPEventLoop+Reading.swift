import CLinux
import Glibc

/// From readable sockets to requests in the handler's hands.
extension HTTPEventLoop {
  /// Bytes a client may send after its connection has been finished, before it is cut.
  private static let discardLimit = 8 << 20

  /// A connection's turn: what has been completed for it, then a few of the requests that have arrived, or what else there is to read.
  func visit(_ connection: HTTPConnection) {
    if connection.isDirty {
      connection.isDirty = false
      flush(connection)
      guard self.connection(connection.id) === connection else { return }
    }
    guard connection.isReadable || connection.mayHoldRequest else { return }
    connection.isReadable = false
    guard connection.mayHoldRequest, connection.phase == .open else { return read(connection) }
    guard connection.takesRequests(limit: limits.pipelinedRequests) else { return }
    takeWaitingInput(connection)
    if connection.phase == .open { settle(connection) } else { flush(connection) }
  }

  /// Reads once, and takes a few requests.
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
    // Taken out, so that it is nobody else's when it is wiped.
    let start = connection.inputStart
    var waiting: [UInt8] = []
    swap(&waiting, &connection.input)
    let consumed = waiting.withUnsafeBufferPointer { parse(UnsafeBufferPointer(rebasing: $0[start...]), from: connection) }
    if connection.phase == .open {
      swap(&waiting, &connection.input)
      connection.keepInput(from: start + consumed)
    } else {
      waiting.wipe()
      connection.dropInput()
    }
    if connection.hasEnded, connection.phase == .open, connection.parser.phase != .idle { fail(connection, .truncatedRequest) }
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>, from connection: HTTPConnection) {
    if connection.input.isEmpty {
      let consumed = parse(bytes, from: connection)
      if consumed < bytes.count { connection.input = [UInt8](bytes[consumed...]) }
    } else {
      connection.append(bytes)
      takeWaitingInput(connection)
    }
  }

  /// Hands over some requests, if there is room for them; answers how many bytes are done with.
  private func parse(_ bytes: UnsafeBufferPointer<UInt8>, from connection: HTTPConnection) -> Int {
    var consumed = 0
    var taken = 0
    // What is there when the server stops is still taken, all of it.
    let most = isDraining ? Int.max : limits.weightPerVisit
    connection.mayHoldRequest = false
    while connection.takesRequests(limit: limits.pipelinedRequests) {
      guard taken < most else {
        connection.mayHoldRequest = consumed < bytes.count
        return consumed
      }
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
        taken += 1 + message.body.count >> 11
        dispatch(message, from: connection)
      }
    }
    guard connection.phase == .open else { return bytes.count }
    connection.mayHoldRequest = consumed < bytes.count
    return consumed
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
      head: message.head, body: message.body, peer: connection.peer, connectionID: connection.id.number,
      session: connection.session, receivedAt: now)
    handler.handle(request, HTTPResponder(completions: completions, exchange: exchange))
    // What has arrived when the server stops is taken, whoever sent it.
    if isDraining { connection.session.rests = false }
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
