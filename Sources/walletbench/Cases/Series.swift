/// Slices of a load, each followed by a slice of its floor: the machine's bad moments then hit both.
struct Series {
  private(set) var rates: [Int] = []
  private(set) var floors: [Int] = []
  private(set) var rowsPerCommit: [Int] = []
  private(set) var latencies = Histogram()
  private(set) var operations = 0
  /// With the work that the daemon put off until after a slice.
  private(set) var daemonCPU: UInt64 = 0
  private(set) var clientCPU: UInt64 = 0

  /// Runs one slice. `assumedRows` is the floor's commit size when the daemon does not tell its own.
  mutating func slice(
    _ load: Load, _ workload: inout some Workload, on daemon: Daemon, nanoseconds: UInt64 = .max, assumedRows: Int,
    floor: (_ rowsPerCommit: Int) throws -> Throughput
  ) throws {
    let commitsBefore = try CommitCounters(daemon)
    let cpuBefore = daemon.cpu
    let result = try load.run(&workload, nanoseconds: nanoseconds)
    let commits = try CommitCounters(daemon)
    daemon.settle()
    daemonCPU += daemon.cpu - cpuBefore
    clientCPU += result.clientCPU
    operations += result.operations
    latencies.merge(result.latencies)
    rates.append(result.throughput.perSecond)
    let rows = commits.rowsPerCommit(since: commitsBefore) ?? assumedRows
    rowsPerCommit.append(rows)
    floors.append(try floor(rows).perSecond)
  }

  /// Adds the slices of another series.
  mutating func add(_ other: Series) {
    rates += other.rates
    floors += other.floors
    rowsPerCommit += other.rowsPerCommit
    latencies.merge(other.latencies)
    operations += other.operations
    daemonCPU += other.daemonCPU
    clientCPU += other.clientCPU
  }
}
