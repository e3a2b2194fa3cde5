/// Runs that one filter answers for: up to sixteen of the smallest, which will be merged together, or a single larger one.
///
/// Without it, a new key would be looked up in the filters of all the smallest runs, each a miss of the processor's cache. When the runs of
/// a group are merged, its filter is the merged run's.
struct RunGroup {
  let level: Int
  /// Absent where memory for filters is used up.
  private(set) var filter: Filter?
  var runs: [IndexRun]

  init(level: Int, filter: Filter?, runs: [IndexRun]) {
    self.level = level
    self.filter = filter
    self.runs = runs
  }

  var filterBytes: Int { (filter?.bytes ?? 0) + runs.reduce(0) { $0 + ($1.filter?.bytes ?? 0) } }

  /// Drops the filter of all; where that is gone, those of the runs.
  mutating func dropLargestFilters() {
    if filter == nil { for index in runs.indices { runs[index].filter = nil } }
    filter = nil
  }
}
