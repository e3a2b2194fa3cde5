@testable import HTTPServer

/// The server's parser: whole input and input in pieces must come to the same requests, the same refusal, the same state.
enum HTTPTarget {
  /// Small, so that inputs reach them.
  private static let limits: HTTPLimits = {
    var limits = HTTPLimits()
    limits.targetBytes = 60
    limits.headBytes = 300
    limits.headers = 8
    limits.bodyBytes = 100
    return limits
  }()

  /// The first two bytes choose how the rest is cut.
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    guard bytes.count > 2 else { return nil }
    let input = Array(bytes[2...])
    let whole = read(input) { _ in input.count }
    let byByte = read(input) { $0 + 1 }
    if byByte != whole { return "byte by byte \(byByte), whole \(whole)" }
    let (first, step) = (Int(bytes[0]) % input.count, 1 + Int(bytes[1]))
    var inPieces = read(input) { $0 == 0 && first > 0 ? first : $0 + step }
    if planted, let last = whole.requests.last, last.method == "PUT", isJoined(last.body, from: input),
      last.body.contains(where: { !(0x61...0x68).contains($0) })
    {
      inPieces.requests = []
    }
    if inPieces != whole { return "cut at \(first), then every \(step): \(inPieces), whole: \(whole)" }
    return whole.violation
  }

  /// Whether the body stands nowhere in the input as it is: then it was put together from chunks.
  private static func isJoined(_ body: [UInt8], from input: [UInt8]) -> Bool {
    body.count > 1 && !input.indices.contains { input[$0...].starts(with: body) }
  }

  struct Request: Equatable {
    let method: String
    let path: [UInt8]
    let query: [UInt8]?
    let headers: [[UInt8]]
    let body: [UInt8]
    let keepsAlive: Bool
  }

  /// What a parser has made of an input.
  struct Reading: Equatable {
    var requests: [Request] = []
    var failure: HTTPFailure?
    var phase = HTTPParser.Phase.idle
    var rest = 0
    var announced = 0

    /// What a request may never be, whatever was sent.
    var violation: String? {
      for request in requests {
        guard request.path.first == UInt8(ascii: "/") else { return "a path without a slash" }
        guard request.path.count <= limits.targetBytes, request.body.count <= limits.bodyBytes else { return "beyond its limits" }
        guard request.headers.count <= limits.headers * 2 else { return "too many headers" }
        for text in [request.path] + request.headers where text.contains(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F }) {
          return "a control character went through"
        }
      }
      return nil
    }
  }

  /// Shows the input to a parser piece by piece; `next` says where the piece ends that begins at an offset.
  private static func read(_ input: [UInt8], _ next: (Int) -> Int) -> Reading {
    var parser = HTTPParser(limits: limits)
    var reading = Reading()
    var (start, end) = (0, 0)
    while end < input.count {
      end = min(input.count, max(end + 1, next(end)))
      while true {
        var consumed = 0
        let outcome = input[start..<end].withUnsafeBufferPointer { parser.parse($0, consumed: &consumed) }
        start += consumed
        switch outcome {
        case .request(let message):
          reading.requests.append(Request(message))
          continue
        case .failure(let failure):
          reading.failure = failure
          return reading
        case .incomplete: break
        }
        break
      }
    }
    reading.phase = parser.phase
    reading.announced = parser.bodyBytes
    // Of a head nothing is consumed before it is whole; of a body everything.
    reading.rest = input.count - start
    return reading
  }
}

extension HTTPTarget.Request {
  fileprivate init(_ message: HTTPParser.Message) {
    method = message.head.method.name
    path = message.head.path.array
    query = message.head.query?.array
    headers = message.head.headers.flatMap { [$0.name.array, $0.value.array] }
    body = message.body
    keepsAlive = message.head.keepsAlive
  }
}
