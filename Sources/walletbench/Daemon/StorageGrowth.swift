/// What operations cost on disk: the data directory before and after them, each time after an orderly stop, so that logs and
/// indexes are where they belong.
struct StorageGrowth {
  private let daemon: Daemon
  private let before: Int

  /// Restarts the daemon: loads must connect afterwards.
  init(_ daemon: Daemon) throws {
    self.daemon = daemon
    try daemon.stop()
    before = daemon.storedBytes
    try daemon.start()
  }

  /// Stops the daemon and notes the mean over all operations in every row. `unlisted` operations were made besides.
  func finish(_ rows: inout [Row], unlisted: Int = 0) throws {
    try daemon.stop()
    let operations = rows.reduce(unlisted) { $0 + $1.operations }
    guard operations > 0 else { return }
    for index in rows.indices { rows[index].bytesPerOperation = (daemon.storedBytes - before) / operations }
  }
}
