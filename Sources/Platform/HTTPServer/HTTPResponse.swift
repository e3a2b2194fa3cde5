/// A reply. The server adds Date, Content-Length and, where it applies, Connection; nothing else.
package struct HTTPResponse: Sendable {
  package var status: UInt16
  /// nil for replies without a body.
  package var contentType: StaticString?
  package var headers: [HTTPHeader]
  /// Not sent for HEAD (its length is), 204 and 304.
  package var body: [UInt8]
  /// Whether the body holds a secret: its bytes are wiped as soon as they have left. Nobody else may hold the array.
  package var holdsSecret = false
  /// Whether the connection ends with this reply.
  package var closesConnection = false

  package init(status: UInt16, contentType: StaticString? = nil, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.status = status
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }
}

/// A header of a reply. Bytes in the value that would end the line or hide text (control characters) are sent as spaces.
package struct HTTPHeader: Sendable {
  package let name: StaticString
  package let value: [UInt8]

  package init(_ name: StaticString, _ value: [UInt8]) {
    self.name = name
    self.value = value
  }

  package init(_ name: StaticString, _ value: some StringProtocol) {
    self.init(name, [UInt8](value.utf8))
  }
}
