/// The result for people.
enum Table {
  private static let titles = [
    "case", "conns", "batch", "rate/s", "p50", "p99", "p99.9", "longest", "rows/commit", "floor/s", "of floor", "RSS", "disk/op",
    "daemon CPU/op", "client CPU/op", "",
  ]

  static func text(_ rows: [Row]) -> String {
    let lines = [titles] + rows.map(cells)
    let widths = titles.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let cells = titles.indices.map { column in
        // Names to the left, figures to the right, the remark last.
        column == 0 || column == titles.count - 1
          ? line[column] + padding(widths[column] - line[column].count)
          : padding(widths[column] - line[column].count) + line[column]
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  private static func cells(_ row: Row) -> [String] {
    [
      row.part.map { "\(row.name.rawValue) \($0)" } ?? row.name.rawValue,
      row.connections > 0 ? "\(row.connections)" : "", row.batch > 1 ? Figure.grouped(row.batch) : "",
      Figure.grouped(row.perSecond),
      latency(row, row.latencies.quantile(50, of: 100)), latency(row, row.latencies.quantile(99, of: 100)),
      latency(row, row.latencies.quantile(999, of: 1_000)), latency(row, row.latencies.longest),
      row.rowsPerCommit > 0 ? Figure.grouped(row.rowsPerCommit) : "",
      row.floorPerSecond > 0 ? Figure.grouped(row.floorPerSecond) : "",
      row.floorPerSecond > 0 ? Figure.decimal(row.perSecond * 100 / row.floorPerSecond, places: 2) : "",
      row.resident > 0 ? "\(row.resident / 1_048_576) MB" : "",
      row.bytesPerOperation.map { "\($0) B" } ?? "",
      row.daemonCPU > 0 ? Figure.duration(UInt64(row.daemonCPU)) : "",
      row.clientCPU > 0 ? Figure.duration(UInt64(row.clientCPU)) : "",
      remark(row),
    ]
  }

  private static func latency(_ row: Row, _ nanoseconds: UInt64) -> String {
    row.latencies.count > 0 ? Figure.duration(nanoseconds) : ""
  }

  private static func remark(_ row: Row) -> String {
    if let uniform = row.uniformPerSecond, uniform > 0 {
      return "\(Figure.decimal(row.perSecond * 100 / uniform, places: 2)) of uniform (\(Figure.grouped(uniform))/s)"
    }
    if let reopened = row.reopened { return "reopened after kill -9 in \(Figure.duration(reopened))" }
    if let ratio = row.thousandthsOfP99Alone {
      let what = row.beside ?? "\(Figure.grouped(SlowCase.slow)) slow connections"
      return "p99 of others beside \(what): \(Figure.decimal(ratio / 10, places: 2)) × alone"
    }
    if let ratio = row.thousandthsOfRateAlone {
      return "\(Figure.decimal(ratio, places: 3)) of the rate alone, beside \(row.beside ?? "others")"
    }
    if let beside = row.beside, row.thousandthsOfP99Alone == nil { return beside }
    if let ratio = row.thousandthsOfCPUByRoot { return "daemon CPU: \(Figure.decimal(ratio, places: 3)) × by root" }
    return ""
  }

  private static func padding(_ width: Int) -> String { String(repeating: " ", count: max(0, width)) }
}
