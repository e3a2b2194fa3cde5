import HTTPServer
import Synchronization

/// What one key or one tenant has used of its limits.
final class Meter: @unchecked Sendable {
  // Sendable because everything but `underWay` is touched only on the thread of the server.
  private var bucket: TokenBucket?
  /// In whose turns its connections are read.
  let flow = HTTPFlow()
  /// The same for its streams, so that a crowd of readers takes turns with those who transact, and not every turn but one.
  let streams = HTTPFlow()
  /// Requests taken and not yet answered, of those that were counted.
  let underWay = Atomic<Int>(0)
  private var policy: (key: Int64, tenant: Int64, text: [UInt8]) = (0, 0, [])

  /// Takes one request at this rate (zero: any number). Nil when there is none left.
  func take(rate: Int, now: UInt64) -> Quota? {
    guard rate > 0 else { return Quota.none }
    if bucket == nil { bucket = TokenBucket(rate: rate, now: now) }
    if let current = bucket?.rate, current != Int64(rate) { bucket?.change(rate: rate, now: now) }
    let isTaken = bucket?.take(now: now) ?? true
    return isTaken ? quota : nil
  }

  var quota: Quota { bucket.map { Quota(limit: $0.rate, remaining: $0.remaining) } ?? .none }

  /// The value of `RateLimit-Policy`, made again only when a rate has changed.
  func policy(key: Quota, tenant: Quota) -> [UInt8] {
    if policy.key != key.limit || policy.tenant != tenant.limit || policy.text.isEmpty {
      policy = (key.limit, tenant.limit, LimitHeaders.policy(key: key, tenant: tenant))
    }
    return policy.text
  }
}

/// A rate and what is left of it; a limit of zero is none.
struct Quota: Sendable, Equatable {
  let limit: Int64
  let remaining: Int64

  static let none = Quota(limit: 0, remaining: 0)
}
