/// One client, as the event loop knows it. Everything in it belongs to the loop's thread.
final class HTTPConnection {
  enum Phase {
    /// Requests are taken.
    case open
    /// No more requests are taken; what has been taken is answered, then the connection ends.
    case finishing
    /// All is said. What still comes is thrown away until the client has seen the end or its time is up: closing at once would
    /// reset the connection and could destroy the last reply on its way.
    case lingering
  }

  let id: HTTPConnectionID
  let peer: PeerCredentials?
  let session: HTTPSession
  var phase = Phase.open
  var parser: HTTPParser
  var pipeline = HTTPPipeline()

  /// Bytes that arrived and have not been consumed: the beginning of a head, or what waits for a place in the pipeline.
  var input: [UInt8] = []
  /// Where in `input` that begins: what lies before was consumed.
  var inputStart = 0
  /// Whether `input` may hold a whole request, which waits for its turn or for a place.
  var mayHoldRequest = false
  /// In the line of its flow.
  var awaitsTurn = false
  /// Bytes that the kernel did not take yet; those before `outputSent` have gone.
  var output: [UInt8] = []
  var outputSent = 0
  /// Bytes of stream pieces in `output`.
  var streamedOutput = 0

  /// Whether `output` ends with a reply that holds a secret: then it is wiped when it has left.
  var outputIsSecret = false

  /// The client will send nothing more.
  var hasEnded = false
  var hasHadRequest = false
  /// Something was completed for it, which is to be written in its turn.
  var isDirty = false
  /// The kernel has something for it, which is to be read in its turn.
  var isReadable = false
  /// What epoll watches for.
  var interest: UInt32 = 0
  /// What its unfinished body takes of `HTTPLimits.bodyBytesInFlight`.
  var bodyBytes = 0
  /// Bytes thrown away while lingering.
  var discarded = 0

  init(id: HTTPConnectionID, peer: PeerCredentials?, flow: HTTPFlow, limits: HTTPLimits) {
    self.id = id
    self.peer = peer
    session = HTTPSession(flow: flow)
    parser = HTTPParser(limits: limits)
  }

  var descriptor: Int32 { id.descriptor }
  var hasOutput: Bool { outputSent < output.count }

  /// Whether another request may be taken now.
  func takesRequests(limit: Int) -> Bool {
    phase == .open && pipeline.count < limit && !hasOutput && !session.rests
  }

  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    if inputStart > 0 {
      let rest = [UInt8](input[inputStart...])
      input.wipe()
      input = rest
      inputStart = 0
    }
    input.appendWiping(bytes)
  }

  /// Forgets what lies before; nothing is moved for it.
  func keepInput(from start: Int) {
    guard start < input.count else { return dropInput() }
    input.wipeInPlace(inputStart..<max(start, inputStart))
    inputStart = start
  }

  /// Forgets what has arrived and will not be used.
  func dropInput() {
    input.wipe()
    inputStart = 0
    mayHoldRequest = false
  }

  /// Forgets what was to be sent.
  func dropOutput() {
    if outputIsSecret { output.wipe() }
    outputIsSecret = false
  }
}
