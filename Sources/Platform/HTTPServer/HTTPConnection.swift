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
  var phase = Phase.open
  var parser: HTTPParser
  var pipeline = HTTPPipeline()

  /// Bytes that arrived and have not been consumed: the beginning of a head, or what waits for a place in the pipeline.
  var input: [UInt8] = []
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
  /// On the loop's list of connections to flush.
  var isDirty = false
  /// What epoll watches for.
  var interest: UInt32 = 0
  /// What its unfinished body takes of `HTTPLimits.bodyBytesInFlight`.
  var bodyBytes = 0
  /// Bytes thrown away while lingering.
  var discarded = 0

  init(id: HTTPConnectionID, peer: PeerCredentials?, limits: HTTPLimits) {
    self.id = id
    self.peer = peer
    parser = HTTPParser(limits: limits)
  }

  var descriptor: Int32 { id.descriptor }
  var hasOutput: Bool { outputSent < output.count }

  /// Whether another request may be taken now.
  func takesRequests(limit: Int) -> Bool {
    phase == .open && pipeline.count < limit && !hasOutput
  }

  /// Forgets what has arrived and will not be used.
  func dropInput() { input.wipe() }

  /// Forgets what was to be sent.
  func dropOutput() {
    if outputIsSecret { output.wipe() }
    outputIsSecret = false
  }
}
