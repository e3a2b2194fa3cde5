/// Runs that one filter answers for: up to sixteen of the smallest, which will be merged together, or a single larger one.
///
/// Without it, a new key would be looked up in the filters of all the smallest runs, each a miss of the processor's cache. When the runs of
/// a group are merged, its filter is the merged run's.
struct RunGroup {
  let level: Int
  /// Absent where memory for filters is used up.
  private(set) var filter: Filter?
  var runs: [IndexRun]
  /// Its runs are being merged: no other joins them.
  var isComplete = false

  init(level: Int, filter: Filter?, runs: [IndexRun]) {
    self.level = level
    self.filter = filter
    self.runs = runs
  }

  /// Whether one more run of the smallest may join: the filter was made by the size of the first, which may have been a small one,
  /// written when the ledger was closed.
  func hasRoom(entries: Int) -> Bool {
    guard level == 0, runs.count < IndexRun.fanOut, !isComplete else { return false }
    guard let filter else { return true }
    return filter.entries + entries <= filter.capacity + filter.capacity / RunGroup.tolerance
  }

  /// Runs differ a little in size: a filter may be fuller than meant by one part in so many.
  private static let tolerance = 16

  var filterBytes: Int { (filter?.bytes ?? 0) + runs.reduce(0) { $0 + ($1.filter?.bytes ?? 0) } }

  /// Drops the filter of all; where that is gone, those of the runs.
  mutating func dropLargestFilters() {
    if filter == nil { for index in runs.indices { runs[index].filter = nil } }
    filter = nil
  }
}
