import LedgerCore

/// Prometheus' text format, as far as the daemon writes it: samples by name, with their labels. Seconds become microseconds.
struct MetricsText: Sendable {
  struct Series: Sendable, Equatable {
    let labels: [String: String]
    let value: Int64
  }

  private let series: [String: [Series]]

  init(_ text: String) {
    var found: [String: [Series]] = [:]
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
      guard let (name, series) = MetricsText.sample(Substring(line)) else { continue }
      found[name, default: []].append(series)
    }
    series = found
  }

  /// The sum of the samples of a name that have these labels; nil where there is none.
  func sum(_ name: String, _ labels: [String: String] = [:]) -> Int64? {
    let found = matching(name, labels)
    return found.isEmpty ? nil : found.reduce(0) { $0 &+ $1.value }
  }

  func matching(_ name: String, _ labels: [String: String] = [:]) -> [Series] {
    (series[name] ?? []).filter { series in labels.allSatisfy { series.labels[$0.key] == $0.value } }
  }

  /// A histogram's cumulated counts by upper bound in microseconds; `Int64.max` for +Inf.
  func buckets(_ name: String, _ labels: [String: String] = [:]) -> [Int64: Int64] {
    var counts: [Int64: Int64] = [:]
    for series in matching(name + "_bucket", labels) {
      guard let bound = series.labels["le"] else { continue }
      counts[bound == "+Inf" ? .max : MetricsText.micro(bound[...]) ?? .max, default: 0] += series.value
    }
    return counts
  }

  /// The values of a label, each once, in the order of the text.
  func values(of label: String, in name: String) -> [String] {
    var seen: Set<String> = []
    return (series[name] ?? []).compactMap { $0.labels[label] }.filter { seen.insert($0).inserted }
  }

  /// `name{label="value",…} 12`. Label values of the daemon are codes: an escaped one is read as it is written.
  private static func sample(_ line: Substring) -> (String, Series)? {
    guard let space = line.lastIndex(of: " ") else { return nil }
    let text = line[line.index(after: space)...]
    // Fractions are seconds, whole numbers are counts.
    guard let value = text.contains(".") ? micro(text) : Int64(text) else { return nil }
    let head = line[..<space]
    guard let brace = head.firstIndex(of: "{") else { return (String(head), Series(labels: [:], value: value)) }
    var labels: [String: String] = [:]
    for pair in head[head.index(after: brace)...].dropLast().split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { labels[String(parts[0])] = String(parts[1].dropFirst().dropLast()) }
    }
    return (String(head[..<brace]), Series(labels: labels, value: value))
  }

  private static func micro(_ seconds: Substring) -> Int64? {
    let parts = seconds.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ Int64($0) }) else { return nil }
    let fraction = parts.count == 2 ? parts[1].prefix(6) : ""
    guard let micro = Int64(fraction + String(repeating: "0", count: 6 - fraction.count)) else { return nil }
    let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? nil : product &+ micro
  }
}
