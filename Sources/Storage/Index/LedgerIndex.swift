import LedgerCore
import SQLite

/// Finds rows by what they carry: a key, a reference, the hold they belong to, the transaction they reverse.
///
/// New entries go into memory only. When there are enough, the table is frozen and written out as a sorted run, a few pages per
/// commit; runs are merged sixteen at a time in the same way (docs/adr/0005-index-runs.md). All of it is derived: rows carry what
/// is hashed, and a found sequence is only a candidate until its row confirms it.
struct LedgerIndex: ~Copyable {
  /// What is looked up; each kind has hashes of its own.
  enum Domain: UInt64 {
    case key = 0
    case reference = 0x5bd1_e995_7b7d_1591
    case hold = 0x1656_67b1_9e37_79f9
    case reversal = 0x27d4_eb2f_85eb_ca77

    /// Whether any number of rows may carry the same.
    var isShared: Bool { self == .reference || self == .hold }
  }

  private(set) var active = HashTable()
  /// What is being written as a run; empty when nothing is.
  private(set) var frozen = HashTable()
  private var groups: [RunGroup] = [] { didSet { probes = groups.map { $0.filter?.probe } } }
  /// The filters of `groups`, in the same order; nil where there is none.
  private var probes: [Filter.Probe?] = []
  private var inserted: [IndexEntry] = []

  init() {}

  var runs: [IndexRun] { groups.flatMap(\.runs) }
  var activeCount: Int { active.count }
  var frozenCount: Int { frozen.count }

  mutating func insert(_ hash: UInt64, _ domain: Domain, _ sequence: Int64) {
    let entry = IndexEntry(hash: LedgerIndex.spread(hash, domain, sequence), sequence: sequence)
    active.insert(entry.hash, entry.sequence)
    inserted.append(entry)
  }

  /// Sequences of rows that may carry what was hashed, of which there is one. Never misses it.
  borrowing func candidates(_ hash: UInt64, _ domain: Domain, _ tables: IndexTables) throws(SQLiteError) -> [Int64] {
    precondition(!domain.isShared, "many rows may carry it: ask for the newest")
    return try entries(LedgerIndex.spread(hash, domain, 0), tables)
  }

  /// Sequences of `range` whose rows may carry what was hashed, newest first: at least `limit` of them, unless there are no more or it
  /// took too many windows to find them. `next` is then where the range that was not looked at ends.
  borrowing func newest(
    _ hash: UInt64, _ domain: Domain, in range: ClosedRange<Int64>, limit: Int, _ tables: IndexTables
  ) throws(SQLiteError) -> (found: [Int64], next: Int64?) {
    precondition(domain.isShared, "only one row carries it")
    var found: [Int64] = []
    var upper = range.upperBound
    for _ in 0..<LedgerIndex.windowsPerLookup {
      let inWindow = try entries(LedgerIndex.spread(hash, domain, upper), tables).filter { range.contains($0) }
      for sequence in inWindow.sorted(by: >) where sequence != found.last { found.append(sequence) }
      upper = (upper >> LedgerIndex.windowBits) << LedgerIndex.windowBits - 1
      guard upper >= range.lowerBound else { return (found, nil) }
      if found.count >= limit { break }
    }
    return (found, upper)
  }

  /// What many rows share has another hash in every window of so many sequences: no page of a run is larger than a window, however many
  /// rows name the same thing, and the newest are found without the others.
  static let windowBits: Int64 = 14
  private static let windowsPerLookup = 4_096

  private static func spread(_ hash: UInt64, _ domain: Domain, _ sequence: Int64) -> UInt64 {
    let own = hash ^ domain.rawValue
    return domain.isShared ? own &+ UInt64(bitPattern: sequence >> windowBits) &* 0x9e37_79b9_7f4a_7c15 : own
  }

  private borrowing func entries(_ hash: UInt64, _ tables: IndexTables) throws(SQLiteError) -> [Int64] {
    var found: [Int64] = []
    active.find(hash, into: &found)
    frozen.find(hash, into: &found)
    for index in probes.indices {
      if let probe = probes[index], !probe.mayContain(hash) { continue }
      try find(hash, in: groups[index], tables, into: &found)
    }
    return found
  }

  private borrowing func find(
    _ hash: UInt64, in group: RunGroup, _ tables: IndexTables, into found: inout [Int64]
  ) throws(SQLiteError) {
    for run in group.runs where run.filter?.mayContain(hash) != false { try tables.find(hash, in: run, into: &found) }
  }

  // MARK: Commit and undo

  /// How many entries were inserted since the last commit.
  var mark: Int { inserted.count }

  mutating func undo(to mark: Int) {
    while inserted.count > mark {
      let entry = inserted.removeLast()
      active.remove(entry.hash, entry.sequence)
    }
  }

  mutating func settle() { inserted.removeAll(keepingCapacity: true) }

  // MARK: Runs

  mutating func freeze() {
    precondition(frozen.count == 0, "one frozen table at a time")
    swap(&active, &frozen)
  }

  borrowing func frozenEntries(ofBucket bucket: Int) -> [IndexEntry] { frozen.entries(ofBucket: bucket) }

  mutating func thaw() { frozen = HashTable(expecting: frozen.count) }

  /// The filter of the group that a run of so many entries will join, to be filled with them too; nil where the run's own is enough.
  mutating func filterOfGroup(level: Int, entries: Int) -> Filter? {
    guard level == 0 else { return nil }
    if let last = groups.last, last.hasRoom(entries: entries) { return last.filter }
    groups.append(RunGroup(level: 0, filter: Filter(entries: entries * IndexRun.fanOut), runs: []))
    return groups.last?.filter
  }

  /// Makes a run visible. One of level 0 joins the group whose filter it was written into.
  mutating func add(_ run: IndexRun) {
    guard run.level == 0 else {
      var run = run
      let filter = run.filter
      run.filter = nil
      // Before the groups of the smallest runs, of which the last is still being filled.
      let position = groups.firstIndex { $0.level == 0 } ?? groups.count
      return groups.insert(RunGroup(level: run.level, filter: filter, runs: [run]), at: position)
    }
    precondition(groups.last?.level == 0, "the group of a run is made before it")
    groups[groups.count - 1].runs.append(run)
  }

  /// These runs are being merged: what is written from now on joins another group, whose runs will be the next to be merged.
  mutating func complete(_ numbers: [Int64]) {
    for index in groups.indices where groups[index].runs.contains(where: { numbers.contains($0.number) }) {
      groups[index].isComplete = true
    }
  }

  /// The filter over all entries of runs that were merged, if they had one in common.
  borrowing func commonFilter(of numbers: [Int64]) -> Filter? {
    groups.first { $0.level == 0 && $0.runs.map(\.number) == numbers }?.filter
  }

  mutating func remove(_ numbers: [Int64]) {
    for index in groups.indices { groups[index].runs.removeAll { numbers.contains($0.number) } }
    groups.removeAll { $0.runs.isEmpty }
  }

  /// Bytes of all filters.
  var filterBytes: Int { groups.reduce(0) { $0 + $1.filterBytes } }

  /// Drops filters, those of the largest groups first, until they fit.
  mutating func boundFilters(bytes: Int) {
    while filterBytes > bytes {
      guard let largest = groups.indices.max(by: { groups[$0].filterBytes < groups[$1].filterBytes }),
        groups[largest].filterBytes > 0
      else { return }
      groups[largest].dropLargestFilters()
    }
  }
}
