import LedgerCore

/// Where a key came from: the user behind the socket, or the address that a trusted proxy names.
enum KeySource: Hashable, Sendable {
  case peer(UInt32)
  case address(UInt128)
  case unknown
}

/// How often each source has sent keys that are wrong lately.
///
/// A source that has used up its share is not listened to: its keys are refused unseen, right or wrong, so that guessing is as slow as
/// the rate says. That is no other source's business, and not that of a connection on which a key was right before: it goes on with
/// that key.
final class FailedKeys: @unchecked Sendable {
  // Sendable because it is touched only on the thread of the server.
  static let mostSources = 4_096
  private let rate: Int
  private var buckets: [KeySource: TokenBucket] = [:]

  /// A rate of zero: as often as they like.
  init(rate: Int) { self.rate = rate }

  /// Whether nobody has failed lately, so that nobody needs to be asked for the source.
  var isEmpty: Bool { buckets.isEmpty }

  func mayTry(_ source: KeySource, now: UInt64) -> Bool {
    let kept = kept(source)
    return buckets[kept]?.hasOne(now: now) ?? true
  }

  func note(_ source: KeySource, now: UInt64) {
    guard rate > 0 else { return }
    if buckets[source] == nil, buckets.count >= FailedKeys.mostSources { forgetRecovered(now) }
    _ = buckets[kept(source), default: TokenBucket(rate: rate, now: now)].take(now: now)
  }

  /// More sources at once than are kept apart share what is left.
  private func kept(_ source: KeySource) -> KeySource {
    buckets[source] == nil && buckets.count >= FailedKeys.mostSources ? .unknown : source
  }

  private func forgetRecovered(_ now: UInt64) {
    for source in Array(buckets.keys) where buckets[source]?.isFull(now: now) == true { buckets[source] = nil }
  }
}
