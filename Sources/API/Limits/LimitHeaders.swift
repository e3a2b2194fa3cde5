import HTTPServer

/// `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers has them since its tenth edition: lists of named policies.
///
///     RateLimit-Policy: "key";q=100;w=1, "tenant";q=500;w=1
///     RateLimit: "key";r=41;t=1, "tenant";r=312;t=1
///
/// All rates are per second, so that `w`, and `t`, the seconds after which there is quota again, are always 1.
enum LimitHeaders {
  static func policy(key: Quota, tenant: Quota) -> [UInt8] { list(key, tenant, ";q=", ";w=1", \.limit) }

  static func remaining(key: Quota, tenant: Quota) -> [UInt8] { list(key, tenant, ";r=", ";t=1", \.remaining) }

  /// The policy of a refusal for too many requests at once.
  static func concurrency(_ limit: Int) -> [HTTPHeader] {
    [
      HTTPHeader("RateLimit-Policy", #""concurrency";q=\#(limit);qu="concurrent-requests""#),
      HTTPHeader("RateLimit", #""concurrency";r=0"#),
    ]
  }

  private static func list(
    _ key: Quota, _ tenant: Quota, _ before: StaticString, _ after: StaticString, _ number: KeyPath<Quota, Int64>
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64)
    if key.limit > 0 { append("\"key\"", before, key[keyPath: number], after, to: &bytes) }
    if tenant.limit > 0 {
      if key.limit > 0 { append(", ", to: &bytes) }
      append("\"tenant\"", before, tenant[keyPath: number], after, to: &bytes)
    }
    return bytes
  }

  private static func append(
    _ name: StaticString, _ before: StaticString, _ number: Int64, _ after: StaticString, to bytes: inout [UInt8]
  ) {
    append(name, to: &bytes)
    append(before, to: &bytes)
    append(number, to: &bytes)
    append(after, to: &bytes)
  }

  private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = number
      var first = 20
      repeat {
        first -= 1
        digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      bytes.append(contentsOf: digits[first...])
    }
  }
}
