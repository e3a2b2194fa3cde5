/// Why the server answered a connection by itself, without (or before) asking the handler. After every one of them the
/// connection is closed.
package enum HTTPFailure: Error, CaseIterable, Hashable, Sendable {
  case invalidRequestLine, invalidMethod, invalidTarget, unsupportedVersion
  case bareLineFeed, invalidHeader, spaceBeforeColon, foldedHeader
  case missingHost, duplicateHost, invalidHost
  case invalidContentLength, duplicateContentLength, contentLengthWithTransferEncoding
  case duplicateTransferEncoding, unsupportedTransferEncoding, transferEncodingInHTTP10, invalidChunk
  case unknownExpectation
  case targetTooLong, headTooLarge, tooManyHeaders, bodyTooLarge
  case headTimeout, bodyTimeout
  /// The client closed its side in the middle of a request.
  case truncatedRequest
  case tooManyConnections
  /// The body does not fit beside those that are on their way.
  case tooManyBodies
  /// The handler let its responder go without an answer: a bug of ours.
  case unanswered

  package var status: UInt16 {
    switch self {
    case .invalidRequestLine, .invalidMethod, .invalidTarget, .bareLineFeed, .invalidHeader, .spaceBeforeColon, .foldedHeader,
      .missingHost, .duplicateHost, .invalidHost, .invalidContentLength, .duplicateContentLength,
      .contentLengthWithTransferEncoding, .duplicateTransferEncoding, .transferEncodingInHTTP10, .invalidChunk, .truncatedRequest:
      400
    case .headTimeout, .bodyTimeout: 408
    case .bodyTooLarge: 413
    case .targetTooLong: 414
    case .unknownExpectation: 417
    case .headTooLarge, .tooManyHeaders: 431
    case .unanswered: 500
    case .unsupportedTransferEncoding: 501
    case .tooManyConnections, .tooManyBodies: 503
    case .unsupportedVersion: 505
    }
  }

  /// One sentence for the caller.
  package var sentence: String {
    switch self {
    case .invalidRequestLine: "The request line is not METHOD SP TARGET SP VERSION."
    case .invalidMethod: "The method holds a character that no method may have."
    case .invalidTarget:
      "The request target is not a path with an optional query, or holds a character or percent escape that a URI may not have."
    case .unsupportedVersion: "The server speaks HTTP/1.1 and HTTP/1.0."
    case .bareLineFeed: "A line of the head ends with LF alone; it must end with CR LF."
    case .invalidHeader: "A header line is not NAME: VALUE, or holds a control character."
    case .spaceBeforeColon: "A header name is followed by white space instead of the colon."
    case .foldedHeader: "A header value continues on the next line; that form was abolished."
    case .missingHost: "An HTTP/1.1 request needs a Host header."
    case .duplicateHost: "The request has more than one Host header."
    case .invalidHost: "The Host header is not a host with an optional port."
    case .invalidContentLength: "Content-Length is not a decimal number."
    case .duplicateContentLength: "The request has more than one Content-Length."
    case .contentLengthWithTransferEncoding: "The request has both Content-Length and Transfer-Encoding."
    case .duplicateTransferEncoding: "The request has more than one Transfer-Encoding header."
    case .unsupportedTransferEncoding: "The only transfer coding the server knows is chunked."
    case .transferEncodingInHTTP10: "An HTTP/1.0 request may not have a Transfer-Encoding."
    case .invalidChunk: "The chunked body is broken, or has trailers."
    case .unknownExpectation: "The only expectation the server knows is 100-continue."
    case .targetTooLong: "The request target is longer than the server accepts."
    case .headTooLarge: "The head of the request is larger than the server accepts."
    case .tooManyHeaders: "The request has more headers than the server accepts."
    case .bodyTooLarge: "The body of the request is larger than the server accepts."
    case .headTimeout: "The head of the request did not arrive in time."
    case .bodyTimeout: "The body of the request did not arrive in time."
    case .truncatedRequest: "The connection was closed in the middle of the request."
    case .tooManyConnections: "The server has as many connections as it accepts."
    case .tooManyBodies:
      "The server is taking as many request bodies as it has room for; nothing was done, and the same request may be sent again."
    case .unanswered: "The server did not produce an answer."
    }
  }
}
