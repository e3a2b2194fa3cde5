/// Prometheus' text format, as far as the daemon writes it: whole numbers, at most a few labels.
struct MetricsText {
  struct Sample: Equatable {
    let name: String
    let labels: [String: String]
    let value: Int64
  }

  let samples: [Sample]

  init(_ text: String) { samples = text.split(separator: "\n").compactMap(MetricsText.sample) }

  func value(_ name: String) -> Int64? { samples.first { $0.name == name }?.value }

  func all(_ name: String) -> [Sample] { samples.filter { $0.name == name } }

  /// `name{label="value",…} 12`; what is none, or no whole number, is left out.
  private static func sample(_ line: Substring) -> Sample? {
    guard !line.hasPrefix("#"), let space = line.lastIndex(of: " "), let value = Int64(line[line.index(after: space)...]) else {
      return nil
    }
    let head = line[..<space]
    guard let brace = head.firstIndex(of: "{"), head.last == "}" else {
      return Sample(name: String(head), labels: [:], value: value)
    }
    var labels: [String: String] = [:]
    for pair in head[head.index(after: brace)...].dropLast().split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      labels[String(parts[0])] = parts[1].filter { $0 != "\"" }
    }
    return Sample(name: String(head[..<brace]), labels: labels, value: value)
  }
}
