/// What no ledger on this machine can be faster than.
enum Baseline {
  static func fsync(_ bench: Bench) throws -> [Row] {
    var row = Row(.fsync, connections: 0)
    let (throughput, latencies) = try FsyncRate.measure(path: bench.directory + "/fsync", nanoseconds: bench.pacing.floorSlice)
    row.take(throughput, latencies)
    return [row]
  }

  /// A message over a socket pair and back, then the load generator against a server that does nothing.
  static func socket(_ bench: Bench) throws -> [Row] {
    var pair = Row(.socket, connections: 1)
    pair.part = "pair"
    let (throughput, latencies) = try RoundTrip.measure(nanoseconds: bench.pacing.floorSlice)
    pair.take(throughput, latencies)
    let path = bench.directory + "/responder.sock"
    let responder = try Responder(path: path)
    let rows = try TransferCases.connections.map { connections in
      var row = Row(.socket, connections: connections)
      row.part = "http"
      var transfers = Transfers(.uniform, tenants: ["bench"], connections: connections)
      let result = try Load(path: path, connections: connections).run(&transfers, nanoseconds: bench.pacing.floorSlice)
      row.take(result.throughput, result.latencies)
      row.clientCPU = Int(result.clientCPU) / max(result.operations, 1)
      return row
    }
    try responder.stop()
    return [pair] + rows
  }

  static func floor(_ bench: Bench) throws -> [Row] {
    try [16, 64, 1_000, 8_190].map { rows in
      let floor = try Floor(path: bench.directory + "/floor-\(rows).db")
      var row = Row(.floor, connections: 0, batch: rows)
      let slices = try (0..<bench.pacing.slices).map { _ in
        try floor.run(rowsPerCommit: rows, nanoseconds: bench.pacing.floorSlice)
      }
      row.operations = slices.reduce(0) { $0 + $1.operations }
      row.perSecond = slices.map(\.perSecond).median
      row.floorPerSecond = row.perSecond
      row.rowsPerCommit = rows
      return row
    }
  }
}

extension Row {
  fileprivate mutating func take(_ throughput: Throughput, _ latencies: Histogram) {
    operations = throughput.operations
    perSecond = throughput.perSecond
    self.latencies = latencies
  }
}
