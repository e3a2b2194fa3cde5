import Foundation
import HTTPServer

/// A reply as a client gets it.
struct Reply: Sendable, Equatable {
  let status: Int
  /// Without the request id, which is the one thing a replay may change.
  let body: String
  let isReplay: Bool

  init(_ response: HTTPResponse) {
    status = Int(response.status)
    body = Reply.withoutRequestID(String(decoding: response.body, as: UTF8.self))
    isReplay = response.headers.contains { header in
      "\(header.name)" == "Idempotent-Replayed" && header.value == Array("true".utf8)
    }
  }

  /// The same answer, given for the first time or again.
  func says(_ other: Reply) -> Bool { status == other.status && body == other.body }

  /// The value of the first member of that name that is a text.
  func text(_ name: String) -> String? {
    guard let start = body.range(of: "\"\(name)\":\"") else { return nil }
    return String(body[start.upperBound...].prefix { $0 != "\"" })
  }

  /// The client knows that it was done, or refused.
  var isFinal: Bool { status < 500 }

  private static func withoutRequestID(_ body: String) -> String {
    guard let start = body.range(of: ",\"request_id\":\"") else { return body }
    let rest = body[start.upperBound...]
    guard let end = rest.firstIndex(of: "\"") else { return body }
    return String(body[..<start.lowerBound]) + String(rest[rest.index(after: end)...])
  }
}
