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
  }

  private(set) var active = HashTable()
  /// What is being written as a run; empty when nothing is.
  private(set) var frozen = HashTable()
  private(set) var runs: [IndexRun] = [] { didSet { probes = runs.map { $0.filter?.probe } } }
  /// The filters of `runs`, in the same order; nil where there is none.
  private var probes: [Filter.Probe?] = []
  private var inserted: [IndexEntry] = []

  init() {}

  var activeCount: Int { active.count }
  var frozenCount: Int { frozen.count }

  mutating func insert(_ hash: UInt64, _ domain: Domain, _ sequence: Int64) {
    let entry = IndexEntry(hash: hash ^ domain.rawValue, sequence: sequence)
    active.insert(entry.hash, entry.sequence)
    inserted.append(entry)
  }

  /// Sequences of rows that may carry what was hashed. Never misses one.
  borrowing func candidates(_ hash: UInt64, _ domain: Domain, _ tables: borrowing IndexTables) throws(SQLiteError) -> [Int64] {
    let hash = hash ^ domain.rawValue
    var found: [Int64] = []
    active.find(hash, into: &found)
    frozen.find(hash, into: &found)
    for index in probes.indices {
      if let probe = probes[index], !probe.mayContain(hash) { continue }
      try tables.find(hash, in: runs[index], into: &found)
    }
    return found
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

  mutating func add(_ run: IndexRun) { runs.append(run) }

  mutating func remove(_ numbers: [Int64]) { runs.removeAll { numbers.contains($0.number) } }

  /// Drops filters, those of the largest runs first, until they fit.
  mutating func boundFilters(bytes: Int) {
    while runs.reduce(0, { $0 + ($1.filter?.bytes ?? 0) }) > bytes {
      guard let largest = runs.indices.max(by: { (runs[$0].filter?.bytes ?? 0) < (runs[$1].filter?.bytes ?? 0) }) else { return }
      runs[largest].filter = nil
    }
  }
}
