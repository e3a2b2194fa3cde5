package import LedgerCore

/// A piece of one tenant's audit trail, by sequence.
package struct TrailWindow: Sendable {
  package enum Order: Sendable {
    case newestFirst, oldestFirst
  }

  /// Exclusive.
  package var after: Int64
  /// Exclusive.
  package var before: Int64
  /// By the time they were written; the clock may have been set back between two rows.
  package var range: TimeRange
  package var order: Order
  package var limit: Int

  package init(
    after: Int64 = 0, before: Int64 = .max, range: TimeRange = TimeRange(), order: Order = .newestFirst, limit: Int
  ) {
    self.after = after
    self.before = before
    self.range = range
    self.order = order
    self.limit = limit
  }
}
