/// Why a call is not made. Never with a value that was given.
struct HTTPObjection: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension HTTPCall {
  /// What says how long the request is and how it travels belongs to the client: said twice and differently, one server reads two
  /// requests where another reads one.
  fileprivate static let ownHeaders: Set<String> = [
    "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade",
  ]

  /// Checks everything that would make the bytes of the request mean something else, and finds whom it goes to.
  func checked(_ options: HTTPClientOptions) throws(HTTPObjection) -> HTTPOrigin {
    guard url.utf8.count <= options.urlBytes else {
      throw HTTPObjection("the address is longer than \(options.urlBytes) bytes")
    }
    guard headers.count <= options.headers else { throw HTTPObjection("there are more than \(options.headers) headers") }
    for (index, header) in headers.enumerated() { try header.check(index) }
    guard method != .get || body.isEmpty else { throw HTTPObjection("a GET has no body") }
    return try HTTPOrigin(url)
  }
}

extension HTTPCall.Header {
  fileprivate func check(_ index: Int) throws(HTTPObjection) {
    // A name that is wrong may be a value that stands in the wrong place: it is not repeated.
    guard !name.isEmpty, name.utf8.allSatisfy(HTTPCall.Header.isToken) else {
      throw HTTPObjection("the name of header \(index + 1) is empty, or holds a character that no name may have")
    }
    guard !HTTPCall.ownHeaders.contains(name.lowercased()) else { throw HTTPObjection("the header \(name) is the client's own") }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else {
      throw HTTPObjection("the value of the header \(name) holds a line end or another control character")
    }
  }

  /// `tchar` of RFC 9110.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
