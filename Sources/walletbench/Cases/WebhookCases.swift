/// Webhooks: how many are taken, and how soon their money is there.
enum WebhookCases {
  private static let connections = 16

  /// Webhooks taken and durable: about charges that nobody knows, without end, and about as many open charges at once.
  static func ingress(_ bench: Bench) throws -> [Row] {
    let unknown = try bench.withPayments("ingress") { daemon, directory in
      _ = try Shop(merchants: ["m"], on: daemon)
      let floor = try Floor(path: directory + "/floor.db")
      let load = try Load(path: daemon.ingressPath, connections: connections)
      var webhooks = Webhooks()
      var series = Series()
      for _ in 0..<bench.pacing.slices {
        try series.slice(load, &webhooks, on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: connections) {
          try floor.run(rowsPerCommit: $0, nanoseconds: bench.pacing.floorSlice)
        }
        try drain(daemon)
      }
      var row = Row(.ingress, connections: connections, series, daemon)
      row.part = "of charges unknown"
      return [row]
    }
    return try unknown + bench.withStand("ingress-own") { daemon, _ in [try burst(daemon, bench)] }
  }

  /// As many charges as there are codes, made first and then paid all at once.
  private static func burst(_ daemon: Daemon, _ bench: Bench) throws -> Row {
    let shop = try Shop(merchants: ["m"], on: daemon)
    var intents = PaymentIntents(
      merchant: "m", PaymentIntents.Kind.allCases, count: bench.pacing.codes, keepsCharges: true, connections: 64)
    _ = try Load(path: daemon.socketPath, connections: 64).run(&intents)
    daemon.settle()
    var webhooks = Webhooks(about: intents.charges)
    let wanted = intents.charges.count * PaymentIntents.rupiah * 100
    let cpu = daemon.cpu
    let result = try Load(path: daemon.ingressPath, connections: connections).run(&webhooks)
    let accepted = Clock.now
    while try shop.paid("m") < wanted {
      try Interruption.check()
      guard Clock.now - accepted < .seconds(60) else {
        throw BenchFailure.wrongTotals("\(try shop.paid("m")) was paid a minute after webhooks about \(wanted)")
      }
      Clock.sleep(nanoseconds: .milliseconds(5))
    }
    let behind = Clock.now - accepted
    daemon.settle()
    let paid = try shop.paid("m")
    guard paid == wanted else { throw BenchFailure.wrongTotals("\(paid) was paid, webhooks told of \(wanted)") }
    var row = Row(.ingress, connections: connections)
    row.part = "of open charges"
    row.operations = result.operations
    row.perSecond = result.throughput.perSecond
    row.latencies = result.latencies
    row.daemonCPU = Int(daemon.cpu - cpu) / max(result.operations, 1)
    row.clientCPU = Int(result.clientCPU) / max(result.operations, 1)
    row.resident = daemon.resident
    let whole = result.nanoseconds + behind
    row.beside =
      "all \(Figure.grouped(result.operations)) asked about, booked and readable \(Figure.duration(behind)) after the last: "
      + "\(Figure.grouped(Throughput(operations: result.operations, nanoseconds: whole).perSecond))/s through it all"
    return row
  }

  /// Waits until no webhook waits for its work any more: what is put off is not the next slice's.
  private static func drain(_ daemon: Daemon) throws {
    let deadline = Clock.now + .seconds(60)
    while Clock.now < deadline {
      let waiting = try Call.succeed(
        daemon.socketPath, "GET", "/v1/inbox?status=received&limit=1", tenant: BenchAccounts.tenant)
      if !waiting.contains("delivery_id") { return daemon.settle() }
      try Interruption.check()
      Clock.sleep(nanoseconds: .milliseconds(20))
    }
    throw BenchFailure.daemon("webhooks wait for a minute")
  }

  /// Microseconds between two looks at a balance.
  private static let look: UInt64 = .milliseconds(1) / 4

  /// From the answer to a webhook to a balance that shows its money.
  static func webhooks(_ bench: Bench) throws -> [Row] {
    try bench.withStand("webhooks") { daemon, _ in
      let names = (0..<16).map { "m\($0)" }
      _ = try Shop(merchants: names + ["open"], on: daemon)
      var rows = [try shown("alone", 1, names, daemon, .milliseconds(500) + bench.pacing.webhookSlice / 5)]
      var intents = PaymentIntents(merchant: "open", count: bench.pacing.codes, connections: 64)
      _ = try Load(path: daemon.socketPath, connections: 64).run(&intents)
      for count in [1, 16] {
        var row = try shown("shown", count, names, daemon, bench.pacing.webhookSlice)
        row.beside = "beside \(Figure.grouped(bench.pacing.codes)) open codes, which are asked about meanwhile"
        rows.append(row)
      }
      return rows
    }
  }

  private static func shown(
    _ part: String, _ customers: Int, _ names: [String], _ daemon: Daemon, _ nanoseconds: UInt64
  ) throws -> Row {
    var row = Row(.webhooks, connections: customers)
    row.part = part
    let end = Clock.now + nanoseconds
    let (socketPath, ingressPath) = (daemon.socketPath, daemon.ingressPath)
    let workers = names.prefix(customers).map { name in
      Worker {
        let customer = try Customer(merchant: name, at: socketPath)
        let provider = try Caller(path: ingressPath)
        var wanted = try customer.paid()
        var delays = Histogram()
        while Clock.now < end {
          try Interruption.check()
          let receipt = customer.receipt(try customer.buy().reference)
          wanted += PaymentIntents.rupiah * 100
          _ = try provider.succeed(receipt)
          let accepted = Clock.now
          while try customer.paid() < wanted {
            guard Clock.now - accepted < .seconds(30) else {
              throw BenchFailure.wrongTotals("a webhook led to no money for 30 s")
            }
            Clock.sleep(nanoseconds: look)
          }
          delays.record(Clock.now - accepted)
        }
        return delays
      }
    }
    for worker in workers { row.latencies.merge(try worker.join()) }
    row.operations = row.latencies.count
    row.perSecond = row.operations * 1_000 / max(Int(nanoseconds / 1_000_000), 1)
    row.resident = daemon.resident
    row.beside = "times are from a webhook's answer to a balance that shows it"
    return row
  }
}
