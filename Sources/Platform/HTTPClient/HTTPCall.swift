/// One request to another machine, with its limits. It may hold credentials in its headers and its body, and never describes them.
package struct HTTPCall: Sendable {
  package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  package struct Header: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var method: Method
  /// `https://host[:port]/path[?query]`, or `http`; its path and query are sent as they are written.
  package var url: String
  /// Beside what the client sends by itself: Host, User-Agent, Accept, Content-Length.
  package var headers: [Header]
  /// Of a GET: none.
  package var body: [UInt8]
  /// Microseconds for the host's address, the connection and TLS together, from when it is the call's turn to have a connection.
  package var connectTimeout: Int64
  /// Microseconds from `send` to the last byte of the answer.
  package var timeout: Int64
  /// Bytes that the body of an answer may have.
  package var mostAnswerBytes: Int

  package init(
    _ method: Method, _ url: String, headers: [Header] = [], body: [UInt8] = [], connectTimeout: Int64 = 5_000_000,
    timeout: Int64 = 30_000_000, mostAnswerBytes: Int = 1 << 20
  ) {
    precondition(connectTimeout > 0 && timeout > 0, "a call has some time")
    precondition(mostAnswerBytes >= 0, "an answer has a length")
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.connectTimeout = connectTimeout
    self.timeout = timeout
    self.mostAnswerBytes = mostAnswerBytes
  }
}

extension HTTPCall: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "\(method.rawValue), \(headers.count) headers, \(body.count) bytes" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPCall.Header: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { name }
  package var debugDescription: String { name }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
