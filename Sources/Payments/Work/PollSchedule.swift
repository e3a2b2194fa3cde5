import LedgerCore

/// When a provider is asked again about something whose outcome is not known, or that waits for the customer.
///
/// Every pause is cut by up to a quarter, by the number of the record: what was begun in one second, or was given back by one outage, is not
/// asked about in one second again. The same record is always cut by the same share, so that a schedule can be told from a record alone.
enum PollSchedule {
  /// Seconds after the question before; the last one for all that follow.
  private static let unknown: [Int64] = [2, 5, 15, 30, 60, 120, 300, 600]
  private static let pending: [Int64] = [15, 30, 60, 120, 300]
  private static let givingBack: [Int64] = [60, 120, 240, 480, 960, 1_920, 3_600]
  /// How long an answer to the call itself is waited for, before somebody asks.
  static let patience: Int64 = 45
  /// A provider that did not know a reference so often, for at least so many seconds, never got it: the first request may still be running.
  static let missesOfProof: Int64 = 3
  static let secondsOfProof: Int64 = 60

  /// Before everything that is due in its time: somebody waits for it.
  static let atOnce = Timestamp(microseconds: 0)

  static func nextWhileUnknown(_ record: Int64, _ questions: Int64, now: Timestamp) -> Timestamp {
    at(unknown, record, questions, now)
  }

  /// Never later than just after it expires.
  static func nextWhilePending(_ record: Int64, _ questions: Int64, now: Timestamp, expiresAt: Timestamp) -> Timestamp {
    let next = at(pending, record, questions, now)
    return expiresAt > now ? min(next, expiresAt.adding(seconds: 1)) : next
  }

  /// A refund that a provider has and has not decided about, which may take a bank days.
  static func nextWhileGivingBack(_ record: Int64, _ questions: Int64, now: Timestamp) -> Timestamp {
    at(givingBack, record, questions, now)
  }

  /// A payout that was paid: a bank may send it back for some days. Nil: it is through.
  static func nextAfterPaid(_ record: Int64, _ checks: Int64, now: Timestamp) -> Timestamp? {
    let days: [Int64] = [86_400, 3 * 86_400]
    return checks < Int64(days.count) ? at(days, record, checks, now) : nil
  }

  /// A payout whose transfer has failed for a reason that passes, the so-manieth time. Nil: it is given up.
  static func nextTransfer(_ record: Int64, _ transfers: Int64, now: Timestamp) -> Timestamp? {
    let hours: [Int64] = [3_600, 7_200, 10_800]
    return transfers <= Int64(hours.count) ? at(hours, record, transfers - 1, now) : nil
  }

  /// A payout that certainly was not sent, and may be: nothing hurries.
  static func nextUnsent(_ record: Int64, now: Timestamp) -> Timestamp { at([300], record, 0, now) }

  /// After what came of it could not be kept so often.
  static func nextAfterFailure(_ record: Int64, _ failures: Int64, now: Timestamp) -> Timestamp {
    at([1, 2, 4, 8, 16, 32, 64, 128, 256, 600], record, failures - 1, now)
  }

  private static func at(_ seconds: [Int64], _ record: Int64, _ questions: Int64, _ now: Timestamp) -> Timestamp {
    let whole = seconds[Int(min(max(questions, 0), Int64(seconds.count - 1)))] * 1_000_000
    return Timestamp(microseconds: now.microseconds + whole - whole / 4 / 1_024 * share(record))
  }

  /// From 0 to 1,023. Neighbours are far from each other (Knuth, "The Art of Computer Programming", 6.4: multiplicative hashing).
  private static func share(_ record: Int64) -> Int64 {
    Int64((UInt64(bitPattern: record) &* 0x9e37_79b9_7f4a_7c15) >> 54)
  }
}
