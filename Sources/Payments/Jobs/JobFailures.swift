package import LedgerCore
import Synchronization

/// What was tried and came to nothing that could be written into its record: the ledger refused what came of it, or could not keep it. Known only
/// here, shown with the job, and forgotten when something is written about the record.
///
/// It is bounded by those that are tried: one that is known is tried again only when its pause is over.
package final class JobFailures: Sendable {
  package struct Failure: Sendable, Hashable {
    /// How often in a row.
    package var count: Int64
    package var reason: Text
    /// Until when it is left alone.
    package var until: Timestamp
  }

  package struct Key: Hashable, Sendable {
    let tag: LedgerTag
    let record: Int64

    package init(_ tag: LedgerTag, _ record: Int64) {
      self.tag = tag
      self.record = record
    }
  }

  private let failures = Mutex<[Key: Failure]>([:])

  package init() {}

  /// Leaves it alone for a while, longer each time. Answers how often in a row it has come to nothing.
  package func note(_ key: Key, _ reason: Text, now: Timestamp) -> Int64 {
    failures.withLock { failures in
      let count = (failures[key]?.count ?? 0) + 1
      failures[key] = Failure(
        count: count, reason: reason, until: PollSchedule.nextAfterFailure(key.record, count, now: now))
      return count
    }
  }

  package func forget(_ key: Key) { failures.withLock { $0[key] = nil } }

  package subscript(key: Key) -> Failure? { failures.withLock { $0[key] } }

  /// Whether it is to be left alone still.
  package func isResting(_ key: Key, at now: Timestamp) -> Bool { failures.withLock { ($0[key]?.until ?? now) > now } }

  /// Forgets what nobody has tried for so long that it must have been settled in another way.
  package func forgetOld(at now: Timestamp) {
    failures.withLock { failures in
      guard !failures.isEmpty else { return }
      failures = failures.filter { $0.value.until.adding(seconds: 3_600) > now }
    }
  }
}
