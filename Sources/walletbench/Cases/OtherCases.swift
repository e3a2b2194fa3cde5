/// What a ledger does besides transfers, and for several tenants.
enum OtherCases {
  private static let tenantCount = 8

  /// Holds placed and captured in full; both are counted.
  static func holds(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("holds") { daemon, directory in
      var wallets = try Wallets(tenant: "bench", on: daemon)
      let floor = try Floor(path: directory + "/floor.db")
      let growth = try StorageGrowth(daemon)
      var rows = try [16, 64].map { count in
        let load = try Load(path: daemon.socketPath, connections: count)
        var holds = HoldPairs(tenant: wallets.tenant, connections: count)
        var series = Series()
        for _ in 0..<bench.pacing.slices {
          try series.slice(load, &holds, on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: count) {
            try floor.run(rowsPerCommit: $0, nanoseconds: bench.pacing.floorSlice)
          }
        }
        wallets.expect(posted: holds.moved, reserved: holds.reserved)
        return Row(.holds, connections: count, series, daemon)
      }
      try wallets.verify()
      try growth.finish(&rows)
      return rows
    }
  }

  /// Balances of any account. Their floor is a server that looks at nothing and answers always the same.
  static func reads(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("reads") { daemon, directory in
      let wallets = try Wallets(tenant: "bench", on: daemon)
      let path = directory + "/responder.sock"
      let responder = try Responder(path: path)
      let rows = try [16, 64].map { count in
        let load = try Load(path: daemon.socketPath, connections: count)
        let floor = try Load(path: path, connections: count)
        var reads = BalanceReads(tenant: wallets.tenant)
        var floorReads = reads
        var series = Series()
        for _ in 0..<bench.pacing.slices {
          try series.slice(load, &reads, on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: 0) { _ in
            try floor.run(&floorReads, nanoseconds: bench.pacing.floorSlice).throughput
          }
        }
        return Row(.reads, connections: count, series, daemon)
      }
      try responder.stop()
      return rows
    }
  }

  /// Single transfers for eight tenants at once. Their floor writes eight files on eight threads.
  static func tenants(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("tenants") { daemon, directory in
      var tenants = try (0..<tenantCount).map { try Wallets(tenant: "bench-\($0)", on: daemon) }
      let growth = try StorageGrowth(daemon)
      var rows = try [64].map { count in
        let load = try Load(path: daemon.socketPath, connections: count)
        var transfers = Transfers(.uniform, tenants: tenants.map(\.tenant), connections: count)
        var series = Series()
        for slice in 0..<bench.pacing.slices {
          try series.slice(
            load, &transfers, on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: count / tenantCount
          ) { rows in
            try parallelFloor(directory + "/floor-\(slice)", rowsPerCommit: rows, nanoseconds: bench.pacing.floorSlice)
          }
        }
        for index in tenants.indices { tenants[index].expect(posted: transfers.moved[index]) }
        return Row(.tenants, connections: count, series, daemon)
      }
      for tenant in tenants { try tenant.verify() }
      try growth.finish(&rows)
      return rows
    }
  }

  private static func parallelFloor(_ path: String, rowsPerCommit: Int, nanoseconds: UInt64) throws -> Throughput {
    let workers = (0..<tenantCount).map { number in
      Worker { try Floor(path: "\(path)-\(number).db").run(rowsPerCommit: rowsPerCommit, nanoseconds: nanoseconds) }
    }
    // All are joined before any failure is thrown: no thread outlives its files.
    let results = workers.map { worker in Result { try worker.join() } }
    return try results.reduce(into: Throughput()) { sum, result in
      let part = try result.get()
      sum.operations += part.operations
      sum.nanoseconds = max(sum.nanoseconds, part.nanoseconds)
    }
  }
}
