import Testing

@testable import API

@Suite struct `A token bucket` {
  private static let second: UInt64 = 1_000_000_000

  /// What `take` answers at each of these moments, in nanoseconds.
  private static let tables: [(rate: Int, steps: [(at: UInt64, isTaken: Bool)])] = [
    // One a second: the first at once, the next a second later, to the nanosecond.
    (1, [(0, true), (0, false), (999_999_999, false), (1_000_000_000, true), (1_000_000_001, false)]),
    // Three a second, which no number of nanoseconds divides: nothing is lost to rounding over a second.
    (
      3, [(0, true), (0, true), (0, true), (333_333_333, false), (333_333_334, true), (666_666_667, true), (1_000_000_000, true)]
    ),
    // A gap fills it, and no further than a second's worth.
    (2, [(0, true), (0, true), (0, false), (500 * second, true), (500 * second, true), (500 * second, false)]),
    (2, [(0, true), (500 * second, true), (500 * second, true), (500 * second, false)]),
    // Time that goes back gives nothing, and shuts nothing: from there on it counts again.
    (1, [(10 * second, true), (5 * second, false), (5 * second + 1, false), (6 * second, true), (6 * second, false)]),
    // The ends of the clock.
    (1, [(0, true), (.max, true), (.max, false), (0, false), (second, true)]),
    (1_000_000_000, [(0, true), (.max, true), (1, true)]),
  ]

  @Test(arguments: tables.indices)
  func `gives what the table says`(index: Int) {
    let table = Self.tables[index]
    let bucket = Bucket(rate: table.rate, now: table.steps[0].at)
    for (number, step) in table.steps.enumerated() {
      #expect(bucket.take(now: step.at) == step.isTaken, "step \(number) of table \(index)")
    }
  }

  @Test(arguments: [1, 2, 3, 7, 10, 999, 1_000, 65_537, 1_000_000])
  func `gives its rate and a second's worth more, to the request, however often it is asked`(rate: Int) {
    let bucket = Bucket(rate: rate, now: 0)
    var taken = 0
    // Ten seconds in steps that divide nothing.
    var now: UInt64 = 0
    let step = UInt64(max(1, 4_000_003_333 / (rate * 7)))
    while now < 10 * Self.second {
      if bucket.take(now: now) { taken += 1 }
      now += step
    }
    let asked = Int(10 * Self.second / step) + 1
    #expect(taken <= 11 * rate)
    // Asked often enough to take all there is; what holds one alone overflows between two askings.
    if rate > 1, asked > 11 * rate { #expect(taken >= 11 * rate - 1) }
  }

  @Test(arguments: [Int.min, -1, 0, 1, 1_000_000_000, 1_000_000_001, .max])
  func `takes a rate out of range for the nearest one, and never overflows`(rate: Int) {
    let bucket = Bucket(rate: rate, now: 0)
    for now: UInt64 in [0, 1, 999_999_999, 1_000_000_000, .max / 2, .max - 1, .max, 0] {
      _ = bucket.take(now: now)
      #expect(bucket.remaining >= 0 && bucket.remaining <= bucket.rate)
    }
    #expect((1...1_000_000_000).contains(bucket.rate))
  }

  @Test func `goes on with what is left when its rate changes`() {
    let bucket = Bucket(rate: 10, now: 0)
    for _ in 0..<4 { #expect(bucket.take(now: 0)) }
    bucket.change(rate: 100, now: 0)
    #expect(bucket.remaining == 6 && bucket.rate == 100)
    bucket.change(rate: 2, now: 0)
    #expect(bucket.remaining == 2)
    #expect(bucket.take(now: 0) && bucket.take(now: 0) && !bucket.take(now: 0))
    #expect(bucket.take(now: Self.second / 2) && !bucket.take(now: Self.second / 2))
  }

  @Test func `knows whether it has one, and whether it is full`() {
    let bucket = Bucket(rate: 1, now: 0)
    #expect(bucket.isFull(now: 0) && bucket.hasOne(now: 0) && bucket.take(now: 0))
    #expect(!bucket.isFull(now: 1) && !bucket.hasOne(now: Self.second - 1) && bucket.hasOne(now: Self.second))
    #expect(bucket.isFull(now: Self.second))
  }
}

/// A bucket that `#expect` can ask.
private final class Bucket {
  private var bucket: TokenBucket

  init(rate: Int, now: UInt64) { bucket = TokenBucket(rate: rate, now: now) }

  func take(now: UInt64) -> Bool { bucket.take(now: now) }
  func hasOne(now: UInt64) -> Bool { bucket.hasOne(now: now) }
  func isFull(now: UInt64) -> Bool { bucket.isFull(now: now) }
  func change(rate: Int, now: UInt64) { bucket.change(rate: rate, now: now) }
  var remaining: Int64 { bucket.remaining }
  var rate: Int64 { bucket.rate }
}
