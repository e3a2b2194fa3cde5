/// So many operations in so much time.
struct Throughput: Sendable {
  var operations = 0
  var nanoseconds: UInt64 = 0

  var perSecond: Int {
    nanoseconds == 0 ? 0 : Int(UInt128(operations) * 1_000_000_000 / UInt128(nanoseconds))
  }
}

extension [Int] {
  /// The middle one of an odd number of values, the mean of the two middle ones otherwise; 0 of none.
  var median: Int {
    guard !isEmpty else { return 0 }
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
