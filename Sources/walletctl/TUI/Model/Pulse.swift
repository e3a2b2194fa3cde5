import LedgerCore

/// The daemon's counters over the last minutes: what rates and pictures are made of.
struct Pulse: Sendable {
  static let mostSamples = 240

  struct Sample: Sendable {
    let at: Timestamp
    let metrics: MetricsText
  }

  private(set) var samples: [Sample] = []

  mutating func take(_ metrics: MetricsText, at: Timestamp) {
    samples.append(Sample(at: at, metrics: metrics))
    if samples.count > Pulse.mostSamples { samples.removeFirst(samples.count - Pulse.mostSamples) }
  }

  mutating func clear() { samples = [] }

  var last: Sample? { samples.last }

  /// A counter's growth a second, between neighbouring samples, newest last; a counter that began anew is a gap. In thousandths.
  func rates(_ name: String, _ labels: [String: String] = [:]) -> [Int64?] {
    pairs { old, new, microseconds in
      guard let before = old.sum(name, labels), let after = new.sum(name, labels), after >= before else { return nil }
      return Pulse.milli(after - before, microseconds)
    }
  }

  func levels(_ name: String, _ labels: [String: String] = [:]) -> [Int64?] {
    samples.map { $0.metrics.sum(name, labels) }
  }

  /// The time that a share of the observations between neighbouring samples did not exceed, in microseconds: an upper bound by bucket.
  /// Nil where nothing was observed.
  func quantiles(_ name: String, _ labels: [String: String] = [:], perMille: Int64) -> [Int64?] {
    pairs { old, new, _ in Pulse.quantile(old.buckets(name, labels), new.buckets(name, labels), perMille) }
  }

  /// The same over the whole time.
  func quantile(_ name: String, _ labels: [String: String] = [:], perMille: Int64) -> Int64? {
    guard let first = samples.first, let last = samples.last else { return nil }
    let old = samples.count > 1 ? first.metrics.buckets(name, labels) : [:]
    return Pulse.quantile(old, last.metrics.buckets(name, labels), perMille)
  }

  private func pairs(_ body: (MetricsText, MetricsText, Int64) -> Int64?) -> [Int64?] {
    guard samples.count > 1 else { return [] }
    return (1..<samples.count).map { index in
      let (old, new) = (samples[index - 1], samples[index])
      return body(old.metrics, new.metrics, max(1, new.at.microseconds - old.at.microseconds))
    }
  }

  private static func milli(_ growth: Int64, _ microseconds: Int64) -> Int64 {
    Int64(clamping: Int128(growth) * 1_000_000_000 / Int128(microseconds))
  }

  private static func quantile(_ old: [Int64: Int64], _ new: [Int64: Int64], _ perMille: Int64) -> Int64? {
    let bounds = new.keys.sorted()
    let counts = bounds.map { bound in (bound, (new[bound] ?? 0) - (old[bound] ?? 0)) }
    guard let total = counts.last?.1, total > 0, counts.allSatisfy({ $0.1 >= 0 }) else { return nil }
    let rank = (Int128(total) * Int128(perMille) + 999) / 1_000
    return counts.first { Int128($0.1) >= rank }?.0
  }
}
