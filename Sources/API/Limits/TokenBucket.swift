/// How many requests may come: it holds one second's worth, begins full, and is refilled at its rate.
///
/// Credit is counted in billionths of a request, so that each nanosecond adds exactly the rate: nothing is ever rounded.
struct TokenBucket: Equatable {
  static let rates: ClosedRange<Int> = 1...1_000_000_000

  private static let request: Int64 = 1_000_000_000
  private static let second: UInt64 = 1_000_000_000

  /// Requests in a second, and the most it holds.
  private(set) var rate: Int64
  private var credit: Int64
  /// Nanoseconds of a clock that does not go back.
  private var filledAt: UInt64

  /// A rate out of range is taken for the nearest one in it.
  init(rate: Int, now: UInt64) {
    self.rate = TokenBucket.inRange(rate)
    credit = self.rate * TokenBucket.request
    filledAt = now
  }

  /// Takes one request out; false, and nothing is taken, where there is none.
  mutating func take(now: UInt64) -> Bool {
    fill(now)
    guard credit >= TokenBucket.request else { return false }
    credit -= TokenBucket.request
    return true
  }

  /// Whether `take` would succeed.
  mutating func hasOne(now: UInt64) -> Bool {
    fill(now)
    return credit >= TokenBucket.request
  }

  /// Goes on with another rate; what is left is kept, as far as it fits.
  mutating func change(rate: Int, now: UInt64) {
    fill(now)
    self.rate = TokenBucket.inRange(rate)
    credit = min(credit, self.rate * TokenBucket.request)
  }

  /// Whole requests that were left when it was last asked.
  var remaining: Int64 { credit / TokenBucket.request }

  mutating func isFull(now: UInt64) -> Bool {
    fill(now)
    return credit == rate * TokenBucket.request
  }

  private mutating func fill(_ now: UInt64) {
    // Time that went back gives nothing, and is where counting goes on from: no jump can shut the bucket for ever.
    let elapsed = now > filledAt ? now - filledAt : 0
    filledAt = now
    let full = rate * TokenBucket.request
    // Longer than a second fills it whatever was in it; within one, no product leaves 63 bits.
    credit = elapsed >= TokenBucket.second ? full : min(full, credit + Int64(elapsed) * rate)
  }

  private static func inRange(_ rate: Int) -> Int64 { Int64(min(max(rate, rates.lowerBound), rates.upperBound)) }
}
