/// Intents made and confirmed, and what the daemon adds to the call to a provider that a confirmation is.
enum IntentCases {
  private static let connections = [16, 64]

  static func intents(_ bench: Bench) throws -> [Row] {
    let inProcess = try bench.withStand("intents") { daemon, _ in
      try measure("in-process", daemon, bench, connections)
    }
    let providers = try ProviderServer(hold: 0)
    defer { providers.stop() }
    return try inProcess
      + bench.withPayments("intents-http") { daemon, _ in
        try measure("over HTTP", daemon, bench, [64], at: providers.url)
      }
  }

  private static func measure(
    _ part: String, _ daemon: Daemon, _ bench: Bench, _ connections: [Int], at url: String = "http://127.0.0.1:9"
  ) throws -> [Row] {
    _ = try Shop(merchants: ["m"], providers: url, on: daemon)
    return try connections.map { count in
      let load = try Load(path: daemon.socketPath, connections: count)
      var intents = PaymentIntents(merchant: "m", connections: count)
      var row = Row(.intents, connections: count)
      row.part = part
      var rates: [Int] = []
      var (daemonCPU, clientCPU): (UInt64, UInt64) = (0, 0)
      for _ in 0..<bench.pacing.slices {
        let cpu = daemon.cpu
        let result = try load.run(&intents, nanoseconds: bench.pacing.caseSlice)
        daemon.settle()
        daemonCPU += daemon.cpu - cpu
        clientCPU += result.clientCPU
        rates.append(result.throughput.perSecond)
        row.operations += result.operations
        row.latencies.merge(result.latencies)
      }
      row.perSecond = rates.median
      row.daemonCPU = Int(daemonCPU) / max(row.operations, 1)
      row.clientCPU = Int(clientCPU) / max(row.operations, 1)
      row.resident = daemon.resident
      row.beside = "times are those of a request; an intent is two"
      return row
    }
  }

  /// Nanoseconds that the provider takes for a call.
  private static let hold: UInt64 = .milliseconds(20)

  /// From a request to its answer, less what the provider had it for: the way there and back, two commits and all else.
  static func provider(_ bench: Bench) throws -> [Row] {
    let providers = try ProviderServer(hold: hold)
    defer { providers.stop() }
    return try bench.withPayments("provider") { daemon, _ in
      let names = (0..<16).map { "m\($0)" }
      _ = try Shop(merchants: names, providers: providers.url, on: daemon)
      return try [1, 16].map { count in
        var row = Row(.provider, connections: count)
        row.part = "adds"
        let end = Clock.now + UInt64(bench.pacing.slices) * bench.pacing.caseSlice
        let socketPath = daemon.socketPath
        let workers = (0..<count).map { number in
          Worker {
            let customer = try Customer(merchant: names[number], at: socketPath)
            var added = Histogram()
            var bought = 0
            while Clock.now < end {
              try Interruption.check()
              bought += 1
              // Each amount once: by it the provider's own time is found.
              let rupiah = 10_000 + (count * 1_000_000 + number * 50_000 + bought) % 9_000_000
              let took = try customer.buy(rupiah: rupiah).took
              guard let held = providers.held(rupiah) else { throw BenchFailure.unexpectedAnswer("nobody was charged \(rupiah)") }
              // The first one connects.
              if bought > 1 { added.record(took > held ? took - held : 0) }
            }
            return added
          }
        }
        for worker in workers { row.latencies.merge(try worker.join()) }
        row.operations = row.latencies.count
        row.perSecond = row.operations * 1_000 / Int(UInt64(bench.pacing.slices) * bench.pacing.caseSlice / 1_000_000)
        row.resident = daemon.resident
        row.beside = "times are a confirmation's less those in which the provider had it (\(hold / 1_000_000) ms)"
        return row
      }
    }
  }
}
