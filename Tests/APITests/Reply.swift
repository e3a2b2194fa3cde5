import Foundation
import JSON

/// A reply as it came over the socket.
struct Reply {
  let status: Int
  /// Names in lower case.
  let headers: [String: String]
  let body: String

  var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }
  subscript(name: String) -> JSONValue? { json[name] }
  func text(_ name: String) -> String { json[name]?.stringValue ?? "–" }
  func number(_ name: String) -> Int64? { json[name]?.integerValue }
  var code: String { text("code") }
  var param: String { text("param") }
  var isReplay: Bool { headers["idempotent-replayed"] == "true" }

  /// Without the request id, which is the one thing a replay may change.
  var stored: String { body.replacing(/,"request_id":"[^"]*"/, with: "") }

  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), let split = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<split.lowerBound].components(separatedBy: "\r\n")
    guard let first = lines.first, let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      return nil
    }
    self.status = status
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1] }
    }
    self.headers = headers
    body = String(text[split.upperBound...])
  }
}
