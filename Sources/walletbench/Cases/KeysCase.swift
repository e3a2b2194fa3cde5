/// What asking for a key, and counting against limits, costs the daemon: single transfers with an API key under limits that are never
/// reached, in turns with the same by root, who needs neither.
enum KeysCase {
  private static let connections = 64
  private static let pairs = 10

  static func run(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("keys") { daemon, _ in
      var wallets = try Wallets(tenant: "bench", on: daemon)
      try wallets.limit(requestsPerSecond: 1_000_000, concurrent: 10_000)
      let key = try wallets.makeKey("bench", requestsPerSecond: 1_000_000)
      let load = try Load(path: daemon.socketPath, connections: connections)
      var transfers = [key, wallets.tenant].map { Transfers(.uniform, tenants: [$0], connections: connections) }
      var series = [Series(), Series()]
      var ratios: [Int] = []
      for pair in 0..<pairs {
        // Each comes first as often as the other.
        var costs = [0, 0]
        for side in pair.isMultiple(of: 2) ? [0, 1] : [1, 0] {
          var slice = Series()
          try slice.slice(load, &transfers[side], on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: connections) {
            _ in
            Throughput()
          }
          costs[side] = Int(slice.daemonCPU) / max(slice.operations, 1)
          series[side].add(slice)
        }
        ratios.append(costs[0] * 1_000 / max(costs[1], 1))
      }
      wallets.expect(posted: transfers[0].moved[0] + transfers[1].moved[0])
      try wallets.verify()
      var rows = series.map { Row(.keys, connections: connections, $0, daemon) }
      rows[0].part = "by key, limited"
      rows[1].part = "by root"
      rows[0].thousandthsOfCPUByRoot = ratios.median
      return rows
    }
  }
}
