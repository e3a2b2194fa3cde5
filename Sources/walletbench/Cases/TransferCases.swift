/// Transfers between 10,000 accounts of one tenant.
enum TransferCases {
  static let connections = [1, 16, 64]
  static let batches = [1_000, 8_190]
  static let batchConnections = 4

  /// One transfer in each request.
  static func singles(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("singles") { daemon, directory in
      var wallets = try Wallets(tenant: "bench", on: daemon)
      let floor = try Floor(path: directory + "/floor.db")
      let growth = try StorageGrowth(daemon)
      var rows = try connections.map { count in
        let load = try Load(path: daemon.socketPath, connections: count)
        var transfers = Transfers(.uniform, tenants: [wallets.tenant], connections: count)
        var series = Series()
        for _ in 0..<bench.pacing.slices {
          try series.slice(load, &transfers, on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: count) {
            try floor.run(rowsPerCommit: $0, nanoseconds: bench.pacing.floorSlice)
          }
        }
        wallets.expect(posted: transfers.moved[0])
        return Row(.singles, connections: count, series, daemon)
      }
      try wallets.verify()
      try growth.finish(&rows)
      return rows
    }
  }

  /// Many transfers in each request, each with a key of its own.
  static func batch(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("batch") { daemon, directory in
      var wallets = try Wallets(tenant: "bench", on: daemon)
      let floor = try Floor(path: directory + "/floor.db")
      let growth = try StorageGrowth(daemon)
      var rows = try batches.map { items in
        let load = try Load(path: daemon.socketPath, connections: batchConnections)
        var transfers = TransferBatches(items: items, tenant: wallets.tenant, connections: batchConnections)
        var series = Series()
        for _ in 0..<bench.pacing.slices {
          try series.slice(load, &transfers, on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: items) {
            try floor.run(rowsPerCommit: $0, nanoseconds: bench.pacing.floorSlice)
          }
        }
        wallets.expect(posted: transfers.moved)
        return Row(.batch, connections: batchConnections, batch: items, series, daemon)
      }
      try wallets.verify()
      try growth.finish(&rows)
      return rows
    }
  }

  /// One transfer in each request, all of them onto one account; in turns with transfers between any accounts.
  static func hot(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("hot") { daemon, directory in
      var wallets = try Wallets(tenant: "bench", on: daemon)
      let floor = try Floor(path: directory + "/floor.db")
      let growth = try StorageGrowth(daemon)
      var uniformOperations = 0
      var rows = try [16, 64].map { count in
        let load = try Load(path: daemon.socketPath, connections: count)
        var ontoOne = Transfers(.ontoOne, tenants: [wallets.tenant], connections: count)
        var uniform = Transfers(.uniform, tenants: [wallets.tenant], connections: count)
        var series = Series()
        var uniformRates: [Int] = []
        for _ in 0..<bench.pacing.slices {
          try series.slice(load, &ontoOne, on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: count) {
            try floor.run(rowsPerCommit: $0, nanoseconds: bench.pacing.floorSlice)
          }
          let between = try load.run(&uniform, nanoseconds: bench.pacing.caseSlice)
          uniformRates.append(between.throughput.perSecond)
          uniformOperations += between.operations
          daemon.settle()
        }
        wallets.expect(posted: ontoOne.moved[0] + uniform.moved[0])
        var row = Row(.hot, connections: count, series, daemon)
        row.uniformPerSecond = uniformRates.median
        return row
      }
      try wallets.verify()
      try growth.finish(&rows, unlisted: uniformOperations)
      return rows
    }
  }
}
