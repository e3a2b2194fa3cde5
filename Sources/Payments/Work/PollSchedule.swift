import LedgerCore

/// When a provider is asked again about something whose outcome is not known, or that waits for the customer.
enum PollSchedule {
  /// Seconds after the question before; the last one for all that follow.
  private static let unknown: [Int64] = [2, 5, 15, 30, 60, 120, 300, 600]
  private static let pending: [Int64] = [15, 30, 60, 120, 300]
  /// How long an answer to the call itself is waited for, before somebody asks.
  static let patience: Int64 = 45
  /// A provider that did not know a reference so often, for at least so many seconds, never got it: the first request may still be running.
  static let missesOfProof: Int64 = 3
  static let secondsOfProof: Int64 = 60

  /// Before everything that is due in its time: somebody waits for it.
  static let atOnce = Timestamp(microseconds: 0)

  static func nextWhileUnknown(_ questions: Int64, now: Timestamp) -> Timestamp { at(unknown, questions, now) }

  /// Never later than just after it expires.
  static func nextWhilePending(_ questions: Int64, now: Timestamp, expiresAt: Timestamp) -> Timestamp {
    let next = at(pending, questions, now)
    return expiresAt > now ? min(next, expiresAt.adding(seconds: 1)) : next
  }

  private static func at(_ seconds: [Int64], _ questions: Int64, _ now: Timestamp) -> Timestamp {
    now.adding(seconds: seconds[min(Int(questions), seconds.count - 1)])
  }
}
