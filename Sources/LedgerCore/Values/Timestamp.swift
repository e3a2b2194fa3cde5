/// A moment: microseconds since 1970-01-01T00:00:00Z. The ledger's only unit of time.
package struct Timestamp: Hashable, Comparable, Sendable {
  package let microseconds: Int64

  @inlinable package init(microseconds: Int64) { self.microseconds = microseconds }

  @inlinable package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

  /// Later by `seconds`; stops at the end of time instead of overflowing.
  package func adding(seconds: Int64) -> Timestamp {
    let (micro, tooMany) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let (sum, overflow) = microseconds.addingReportingOverflow(micro)
    return Timestamp(microseconds: tooMany || overflow ? .max : sum)
  }
}
