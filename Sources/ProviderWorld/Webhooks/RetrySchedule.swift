/// When a webhook that was not taken is sent again.
///
/// Midtrans waits 2, 10, 30, 90 and 210 minutes; the simulator keeps the proportions, so that a test lives to see them.
package enum RetrySchedule {
  package enum Outcome: Equatable, Sendable {
    case status(Int)
    /// Nobody there, no answer in time, or what is none.
    case failed(String)
  }

  static let proportions: [Int64] = [1, 5, 15, 45, 105]

  /// Milliseconds until the next attempt; nil: there is none.
  ///
  /// - Parameters:
  ///   - attempts: how often it was tried, at least 1.
  ///   - base: milliseconds of the first wait.
  package static func wait(_ provider: Provider, after outcome: Outcome, attempts: Int, base: Int64) -> Int64? {
    let retries =
      switch (provider, outcome) {
      case (_, .status(200...299)): 0
      case (.midtrans, .status(500)): 1
      case (.midtrans, .status(503)): 4
      case (.midtrans, .status(400)), (.midtrans, .status(404)): 2
      case (.midtrans, .status(301...303)): 0
      case (_, .status), (_, .failed): proportions.count
      }
    guard attempts <= retries, (1...proportions.count).contains(attempts) else { return nil }
    return base * proportions[attempts - 1]
  }
}
