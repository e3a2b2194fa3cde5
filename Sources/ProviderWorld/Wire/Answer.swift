package import HTTPServer
import JSON

/// A reply before it is on the wire.
package struct Answer: Sendable {
  package var status: UInt16
  var contentType: StaticString = "application/json"
  var headers: [HTTPHeader] = []
  package var bytes: [UInt8]

  init(_ body: JSONValue) { self.init(200, body) }

  init(_ status: UInt16, _ body: JSONValue) {
    self.status = status
    bytes = body.encode()
  }

  init(_ status: UInt16, _ contentType: StaticString, _ bytes: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.bytes = bytes
  }

  /// What the simulator itself has to object, outside of any provider's face.
  package static func problem(_ status: UInt16, _ sentence: String) -> Answer {
    Answer(status, ["error": .string(sentence)])
  }

  package var response: HTTPResponse { HTTPResponse(status: status, contentType: contentType, headers: headers, body: bytes) }
}
