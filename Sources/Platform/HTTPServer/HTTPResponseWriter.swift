/// Replies as bytes.
struct HTTPResponseWriter {
  /// How the end of a reply's body is known.
  enum Framing {
    case length
    case chunked
    /// HTTP/1.0 streams: the body ends with the connection.
    case untilClose
  }

  /// The Date of replies written in this second.
  private var date: [UInt8] = []
  private var dateSecond = Int64.min

  mutating func setTime(second: Int64) {
    guard second != dateSecond else { return }
    dateSecond = second
    date = HTTPDate.bytes(second: second)
  }

  /// Appends status line, headers and (with `.length`) body.
  func append(
    _ response: HTTPResponse, to output: inout [UInt8], isHead: Bool, keepsAlive: Bool, framing: Framing = .length
  ) {
    Self.append("HTTP/1.1 ", to: &output)
    Self.append(number: Int(response.status), to: &output)
    Self.append(Self.reason(response.status), to: &output)
    output.append(contentsOf: date)
    if let contentType = response.contentType {
      Self.append("\r\nContent-Type: ", to: &output)
      Self.append(contentType, to: &output)
    }
    let mayHaveBody = response.status >= 200 && response.status != 204 && response.status != 304
    if mayHaveBody {
      switch framing {
      case .length:
        Self.append("\r\nContent-Length: ", to: &output)
        Self.append(number: response.body.count, to: &output)
      case .chunked: Self.append("\r\nTransfer-Encoding: chunked", to: &output)
      case .untilClose: break
      }
    }
    for header in response.headers { Self.append(header, to: &output) }
    if !keepsAlive {
      Self.append("\r\nConnection: close\r\n\r\n", to: &output)
    } else {
      Self.append("\r\n\r\n", to: &output)
    }
    if mayHaveBody, !isHead, case .length = framing { output.append(contentsOf: response.body) }
  }

  /// One piece of a chunked body.
  static func append(chunk: [UInt8], to output: inout [UInt8]) {
    append(hexadecimal: chunk.count, to: &output)
    append("\r\n", to: &output)
    output.append(contentsOf: chunk)
    append("\r\n", to: &output)
  }

  static func append(_ text: StaticString, to output: inout [UInt8]) {
    output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private static func append(_ header: HTTPHeader, to output: inout [UInt8]) {
    append("\r\n", to: &output)
    append(header.name, to: &output)
    append(": ", to: &output)
    if header.value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
      output.append(contentsOf: header.value)
    } else {
      for byte in header.value { output.append(byte >= 0x20 && byte != 0x7F ? byte : 0x20) }
    }
  }

  private static func append(number: Int, to output: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { space in
      var rest = number
      var first = 20
      repeat {
        first -= 1
        space[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      output.append(contentsOf: space[first...])
    }
  }

  private static func append(hexadecimal number: Int, to output: inout [UInt8]) {
    output.append(contentsOf: String(number, radix: 16).utf8)
  }

  /// The reason phrase with the spaces around it, and the beginning of the Date header.
  private static func reason(_ status: UInt16) -> StaticString {
    switch status {
    case 200: " OK\r\nDate: "
    case 201: " Created\r\nDate: "
    case 202: " Accepted\r\nDate: "
    case 204: " No Content\r\nDate: "
    case 304: " Not Modified\r\nDate: "
    case 400: " Bad Request\r\nDate: "
    case 401: " Unauthorized\r\nDate: "
    case 402: " Payment Required\r\nDate: "
    case 403: " Forbidden\r\nDate: "
    case 404: " Not Found\r\nDate: "
    case 405: " Method Not Allowed\r\nDate: "
    case 406: " Not Acceptable\r\nDate: "
    case 408: " Request Timeout\r\nDate: "
    case 409: " Conflict\r\nDate: "
    case 410: " Gone\r\nDate: "
    case 411: " Length Required\r\nDate: "
    case 412: " Precondition Failed\r\nDate: "
    case 413: " Content Too Large\r\nDate: "
    case 414: " URI Too Long\r\nDate: "
    case 415: " Unsupported Media Type\r\nDate: "
    case 417: " Expectation Failed\r\nDate: "
    case 422: " Unprocessable Content\r\nDate: "
    case 429: " Too Many Requests\r\nDate: "
    case 431: " Request Header Fields Too Large\r\nDate: "
    case 500: " Internal Server Error\r\nDate: "
    case 501: " Not Implemented\r\nDate: "
    case 503: " Service Unavailable\r\nDate: "
    case 504: " Gateway Timeout\r\nDate: "
    case 505: " HTTP Version Not Supported\r\nDate: "
    default: " \r\nDate: "
    }
  }
}
