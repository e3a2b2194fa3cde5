/// Reads one head, from the request line to the empty line. Remembers how far it has looked, so that a head that arrives byte by
/// byte is read once.
struct HTTPHeadParser {
  enum Progress {
    case incomplete
    /// The number of bytes of the head.
    case complete(Int)
    case failure(HTTPFailure)
  }

  /// What a head says, where in its body begins something else than bytes until the next head.
  typealias Result = Swift.Result<(HTTPHead, HTTPBodyFraming, expectsContinue: Bool), HTTPFailure>

  private let limits: HTTPLimits
  private var scanned = 0
  private var lineStart = 0
  private var requestLine: HTTPRequestLine?
  private var fields: [HTTPHead.Field] = []
  private var semantics = HTTPHeadSemantics()

  init(limits: HTTPLimits) {
    self.limits = limits
  }

  /// Looks at the bytes from `scanned` on; `input` begins with the first byte of the head.
  mutating func parse(_ input: UnsafeBufferPointer<UInt8>) -> Progress {
    if requestLine == nil {
      switch parseRequestLine(input) {
      case .incomplete: return .incomplete
      case .failure(let failure): return .failure(failure)
      case .complete: break
      }
    }
    return parseFields(input)
  }

  /// The verdict over a complete head.
  func finish(_ bytes: UnsafeBufferPointer<UInt8>) -> Result {
    guard let requestLine else { preconditionFailure("the head is not complete") }
    return semantics.framing(isHTTP10: requestLine.isHTTP10, limits: limits).map { framing in
      let head = HTTPHead(
        method: requestLine.method, bytes: [UInt8](bytes), pathSpan: requestLine.path, querySpan: requestLine.query,
        fields: fields,
        isHTTP10: requestLine.isHTTP10, keepsAlive: !requestLine.isHTTP10 && !semantics.closes)
      return (head, framing, semantics.expectsContinue && !requestLine.isHTTP10)
    }
  }

  // MARK: Request line

  private mutating func parseRequestLine(_ input: UnsafeBufferPointer<UInt8>) -> Progress {
    // The method, two spaces, the version and CR LF fit 64 bytes; a longer line means a target that is too long.
    let limit = limits.targetBytes + 64
    while scanned < input.count {
      guard scanned < limit else { return .failure(.targetTooLong) }
      let byte = input[scanned]
      let followsCR = scanned > 0 && input[scanned - 1] == 0x0D
      if byte == 0x0A {
        guard followsCR else { return .failure(.bareLineFeed) }
        return finishRequestLine(input)
      }
      guard !followsCR, byte == 0x0D || (byte >= 0x20 && byte < 0x7F) else { return .failure(.invalidRequestLine) }
      scanned += 1
    }
    return .incomplete
  }

  private mutating func finishRequestLine(_ input: UnsafeBufferPointer<UInt8>) -> Progress {
    switch HTTPRequestLine.parse(UnsafeBufferPointer(rebasing: input[..<(scanned - 1)]), targetLimit: limits.targetBytes) {
    case .failure(let failure): return .failure(failure)
    case .success(let line):
      requestLine = line
      scanned += 1
      lineStart = scanned
      fields.reserveCapacity(8)
      return .complete(scanned)
    }
  }

  // MARK: Header lines

  private mutating func parseFields(_ input: UnsafeBufferPointer<UInt8>) -> Progress {
    while scanned < input.count {
      skipText(input)
      // Text may have run past the limit at one go.
      guard scanned < input.count else { return scanned > limits.headBytes ? .failure(.headTooLarge) : .incomplete }
      guard scanned < limits.headBytes else { return .failure(.headTooLarge) }
      let byte = input[scanned]
      let followsCR = scanned > lineStart && input[scanned - 1] == 0x0D
      if byte == 0x0A {
        guard followsCR else { return .failure(.bareLineFeed) }
        let end = scanned - 1
        scanned += 1
        if end == lineStart { return .complete(scanned) }
        if let failure = parseField(input, end: end) { return .failure(failure) }
        lineStart = scanned
        continue
      }
      guard !followsCR, byte == 0x0D || byte == 0x09 || (byte >= 0x20 && byte != 0x7F) else { return .failure(.invalidHeader) }
      scanned += 1
    }
    return .incomplete
  }

  /// Steps over eight bytes at a time while none of them is a control character.
  @inline(__always)
  private mutating func skipText(_ input: UnsafeBufferPointer<UInt8>) {
    guard let base = UnsafeRawPointer(input.baseAddress), scanned == lineStart || input[scanned - 1] != 0x0D else { return }
    let ones: UInt64 = 0x0101_0101_0101_0101
    while scanned + 8 <= input.count {
      let word = base.loadUnaligned(fromByteOffset: scanned, as: UInt64.self).littleEndian
      let delete = word ^ (ones &* 0x7F)
      let marks = (((word &- (ones &* 0x20)) & ~word) | ((delete &- ones) & ~delete)) & (ones &* 0x80)
      guard marks == 0 else {
        scanned += marks.trailingZeroBitCount >> 3
        return
      }
      scanned += 8
    }
  }

  private mutating func parseField(_ input: UnsafeBufferPointer<UInt8>, end: Int) -> HTTPFailure? {
    guard fields.count < limits.headers else { return .tooManyHeaders }
    var colon = lineStart
    while colon < end, HTTPGrammar.token.contains(input[colon]) { colon += 1 }
    guard colon < end, input[colon] == UInt8(ascii: ":"), colon > lineStart else {
      guard colon < end, input[colon] == 0x20 || input[colon] == 0x09 else { return .invalidHeader }
      return colon == lineStart ? .foldedHeader : .spaceBeforeColon
    }
    var start = colon + 1
    var stop = end
    while start < stop, input[start] == 0x20 || input[start] == 0x09 { start += 1 }
    while stop > start, input[stop - 1] == 0x20 || input[stop - 1] == 0x09 { stop -= 1 }
    fields.append(HTTPHead.Field(name: HTTPHead.Span(lineStart, colon), value: HTTPHead.Span(start, stop)))
    return semantics.see(
      name: UnsafeBufferPointer(rebasing: input[lineStart..<colon]), value: UnsafeBufferPointer(rebasing: input[start..<stop]))
  }
}
