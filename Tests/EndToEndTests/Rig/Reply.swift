import Foundation
import JSON

/// An answer as it came.
struct Reply: Sendable {
  let status: Int
  /// Names in lower case.
  let headers: [String: String]
  let body: [UInt8]

  /// Whether the daemon says that it answered this before.
  var isReplay: Bool { headers["idempotent-replayed"] == "true" }

  var text: String { String(decoding: body, as: UTF8.self) }

  func json() throws -> JSONValue { try JSONValue.parse(body) }

  /// The `code` of a problem; nil for anything else.
  var code: String? {
    guard headers["content-type"] == "application/problem+json" else { return nil }
    do { return try json()["code"]?.stringValue } catch { return nil }
  }

  /// What a replay repeats: status and body, less the request id.
  var lasting: Answer { Answer(status: status, body: Reply.withoutRequestID(body)) }

  private static func withoutRequestID(_ body: [UInt8]) -> [UInt8] {
    guard let name = body.firstRange(of: Array(#","request_id":""#.utf8)),
      let end = body[name.upperBound...].firstIndex(of: UInt8(ascii: "\""))
    else { return body }
    return Array(body[..<name.lowerBound]) + Array(body[(end + 1)...])
  }

  /// The first whole answer in `bytes` and where it ends; nil if there is none yet.
  static func first(in bytes: [UInt8]) -> (Reply, Int)? {
    guard let headEnd = endOfHead(bytes) else { return nil }
    let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
    let words = lines[0].split(separator: " ", maxSplits: 2)
    guard words.count >= 2, let status = Int(words[1]) else { preconditionFailure("not an answer: \(lines[0])") }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    guard bytes.count >= headEnd + length else { return nil }
    return (Reply(status: status, headers: headers, body: Array(bytes[headEnd..<headEnd + length])), headEnd + length)
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
    return bytes.withUnsafeBufferPointer { bytes in
      var index = 3
      while index < bytes.count {
        if bytes[index] == lf, bytes[index - 1] == cr, bytes[index - 2] == lf, bytes[index - 3] == cr { return index + 1 }
        index += 1
      }
      return nil
    }
  }
}

/// What must never change about an answer.
struct Answer: Equatable, Sendable {
  let status: Int
  let body: [UInt8]

  var text: String { "\(status) \(String(decoding: body, as: UTF8.self))" }
}
