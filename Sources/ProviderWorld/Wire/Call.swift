package import HTTPServer
import JSON

/// A request as the providers' faces see it.
package struct Call: Sendable {
  package let method: HTTPMethod
  /// The pieces of the path, percent escapes undone.
  package let path: [String]
  let query: [String: String]
  /// By name in lower case.
  let headers: [String: String]
  /// The body as it came: what an idempotency key is held against.
  let bytes: [UInt8]
  /// nil where the body is no JSON; null where there is none.
  let body: JSONValue?

  package init(
    _ method: HTTPMethod, _ path: String, query: String = "", headers: [String: String] = [:], bytes: [UInt8] = []
  ) {
    self.method = method
    self.path = path.split(separator: "/").map { Call.unescape($0) }
    self.headers = headers
    self.bytes = bytes
    var query: [String: String] = [:].merging(
      query.split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (Call.unescape(parts[0]), parts.count == 2 ? Call.unescape(parts[1]) : "")
      }, uniquingKeysWith: { $1 })
    query[""] = nil
    self.query = query
    do {
      body = bytes.isEmpty ? .null : try JSONValue.parse(bytes)
    } catch {
      body = nil
    }
  }

  package init(_ request: HTTPRequest) {
    self.init(
      request.method, request.path.string, query: request.query?.string ?? "",
      headers: [:].merging(
        request.head.headers.map { ($0.name.string.lowercased(), $0.value.string) }, uniquingKeysWith: { one, _ in one }),
      bytes: request.body)
  }

  /// The name of a user of basic authentication whose password is empty, as both providers take their keys.
  func isAuthorized(by key: String) -> Bool {
    headers["authorization"] == "Basic " + Base64.text(Array((key + ":").utf8))
  }

  /// `%XX` and `+` undone; what is no escape stays.
  private static func unescape(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
