/// One line of the result.
struct Row: Sendable {
  var name: BenchCase
  /// Which part of a case that has several: "first", "last", "all".
  var part: String?
  var connections = 0
  /// Transfers in one request; 1 where there are no batches.
  var batch = 1
  var operations = 0
  /// Operations, the median of the slices.
  var perSecond = 0
  /// Of requests, in nanoseconds.
  var latencies = Histogram()
  /// The same of the floor; 0 where there is none.
  var floorPerSecond = 0
  /// Rows in each commit of the floor, as observed in the daemon.
  var rowsPerCommit = 0
  /// Resident memory of the daemon at the end of the row, in bytes.
  var resident = 0
  /// What the data directory has grown by, for each operation, after an orderly stop.
  var bytesPerOperation: Int?
  /// Processor time for each operation, in nanoseconds.
  var daemonCPU = 0
  var clientCPU = 0
  /// `hot`, `wallet-transfers`: transfers between any accounts, measured in turns with it.
  var uniformPerSecond: Int?
  /// `slow`, `noisy`: the median over all pairs of how the 99th percentiles compare.
  var thousandthsOfP99Alone: Int?
  /// `events`: the median over all pairs of how the rates compare.
  var thousandthsOfRateAlone: Int?
  /// `noisy`, `events`: what it was beside.
  var beside: String?
  /// `keys`: the median over all pairs of how the daemon's processor times compare.
  var thousandthsOfCPUByRoot: Int?
  /// `growth`: from starting after a SIGKILL until ready, and until a balance was answered, in nanoseconds.
  var reopened: UInt64?

  init(_ name: BenchCase, connections: Int, batch: Int = 1) {
    self.name = name
    self.connections = connections
    self.batch = batch
  }

  /// Takes over what a series has measured.
  init(_ name: BenchCase, connections: Int, batch: Int = 1, _ series: Series, _ daemon: Daemon) {
    self.init(name, connections: connections, batch: batch)
    operations = series.operations
    perSecond = series.rates.median
    floorPerSecond = series.floors.median
    rowsPerCommit = series.rowsPerCommit.median
    latencies = series.latencies
    resident = daemon.resident
    daemonCPU = Int(series.daemonCPU) / max(series.operations, 1)
    clientCPU = Int(series.clientCPU) / max(series.operations, 1)
  }
}
