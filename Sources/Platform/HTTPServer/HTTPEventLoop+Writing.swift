import CLinux
import Glibc

/// From completed exchanges to bytes in the kernel's hands.
extension HTTPEventLoop {
  /// Replies are rendered up to about this size before they are written; a much larger buffer is not kept.
  private static let keptCapacity = 1 << 20

  /// Renders what is due, in order, writes it in one call, and settles what the connection waits for next.
  func flush(_ connection: HTTPConnection) {
    repeat {
      if !connection.hasOutput {
        // Lend the shared buffer; it comes back as soon as all is written.
        connection.outputSent = 0
        swap(&connection.output, &writeBuffer)
        render(connection)
      }
      guard write(connection) else { return }
    } while !connection.hasOutput && connection.pipeline.isFirstDue
    settle(connection)
  }

  private func render(_ connection: HTTPConnection) {
    while connection.output.count < Self.keptCapacity, !connection.outputIsSecret, let exchange = connection.pipeline.first {
      switch exchange.state {
      case .waiting: return
      case .ready(let make): answer(connection, exchange, make(), mayKeepAlive: true)
      case .refused(let failure):
        counters.failed(failure)
        answer(connection, exchange, handler.answer(to: failure), mayKeepAlive: false)
      case .streaming: guard renderStream(connection, exchange) else { return }
      }
    }
  }

  private func answer(
    _ connection: HTTPConnection, _ exchange: HTTPPipeline.Exchange, _ response: HTTPResponse, mayKeepAlive: Bool
  ) {
    let keepsAlive = mayKeepAlive && keepsAlive(exchange, response)
    writer.append(response, to: &connection.output, isHead: exchange.isHead, keepsAlive: keepsAlive)
    if response.holdsSecret {
      response.body.wipeInPlace(0..<response.body.count)
      // The body went in last: what the array outgrew while it was written held none of it.
      connection.outputIsSecret = true
    }
    end(connection, keepsAlive: keepsAlive)
  }

  /// False if more of the stream is to come.
  private func renderStream(_ connection: HTTPConnection, _ exchange: HTTPPipeline.Exchange) -> Bool {
    guard let body = connection.pipeline.takeFirstStream() else { preconditionFailure("the first exchange is a stream") }
    if let make = body.start {
      let response = make()
      let keepsAlive = keepsAlive(exchange, response)
      writer.append(
        response, to: &connection.output, isHead: exchange.isHead, keepsAlive: keepsAlive,
        framing: exchange.isHTTP10 ? .untilClose : .chunked)
      if !keepsAlive { connection.phase = .finishing }
      if !exchange.isHead { append(response.body, to: connection, isHTTP10: exchange.isHTTP10) }
    }
    for piece in body.pieces {
      connection.streamedOutput += piece.count
      if !exchange.isHead { append(piece, to: connection, isHTTP10: exchange.isHTTP10) }
    }
    guard body.hasEnded else { return false }
    if !exchange.isHead, !exchange.isHTTP10 { HTTPResponseWriter.append("0\r\n\r\n", to: &connection.output) }
    body.state.wasDrained()
    end(connection, keepsAlive: exchange.keepsAlive && connection.phase == .open)
    return true
  }

  private func append(_ piece: [UInt8], to connection: HTTPConnection, isHTTP10: Bool) {
    guard !piece.isEmpty else { return }
    if isHTTP10 {
      connection.output.append(contentsOf: piece)
    } else {
      HTTPResponseWriter.append(chunk: piece, to: &connection.output)
    }
  }

  private func keepsAlive(_ exchange: HTTPPipeline.Exchange, _ response: HTTPResponse) -> Bool {
    exchange.keepsAlive && !response.closesConnection && !isDraining
  }

  /// The first exchange has been answered. Without keep-alive those behind it never will be.
  private func end(_ connection: HTTPConnection, keepsAlive: Bool) {
    counters.responses.add()
    connection.pipeline.removeFirst()
    guard !keepsAlive else { return }
    connection.phase = .finishing
    connection.dropInput()
    connection.pipeline.close()
  }

