// HTTP/1.1 requests out of a stream of bytes (RFC 9112), as a value without I/O.
//
// The parser never sees a socket: it is shown the bytes that have arrived and not been consumed, and answers what they mean.
// Every byte is judged once, in order, and every limit is a matter of position, so that the answer cannot depend on how the
// network has cut the stream. Where the RFC lets a server be lenient this one is not: each leniency is a way for a proxy in
// front of it to see another request than it does.

/// Takes requests from a byte stream. After a failure it must not be used again.
struct HTTPParser {
  struct Message {
    let head: HTTPHead
    let body: [UInt8]
  }

  enum Outcome {
    /// All that was shown has been used as far as it goes; more bytes are needed.
    case incomplete
    case request(Message)
    case failure(HTTPFailure)
  }

  enum Phase: Equatable {
    /// Nothing of the next request has arrived.
    case idle
    case head
    case body
  }

  let limits: HTTPLimits
  private(set) var phase = Phase.idle
  /// The client waits for "100 Continue" before it sends the body.
  private(set) var awaitsContinue = false

  private var headParser: HTTPHeadParser
  private var head: HTTPHead?
  private var body: [UInt8] = []
  private var framing = HTTPBodyFraming.length(0)

  init(limits: HTTPLimits) {
    self.limits = limits
    headParser = HTTPHeadParser(limits: limits)
  }

  /// Judges `input`, which begins with the first byte not consumed by earlier calls.
  ///
  /// - Parameter consumed: how many bytes the caller may forget. While a head is incomplete that is none; the next call must
  ///   show the same bytes again with more behind them.
  mutating func parse(_ input: UnsafeBufferPointer<UInt8>, consumed: inout Int) -> Outcome {
    consumed = 0
    switch phase {
    case .idle, .head:
      guard !input.isEmpty else { return .incomplete }
      phase = .head
      switch headParser.parse(input) {
      case .incomplete: return .incomplete
      case .failure(let failure): return .failure(failure)
      case .complete(let length):
        consumed = length
        return enterBody(
          UnsafeBufferPointer(rebasing: input[..<length]), rest: UnsafeBufferPointer(rebasing: input[length...]),
          consumed: &consumed)
      }
    case .body:
      return continueBody(input, consumed: &consumed)
    }
  }

  /// What the body that is on its way takes: its announced length, or, in chunks, what has arrived; 0 between bodies.
  var bodyBytes: Int {
    guard phase == .body else { return 0 }
    return switch framing {
    case .length(let missing): body.count + missing
    case .chunked: body.count
    }
  }

  /// Nothing more is taken: gives back the memory of an unfinished request, wiped.
  mutating func dropBody() {
    body.wipe()
    head?.wipeCredentials()
    head = nil
  }

  /// The "100 Continue" has been sent, or is not needed any more.
  mutating func sentContinue() {
    awaitsContinue = false
  }

  private mutating func enterBody(
    _ bytes: UnsafeBufferPointer<UInt8>, rest: UnsafeBufferPointer<UInt8>, consumed: inout Int
  ) -> Outcome {
    switch headParser.finish(bytes) {
    case .failure(let failure): return .failure(failure)
    case .success(let (head, framing, expectsContinue)):
      self.head = head
      self.framing = framing
      phase = .body
      if case .length(let length) = framing {
        awaitsContinue = expectsContinue && length > 0
        // The common case: the body came with the head, and its array is made once in its final size.
        body.reserveCapacity(min(length, rest.count))
      } else {
        awaitsContinue = expectsContinue
      }
      headParser = HTTPHeadParser(limits: limits)
      return continueBody(rest, consumed: &consumed)
    }
  }

  private mutating func continueBody(_ input: UnsafeBufferPointer<UInt8>, consumed: inout Int) -> Outcome {
    if !input.isEmpty { awaitsContinue = false }
    switch framing.take(input, into: &body, limit: limits.bodyBytes, consumed: &consumed) {
    case .incomplete: return .incomplete
    case .failure(let failure): return .failure(failure)
    case .complete:
      guard let head else { preconditionFailure("a body without a head") }
      let message = Message(head: head, body: body)
      self.head = nil
      body = []
      phase = .idle
      return .request(message)
    }
  }
}
