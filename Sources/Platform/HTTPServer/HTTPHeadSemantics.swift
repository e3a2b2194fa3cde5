/// The headers that decide where a request ends and whether it is one at all.
struct HTTPHeadSemantics {
  private(set) var closes = false
  private(set) var expectsContinue = false
  private var hasHost = false
  private var hasUnknownExpectation = false
  private var contentLength: Int?
  private var hasTransferEncoding = false
  private var isChunked = false

  /// Takes note of one header; answers why the request must be refused already.
  mutating func see(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) -> HTTPFailure? {
    switch name.count {
    case 4 where HTTPGrammar.isSame(name, "host"): return seeHost(value)
    case 6 where HTTPGrammar.isSame(name, "expect"):
      if HTTPGrammar.isSame(value, "100-continue") { expectsContinue = true } else { hasUnknownExpectation = true }
    case 10 where HTTPGrammar.isSame(name, "connection"): seeConnection(value)
    case 14 where HTTPGrammar.isSame(name, "content-length"): return seeContentLength(value)
    case 17 where HTTPGrammar.isSame(name, "transfer-encoding"): return seeTransferEncoding(value)
    default: break
    }
    return nil
  }

  /// How the body is delimited, once all headers have been seen.
  func framing(isHTTP10: Bool, limits: HTTPLimits) -> Result<HTTPBodyFraming, HTTPFailure> {
    guard hasHost || isHTTP10 else { return .failure(.missingHost) }
    if hasTransferEncoding {
      guard contentLength == nil else { return .failure(.contentLengthWithTransferEncoding) }
      guard !isHTTP10 else { return .failure(.transferEncodingInHTTP10) }
      guard isChunked else { return .failure(.unsupportedTransferEncoding) }
    }
    guard !hasUnknownExpectation || isHTTP10 else { return .failure(.unknownExpectation) }
    if isChunked { return .success(.chunked(HTTPChunkDecoder())) }
    let length = contentLength ?? 0
    return length <= limits.bodyBytes ? .success(.length(length)) : .failure(.bodyTooLarge)
  }

  private mutating func seeHost(_ value: UnsafeBufferPointer<UInt8>) -> HTTPFailure? {
    guard !hasHost else { return .duplicateHost }
    hasHost = true
    return value.allSatisfy { HTTPGrammar.host.contains($0) } ? nil : .invalidHost
  }

  private mutating func seeConnection(_ value: UnsafeBufferPointer<UInt8>) {
    for option in value.split(separator: UInt8(ascii: ",")) {
      let start = option.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? option.endIndex
      let end = option.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? start
      if HTTPGrammar.isSame(UnsafeBufferPointer(rebasing: option[start..<end]), "close") { closes = true }
    }
  }

  private mutating func seeContentLength(_ value: UnsafeBufferPointer<UInt8>) -> HTTPFailure? {
    guard contentLength == nil else { return .duplicateContentLength }
    guard !value.isEmpty else { return .invalidContentLength }
    var length = 0
    for byte in value {
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10 else { return .invalidContentLength }
      // Lengths beyond any limit need not be exact.
      length = min(length, 1 << 56) * 10 + Int(digit)
    }
    contentLength = length
    return nil
  }

  private mutating func seeTransferEncoding(_ value: UnsafeBufferPointer<UInt8>) -> HTTPFailure? {
    guard !hasTransferEncoding else { return .duplicateTransferEncoding }
    hasTransferEncoding = true
    isChunked = HTTPGrammar.isSame(value, "chunked")
    return nil
  }
}
