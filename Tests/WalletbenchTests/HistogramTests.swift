import Testing

@testable import walletbench

@Suite struct HistogramTests {
  @Test func `a quantile is right to one part in 64`() {
    var random = Randomness(seed: 7)
    let durations = (0..<20_000).map { _ in UInt64(1) << UInt64(random.below(30)) + random.next() >> 40 }
    var histogram = Histogram()
    durations.forEach { histogram.record($0) }
    let sorted = durations.sorted()
    for (share, whole) in [(1, 100), (50, 100), (99, 100), (999, 1_000)] {
      let exact = sorted[(sorted.count * share + whole - 1) / whole - 1]
      let found = histogram.quantile(share, of: whole)
      #expect(found >= exact && found <= exact + exact / 64 + 1, "\(share)/\(whole): \(found) for \(exact)")
    }
  }

  @Test(arguments: [0, 1, 63, 64, 127, 128, 129, 1_000, 65_535, 65_536, 1_000_003, 40_000_000_000] as [UInt64])
  func `a duration lies in its bucket and above the one before`(duration: UInt64) {
    let bucket = Histogram.bucket(duration)
    #expect(duration <= Histogram.end(ofBucket: bucket))
    if bucket > 0 { #expect(duration > Histogram.end(ofBucket: bucket - 1)) }
  }

  @Test func `the longest is exact, even beyond the last bucket`() {
    var histogram = Histogram()
    histogram.record(.max)
    histogram.record(5)
    #expect(histogram.longest == .max)
    #expect(histogram.quantile(1, of: 2) == 5)
  }

  @Test func `merging is recording both`() {
    var one = Histogram()
    var other = Histogram()
    one.record(100)
    other.record(300)
    other.record(200)
    one.merge(other)
    #expect(one.count == 3)
    #expect(one.longest == 300)
    #expect(one.quantile(1, of: 3) >= 100 && one.quantile(1, of: 3) < 103)
  }

  @Test func `nothing recorded has no duration`() {
    #expect(Histogram().quantile(99, of: 100) == 0)
  }

  @Test func `the median of an even number of values is between the middle ones`() {
    #expect([4, 1, 3, 2].median == 2)
    #expect([9, 1, 5].median == 5)
    #expect([Int]().median == 0)
  }
}
