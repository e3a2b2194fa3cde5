/// Event streams: how old an event is when its bytes are with a reader, and what 200 readers, ten of whom take nothing, cost those who
/// transact.
///
/// Costs are measured in pairs, in turns with and without readers.
enum EventsCase {
  static let readers = 190
  static let stalled = 10
  private static let connections = 16

  /// What readers follow.
  private enum Kind: String, CaseIterable {
    /// An account each, as an app shows it.
    case accounts
    /// All of it, as nobody should.
    case everything

    var queries: [String] {
      (0..<EventsCase.readers).map { number in
        switch self {
        case .accounts: "account=" + Field.account(number)
        case .everything: ""
        }
      }
    }

    var words: String {
      switch self {
      case .accounts: "\(readers) readers of an account each and \(stalled) that take nothing"
      case .everything: "\(readers) readers of everything and \(stalled) that take nothing"
      }
    }
  }

  static func run(_ bench: Bench) throws -> [Row] {
    try bench.withDaemon("events") { daemon, _ in
      var wallets = try Wallets(tenant: "bench", on: daemon)
      var rows = try [1, connections].map { connections in
        try ages(connections, readers: 1, &wallets, daemon, bench)
      }
      rows.append(try ages(1, readers: readers + stalled, &wallets, daemon, bench))
      for kind in Kind.allCases { rows += try pairs(kind, &wallets, daemon, bench) }
      try wallets.verify()
      return rows
    }
  }

  /// How old events are when they arrive, while others transact: one reader of everything, or many of an account each.
  private static func ages(
    _ connections: Int, readers count: Int, _ wallets: inout Wallets, _ daemon: Daemon, _ bench: Bench
  ) throws -> Row {
    let load = try Load(path: daemon.socketPath, connections: connections)
    var transfers = Transfers(.uniform, tenants: [wallets.tenant], connections: connections)
    var row = Row(.events, connections: connections)
    row.part = "age, \(count) \(count == 1 ? "reader" : "readers")"
    var rates: [Int] = []
    for _ in 0..<bench.pacing.slices {
      daemon.settle()
      let queries = count == 1 ? [""] : (0..<count).map { "account=" + Field.account($0) }
      let readers = try StreamReaders(
        path: daemon.socketPath, tenant: wallets.tenant, queries: queries, stalled: 0, isElsewhere: false)
      let outcome = Result { try load.run(&transfers, nanoseconds: bench.pacing.caseSlice) }
      Clock.sleep(nanoseconds: .milliseconds(200))
      let read = try readers.end()
      rates.append(try outcome.get().throughput.perSecond)
      row.latencies.merge(read.ages)
      row.operations += read.events
    }
    wallets.expect(posted: transfers.moved[0])
    row.perSecond = rates.median
    row.beside = "times are from an event's decision to a reader's hands; \(Figure.grouped(row.operations)) events"
    row.resident = daemon.resident
    return row
  }

  private static func pairs(_ kind: Kind, _ wallets: inout Wallets, _ daemon: Daemon, _ bench: Bench) throws -> [Row] {
    let load = try Load(path: daemon.socketPath, connections: connections)
    var transfers = Transfers(.uniform, tenants: [wallets.tenant], connections: connections)
    var latencies = (alone: Histogram(), beside: Histogram())
    var rates = (alone: [Int](), beside: [Int]())
    var processor = (alone: UInt64(0), beside: UInt64(0))
    var operations = (alone: 0, beside: 0)
    var ratios: [Int] = []
    var read = StreamReaders.Result()
    for pair in 0..<bench.pacing.readerPairs {
      let order = pair.isMultiple(of: 2) ? [false, true] : [true, false]
      var rate = (alone: 0, beside: 0)
      for isBeside in order {
        daemon.settle()
        let readers =
          isBeside
          ? try StreamReaders(
            path: daemon.socketPath, tenant: wallets.tenant, queries: kind.queries, stalled: stalled, isElsewhere: true) : nil
        let before = daemon.cpu
        let outcome = Result { try load.run(&transfers, nanoseconds: bench.pacing.readerSlice) }
        let used = daemon.cpu - before
        if let ended = try readers?.end() {
          read.events += ended.events
          read.ages.merge(ended.ages)
          read.lost += ended.lost
        }
        let result = try outcome.get()
        if isBeside {
          processor.beside += used
          operations.beside += result.operations
          latencies.beside.merge(result.latencies)
          rate.beside = result.throughput.perSecond
        } else {
          processor.alone += used
          operations.alone += result.operations
          latencies.alone.merge(result.latencies)
          rate.alone = result.throughput.perSecond
        }
      }
      rates.alone.append(rate.alone)
      rates.beside.append(rate.beside)
      ratios.append(rate.beside * 1_000 / max(rate.alone, 1))
    }
    wallets.expect(posted: transfers.moved[0])
    guard read.lost == 0 else { throw BenchFailure.daemon("\(read.lost) readers were cut off that took what they were sent") }
    var alone = Row(.events, connections: connections)
    alone.part = "\(kind.rawValue) alone"
    alone.perSecond = rates.alone.median
    alone.latencies = latencies.alone
    alone.operations = operations.alone
    alone.daemonCPU = Int(processor.alone) / max(operations.alone, 1)
    var beside = Row(.events, connections: connections)
    beside.part = "\(kind.rawValue) beside"
    beside.perSecond = rates.beside.median
    beside.latencies = latencies.beside
    beside.operations = operations.beside
    beside.daemonCPU = Int(processor.beside) / max(operations.beside, 1)
    beside.thousandthsOfRateAlone = ratios.median
    beside.beside = kind.words
    var ages = Row(.events, connections: connections)
    ages.part = "\(kind.rawValue) age"
    ages.latencies = read.ages
    ages.operations = read.events
    ages.beside = "\(Figure.grouped(read.events)) events arrived"
    return [alone, beside, ages]
  }
}
