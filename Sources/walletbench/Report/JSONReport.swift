/// The result for programs: an array with one object for each row.
enum JSONReport {
  static func text(_ rows: [Row]) -> String {
    "[\n" + rows.map { "  " + object($0) }.joined(separator: ",\n") + "\n]"
  }

  /// All values are numbers of ours or names without anything to escape.
  private static func object(_ row: Row) -> String {
    var members = [
      ("case", #""\#(row.name.rawValue)""#),
      ("connections", "\(row.connections)"),
      ("batch", "\(row.batch)"),
      ("per_second", "\(row.perSecond)"),
      ("p50_us", microseconds(row.latencies.quantile(50, of: 100))),
      ("p99_us", microseconds(row.latencies.quantile(99, of: 100))),
      ("p999_us", microseconds(row.latencies.quantile(999, of: 1_000))),
      ("longest_us", microseconds(row.latencies.longest)),
      ("floor_per_second", "\(row.floorPerSecond)"),
      ("floor_ratio", row.floorPerSecond > 0 ? Figure.decimal(row.perSecond * 1_000 / row.floorPerSecond, places: 3) : "null"),
      ("rows_per_commit", "\(row.rowsPerCommit)"),
      ("rss_mb", Figure.decimal(row.resident * 10 / 1_048_576, places: 1)),
      ("bytes_per_operation", row.bytesPerOperation.map { "\($0)" } ?? "null"),
      ("operations", "\(row.operations)"),
      ("daemon_cpu_us", microseconds(UInt64(row.daemonCPU))),
      ("client_cpu_us", microseconds(UInt64(row.clientCPU))),
    ]
    if let part = row.part { members.insert(("part", #""\#(part)""#), at: 1) }
    if let uniform = row.uniformPerSecond { members.append(("uniform_per_second", "\(uniform)")) }
    if let reopened = row.reopened { members.append(("reopened_ms", Figure.decimal(Int(reopened / 100_000), places: 1))) }
    if let ratio = row.thousandthsOfP99Alone { members.append(("p99_ratio", Figure.decimal(ratio, places: 3))) }
    if let ratio = row.thousandthsOfRateAlone { members.append(("rate_ratio", Figure.decimal(ratio, places: 3))) }
    if let ratio = row.thousandthsOfCPUByRoot { members.append(("cpu_ratio", Figure.decimal(ratio, places: 3))) }
    return "{" + members.map { #""\#($0.0)": \#($0.1)"# }.joined(separator: ", ") + "}"
  }

  private static func microseconds(_ nanoseconds: UInt64) -> String { Figure.decimal(Int(nanoseconds / 100), places: 1) }
}
