import HTTPServer
import LedgerCore
import Synchronization

/// How a request is known in replies and logs: the caller's `X-Request-Id`, or an id of our own; and its `traceparent`.
struct RequestIdentity: Sendable {
  private enum Name: Sendable {
    case theirs(HTTPText)
    case ours(RequestID)
  }

  private let name: Name
  /// W3C Trace Context, passed on as it came.
  let traceparent: HTTPText?

  init(_ request: HTTPRequest, sequence: RequestSequence) {
    if let theirs = request.header("x-request-id"), Self.isRequestID(theirs) {
      name = .theirs(theirs)
    } else {
      name = .ours(sequence.next())
    }
    traceparent = request.header("traceparent").flatMap { Self.isTraceparent($0) ? $0 : nil }
  }

  /// Of a request that could not be read.
  init(sequence: RequestSequence) {
    name = .ours(sequence.next())
    traceparent = nil
  }

  func append(to bytes: inout [UInt8]) {
    switch name {
    case .theirs(let text): bytes.append(contentsOf: text.bytes)
    case .ours(let id): id.append(to: &bytes)
    }
  }

  var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What every reply carries.
  var headers: [HTTPHeader] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(30)
    append(to: &bytes)
    var headers: [HTTPHeader] = []
    // Room for what replies carry besides: limits, and that they are replays.
    headers.reserveCapacity(5)
    headers.append(HTTPHeader("X-Request-Id", bytes))
    if let traceparent { headers.append(HTTPHeader("Traceparent", traceparent.array)) }
    return headers
  }

  /// 1 to 64 letters, digits, dots, colons, dashes and underscores; others are replaced by an id of our own.
  private static func isRequestID(_ text: HTTPText) -> Bool {
    (1...64).contains(text.count) && text.bytes.allSatisfy { RequestIdentity.isLetterOrDigit($0) || ".:_-".utf8.contains($0) }
  }

  /// `00-` 32 hexadecimal digits `-` 16 `-` 2, of https://www.w3.org/TR/trace-context/.
  private static func isTraceparent(_ text: HTTPText) -> Bool {
    guard text.count == 55 else { return false }
    return text.bytes.enumerated().allSatisfy { index, byte in
      [2, 35, 52].contains(index) ? byte == 45 : (48...57).contains(byte) || (97...102).contains(byte)
    }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}

/// Makes request ids: the time, and a counter that begins at a random number.
final class RequestSequence: Sendable {
  private let counter = Atomic<UInt64>(UInt64.random(in: .min ... .max))

  func next() -> RequestID {
    RequestID(time: .now, low: counter.wrappingAdd(1, ordering: .relaxed).newValue)
  }
}
