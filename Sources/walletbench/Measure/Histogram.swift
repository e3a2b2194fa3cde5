/// Counts of durations in nanoseconds, exact to one part in 64 from 64 ns up: 64 buckets for every doubling.
///
/// Recording is an addition and never allocates, so that measuring costs the same whatever is measured.
struct Histogram: Sendable {
  private static let bucketsPerDoubling = 64
  private static let bits = 6
  /// Everything from 2^41 ns (37 minutes) up shares the last bucket.
  private static let doublings = 36

  private var counts: [UInt32]
  private(set) var count = 0
  /// The longest duration recorded, exact.
  private(set) var longest: UInt64 = 0

  init() { counts = [UInt32](repeating: 0, count: Self.bucketsPerDoubling * Self.doublings) }

  mutating func record(_ nanoseconds: UInt64) {
    counts[Self.bucket(nanoseconds)] += 1
    count += 1
    if nanoseconds > longest { longest = nanoseconds }
  }

  mutating func merge(_ other: Histogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
    count += other.count
    longest = max(longest, other.longest)
  }

  /// The shortest duration that at least `share` of `whole` of the recorded ones do not exceed (99 of 100: the 99th percentile),
  /// rounded up to the end of its bucket. Zero when nothing was recorded.
  func quantile(_ share: Int, of whole: Int) -> UInt64 {
    precondition(share > 0 && share <= whole, "a quantile lies between 0 and 1")
    guard count > 0 else { return 0 }
    let rank = (count * share + whole - 1) / whole
    var seen = 0
    for (index, bucket) in counts.enumerated() {
      seen += Int(bucket)
      if seen >= rank { return min(Self.end(ofBucket: index), longest) }
    }
    return longest
  }

  static func bucket(_ nanoseconds: UInt64) -> Int {
    let highestBit = UInt64.bitWidth - 1 - (nanoseconds | 1).leadingZeroBitCount
    let shift = max(0, highestBit - bits)
    let bucket = shift << bits + Int(nanoseconds >> UInt64(shift))
    return min(bucket, bucketsPerDoubling * doublings - 1)
  }

  /// The last duration that falls into a bucket.
  static func end(ofBucket bucket: Int) -> UInt64 {
    let shift = max(0, bucket >> bits - 1)
    let first = UInt64(bucket - shift << bits)
    return (first + 1) << UInt64(shift) - 1
  }
}
