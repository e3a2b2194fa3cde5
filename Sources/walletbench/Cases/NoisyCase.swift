/// A quiet tenant, with one transfer at a time, in turns alone and beside a tenant that floods the daemon from 64 connections.
enum NoisyCase {
  static let connections = 64

  /// What the flood consists of, and how many of it are under way on each connection.
  private enum Kind: String, CaseIterable {
    case singles, batches, lists

    var perConnection: Int {
      switch self {
      case .singles: 16
      case .batches: 2
      case .lists: 4
      }
    }

    /// Requests a second, where it is limited: some fiftieth of what the daemon can do.
    var limit: Int {
      switch self {
      case .singles: 2_000
      case .batches: 50
      case .lists: 200
      }
    }
  }

  static func run(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("noisy") { daemon, _ in
      var quiet = try Wallets(tenant: "quiet", on: daemon)
      let noisy = try Wallets(tenant: "noisy", on: daemon)
      var rows: [Row] = []
      for kind in Kind.allCases {
        rows += try pairs(kind, "", as: noisy.tenant, &quiet, daemon, bench)
      }
      let key = try noisy.makeKey("flood")
      for kind in Kind.allCases {
        try noisy.limit(requestsPerSecond: kind.limit, concurrent: connections)
        rows += try pairs(kind, " limited", as: key, &quiet, daemon, bench)
      }
      try quiet.verify()
      return rows
    }
  }

  private static func pairs(
    _ kind: Kind, _ name: String, as caller: String, _ quiet: inout Wallets, _ daemon: Daemon, _ bench: Bench
  ) throws -> [Row] {
    let load = try Load(path: daemon.socketPath, connections: 1)
    var transfers = Transfers(.uniform, tenants: [quiet.tenant], connections: 1)
    var latencies = (alone: Histogram(), beside: Histogram())
    var rates = (alone: [Int](), beside: [Int]())
    var ratios: [Int] = []
    var answered = Flood.Result()
    for pair in 0..<bench.pacing.slowPairs {
      let order = pair.isMultiple(of: 2) ? [false, true] : [true, false]
      var p99 = (alone: UInt64(0), beside: UInt64(0))
      for isBeside in order {
        daemon.settle()
        let flood = isBeside ? try begin(kind, as: caller, daemon) : nil
        if isBeside { Clock.sleep(nanoseconds: .milliseconds(100)) }
        let outcome = Result { try load.run(&transfers, nanoseconds: bench.pacing.slowSlice) }
        if let ended = try flood?.end() {
          answered.answered += ended.answered
          answered.limited += ended.limited
        }
        let result = try outcome.get()
        let slice = result.latencies.quantile(99, of: 100)
        if isBeside {
          latencies.beside.merge(result.latencies)
          rates.beside.append(result.throughput.perSecond)
          p99.beside = slice
        } else {
          latencies.alone.merge(result.latencies)
          rates.alone.append(result.throughput.perSecond)
          p99.alone = slice
        }
      }
      ratios.append(Int(p99.beside * 1_000 / max(p99.alone, 1)))
    }
    quiet.expect(posted: transfers.moved[0])
    var alone = Row(.noisy, connections: 1)
    alone.part = "\(kind.rawValue)\(name) alone"
    alone.perSecond = rates.alone.median
    alone.latencies = latencies.alone
    var beside = Row(.noisy, connections: 1)
    beside.part = "\(kind.rawValue)\(name) beside"
    beside.perSecond = rates.beside.median
    beside.latencies = latencies.beside
    beside.thousandthsOfP99Alone = ratios.median
    let slices = bench.pacing.slowPairs
    let nanoseconds = UInt64(slices) * (bench.pacing.slowSlice + .milliseconds(100))
    beside.beside =
      "a flood of \(Figure.grouped(Throughput(operations: answered.answered, nanoseconds: nanoseconds).perSecond))/s, "
      + "\(answered.limited * 100 / max(answered.answered, 1)) % of it refused"
    alone.resident = daemon.resident
    beside.resident = daemon.resident
    return [alone, beside]
  }

  private static func begin(_ kind: Kind, as caller: String, _ daemon: Daemon) throws -> Flood {
    let count = connections * kind.perConnection
    func flood(_ workload: some Workload & Sendable) throws -> Flood {
      try Flood(path: daemon.socketPath, connections: connections, perConnection: kind.perConnection, workload)
    }
    switch kind {
    case .singles: return try flood(Transfers(.uniform, tenants: [caller], connections: count))
    case .batches: return try flood(TransferBatches(items: 100, tenant: caller, connections: count))
    case .lists: return try flood(ListReads(tenant: caller))
    }
  }
}
