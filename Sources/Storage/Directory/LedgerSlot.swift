import LedgerCore

/// A ledger that cannot be used at once: what is being done about it, who waits for it, and what is wrong with it.
struct LedgerSlot {
  enum Phase {
    case closed
    /// Somebody waits for it, and a thread will open it.
    case queued
    case opening
    /// Open; those who waited are let in one after the other.
    case lettingIn
    case closing
  }

  struct Waiter {
    let body: @Sendable (Result<any Ledger, LedgerFailure>) -> Void
    /// By the monotonic clock.
    let since: Int64
  }

  var phase = Phase.closed
  var waiting: [Waiter] = []
  /// Why it is not served; nil when all is well.
  var trouble: String?
  /// How often in a row it could not be opened, and until when it is not tried again, by the monotonic clock.
  var failures = 0
  var retryAt: Int64 = 0

  /// Nothing is to be remembered of it.
  var isPlain: Bool { phase == .closed && waiting.isEmpty && trouble == nil && failures == 0 }

  mutating func noteFailure(_ reason: String, now: Int64) {
    trouble = reason
    failures += 1
    retryAt = now + min(60, 1 << Int64(min(failures - 1, 6))) * 1_000_000
  }
}
