/// Single transfers from 16 connections, in turns alone and beside 5,000 connections that never finish what they send.
enum SlowCase {
  static let connections = 16
  static let slow = 5_000
  /// Descriptors for everything else.
  private static let spare = 200

  static func run(_ bench: Bench) throws -> [Row] {
    // Before the daemon starts: it inherits the limit.
    try DescriptorLimit.require(slow + spare)
    return try bench.withDaemon("slow") { daemon, directory in
      var wallets = try Wallets(tenant: "bench", on: daemon)
      let floor = try Floor(path: directory + "/floor.db")
      let load = try Load(path: daemon.socketPath, connections: connections)
      var transfers = Transfers(.uniform, tenants: [wallets.tenant], connections: connections)
      var (alone, beside) = (Series(), Series())
      var ratios: [Int] = []
      for pair in 0..<bench.pacing.slowPairs {
        // Each comes first as often as the other: what grows in the course of a run hits both.
        let order = pair.isMultiple(of: 2) ? [false, true] : [true, false]
        var p99 = (alone: UInt64(0), beside: UInt64(0))
        for isBeside in order {
          let crowd = isBeside ? try SlowCrowd(path: daemon.socketPath, count: slow) : nil
          daemon.settle()
          var slice = Series()
          let result = Result {
            try slice.slice(load, &transfers, on: daemon, nanoseconds: bench.pacing.slowSlice, assumedRows: connections) {
              try floor.run(rowsPerCommit: $0, nanoseconds: bench.pacing.floorSlice / 4)
            }
          }
          try crowd?.leave()
          try result.get()
          if isBeside {
            beside.add(slice)
            p99.beside = slice.latencies.quantile(99, of: 100)
            daemon.settle()
          } else {
            alone.add(slice)
            p99.alone = slice.latencies.quantile(99, of: 100)
          }
        }
        ratios.append(Int(p99.beside * 1_000 / max(p99.alone, 1)))
      }
      wallets.expect(posted: transfers.moved[0])
      try wallets.verify()
      var rows = [Row(.slow, connections: connections, alone, daemon), Row(.slow, connections: connections, beside, daemon)]
      rows[0].part = "alone"
      rows[1].part = "beside"
      rows[1].thousandthsOfP99Alone = ratios.median
      return rows
    }
  }
}
