import Synchronization

/// How many calls were made to providers, what came of them, and how long they took. Over all tenants: a series for each would be too many.
package final class ProviderTraffic: Sendable {
  package struct Line: Hashable, Sendable {
    package let provider: ProviderName
    package let operation: ProviderOperation
  }

  package struct Counts: Sendable {
    /// By the name of the outcome.
    package var outcomes: [String: Int64] = [:]
    /// Charges that were not even tried, because the provider failed too often.
    package var keptAway: Int64 = 0
    /// Calls that took at most 2^i microseconds, not cumulated.
    package var microsecondsLog2 = [Int64](repeating: 0, count: 32)
    package var microsecondsSum: Int64 = 0
  }

  private let counts = Mutex<[Line: Counts]>([:])
  private let monotonic: @Sendable () -> Int64

  /// `monotonic`: microseconds that only grow.
  package init(monotonic: @escaping @Sendable () -> Int64) { self.monotonic = monotonic }

  package var current: [Line: Counts] { counts.withLock { $0 } }

  func begin() -> Int64 { monotonic() }

  func note(_ outcome: ProviderOutcome, _ provider: ProviderName, _ operation: ProviderOperation, since start: Int64) {
    let microseconds = max(0, monotonic() - start)
    let bucket = microseconds <= 1 ? 0 : min(31, 64 - (microseconds - 1).leadingZeroBitCount)
    counts.withLock { counts in
      var line = counts[Line(provider: provider, operation: operation)] ?? Counts()
      line.outcomes[outcome.name.rawValue, default: 0] += 1
      line.microsecondsLog2[bucket] += 1
      line.microsecondsSum += microseconds
      counts[Line(provider: provider, operation: operation)] = line
    }
  }

  func keptAway(_ provider: ProviderName, _ operation: ProviderOperation) {
    counts.withLock { $0[Line(provider: provider, operation: operation), default: Counts()].keptAway += 1 }
  }
}
