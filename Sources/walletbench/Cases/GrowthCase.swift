/// A ledger that grows to 5 million transfers, in batches: is the last million as fast as the first, how much memory and disk does
/// it take, how long does it take to open after a crash?
enum GrowthCase {
  private static let items = 1_000
  private static let connections = 4

  static func run(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("growth") { daemon, directory in
      var wallets = try Wallets(tenant: "bench", on: daemon)
      let floor = try Floor(path: directory + "/floor.db")
      let growth = try StorageGrowth(daemon)
      let parts = bench.pacing.growth / bench.pacing.growthPart
      var rows: [Row] = []
      var all = Series()
      do {
        let load = try Load(path: daemon.socketPath, connections: connections)
        var transfers = TransferBatches(items: items, tenant: wallets.tenant, connections: connections)
        for part in 0..<parts {
          transfers.remaining = bench.pacing.growthPart / items
          var series = Series()
          try series.slice(load, &transfers, on: daemon, assumedRows: items) {
            try floor.run(rowsPerCommit: $0, nanoseconds: bench.pacing.floorSlice)
          }
          all.add(series)
          if part == 0 || part == parts - 1 { rows.append(row(part == 0 ? "first" : "last", series, daemon)) }
        }
        wallets.expect(posted: transfers.moved)
      }
      rows.append(row("all", all, daemon))
      let start = Clock.now
      daemon.kill()
      try daemon.start()
      try Call.succeed(daemon.socketPath, "GET", "/v1/accounts/" + Field.account(0), tenant: wallets.tenant)
      rows[rows.count - 1].reopened = Clock.now - start
      try wallets.verify()
      var counted = [rows[rows.count - 1]]
      try growth.finish(&counted)
      for index in rows.indices { rows[index].bytesPerOperation = counted[0].bytesPerOperation }
      return rows
    }
  }

  private static func row(_ part: String, _ series: Series, _ daemon: Daemon) -> Row {
    var row = Row(.growth, connections: connections, batch: items, series, daemon)
    row.part = part
    return row
  }
}
