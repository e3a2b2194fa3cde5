/// Writes Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
struct PrometheusText {
  private(set) var text = ""

  enum Kind: String {
    case counter, gauge, histogram
  }

  /// Begins a metric: its samples must follow at once.
  mutating func metric(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: some FixedWidthInteger) {
    text += name + render(labels) + " \(value)\n"
  }

  mutating func sample(_ name: String, _ value: some FixedWidthInteger) { sample(name, [], value) }

  /// A time, in seconds.
  mutating func sample(_ name: String, _ labels: [(name: String, value: String)], microseconds: Int64) {
    text += name + render(labels) + " \(Self.seconds(microseconds))\n"
  }

  /// A histogram in seconds from counts by powers of two of microseconds.
  mutating func histogram(_ name: String, _ labels: [(name: String, value: String)], log2 counts: [Int64], sum: Int64) {
    var total: Int64 = 0
    // From 2^3 (8 µs) to 2^24 (17 s): what lies below and above falls into the first bucket and +Inf.
    for (power, count) in counts.enumerated() {
      total += count
      guard (3...24).contains(power) else { continue }
      text += name + "_bucket" + render(labels + [("le", Self.seconds(1 << power))]) + " \(total)\n"
    }
    text += name + "_bucket" + render(labels + [("le", "+Inf")]) + " \(total)\n"
    text += name + "_sum" + render(labels) + " \(Self.seconds(sum))\n"
    text += name + "_count" + render(labels) + " \(total)\n"
  }

  /// Microseconds as decimal seconds.
  private static func seconds(_ microseconds: Int64) -> String {
    let fraction = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
  }

  private func render(_ labels: [(name: String, value: String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for character in value {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result
  }
}