  /// Hands the output to the kernel; false if the connection broke and is no more.
  private func write(_ connection: HTTPConnection) -> Bool {
    if connection.hasOutput {
      let count = connection.output.withUnsafeBytes { bytes in
        send(
          connection.descriptor, bytes.baseAddress.map { $0 + connection.outputSent }, bytes.count - connection.outputSent,
          Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count < 0 {
        guard errno == EAGAIN || errno == EINTR else {
          destroy(connection)
          return false
        }
      } else {
        connection.outputSent += count
      }
      if connection.hasOutput {
        // Progress renews the client's time, a full buffer does not.
        if count > 0 || timers.kind(of: connection.descriptor) != .write { timers.set(connection.descriptor, .write, now: now) }
        return true
      }
    }
    outputHasLeft(connection)
    return true
  }

  /// Takes the shared buffer back, and tells a stream's producer that it may go on.
  private func outputHasLeft(_ connection: HTTPConnection) {
    var spent: [UInt8] = []
    if connection.outputIsSecret { connection.output.wipeInPlace(0..<connection.output.count) }
    connection.outputIsSecret = false
    swap(&spent, &connection.output)
    connection.outputSent = 0
    if spent.capacity > writeBuffer.capacity, spent.capacity <= 2 * Self.keptCapacity {
      spent.removeAll(keepingCapacity: true)
      writeBuffer = spent
    }
    if timers.kind(of: connection.descriptor) == .write { timers.clear(connection.descriptor) }
    guard case .streaming(let body) = connection.pipeline.first?.state else {
      connection.streamedOutput = 0
      return
    }
    body.state.wasSent(connection.streamedOutput)
    connection.streamedOutput = 0
    if body.pieces.isEmpty { body.state.wasDrained() }
  }

  /// After reading or writing: goes on with what waited, ends what is over, and sets what to watch and wait for.
  func settle(_ connection: HTTPConnection) {
    if connection.mayHoldRequest, connection.takesRequests(limit: limits.pipelinedRequests) {
      if isDraining {
        takeWaitingInput(connection)
        if connection.phase != .open { return flush(connection) }
      } else {
        turns.add(connection)
      }
    }
    if connection.parser.awaitsContinue, connection.phase == .open, connection.pipeline.isEmpty, !connection.hasOutput {
      connection.parser.sentContinue()
      // It fits: everything before it has left.
      let interim = "HTTP/1.1 100 Continue\r\n\r\n" as StaticString
      _ = send(
        connection.descriptor, interim.utf8Start, interim.utf8CodeUnitCount, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
    let isResting =
      connection.pipeline.isEmpty && !connection.hasOutput && !(connection.mayHoldRequest && connection.phase == .open)
    if isResting, !finish(connection) { return }
    watch(connection)
    arm(connection)
  }

  /// Nothing is left to be said: ends the connection if its time has come. False if it is no more.
  private func finish(_ connection: HTTPConnection) -> Bool {
    let isOver = isDraining || connection.hasEnded
    switch connection.phase {
    case .open where isOver, .lingering where connection.hasEnded, .finishing where connection.hasEnded:
      destroy(connection)
      return false
    case .finishing:
      connection.phase = .lingering
      shutdown(connection.descriptor, Int32(SHUT_WR))
      return true
    case .open, .lingering: return true
    }
  }

  private func watch(_ connection: HTTPConnection) {
    var interest: UInt32 = 0
    if connection.hasOutput { interest |= Epoll.writable }
    let wantsInput = connection.phase == .lingering || connection.takesRequests(limit: limits.pipelinedRequests)
    if wantsInput, !connection.hasEnded { interest |= Epoll.readable }
    guard interest != connection.interest else { return }
    connection.interest = interest
    epoll.change(connection.descriptor, interest, tag: connection.id.number)
  }

  private func arm(_ connection: HTTPConnection) {
    let descriptor = connection.descriptor
    let current = timers.kind(of: descriptor)
    let wanted: HTTPTimers.Kind?
    if connection.hasOutput {
      wanted = .write
    } else if connection.phase == .lingering {
      wanted = .linger
    } else if connection.phase == .finishing {
      wanted = nil
    } else if connection.session.rests {
      wanted = .rest
    } else {
      switch connection.parser.phase {
      case .head: wanted = .head
      case .body: wanted = .body
      case .idle: wanted = !connection.pipeline.isEmpty ? nil : connection.hasHadRequest ? .idle : .head
      }
    }
    guard wanted != current else { return }
    if let wanted { timers.set(descriptor, wanted, now: now) } else { timers.clear(descriptor) }
  }
}
