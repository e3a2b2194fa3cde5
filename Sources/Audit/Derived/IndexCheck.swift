import SQLite
import Sodium

/// Holds the indexes against the rows: a lost entry of a key would let a retry be applied twice, a lost backdated row would be missing
/// from balances as of an effective time.
///
/// The rows stream by, and the entries they must have are added up under a secret hash, which no order changes; so are the entries
/// there are. Memory is a few words.
struct IndexCheck {
  /// The last row whose entries are in finished runs; 0 without a watermark: then the runs are nobody's.
  private let watermark: Int64
  private let hasher: ShortHash
  private var keyed: SumOfEntries
  private var debits: SumOfEntries
  private var credits: SumOfEntries

  /// What rows are found by: each has hashes of its own.
  private enum Domain: UInt64 {
    case key = 0
    case reference = 0x5bd1_e995_7b7d_1591
    case hold = 0x1656_67b1_9e37_79f9
    case reversal = 0x27d4_eb2f_85eb_ca77
  }

  /// Bytes of an entry: seven of the hash (the bucket has its first), five of the sequence, both big endian.
  private static let entryBytes = 12
  /// Behind the entries of a page: their hash, combined with the page's number.
  private static let checksumBytes = 8

  init(hashKey: [UInt8], watermark: Int64) {
    self.watermark = watermark
    hasher = ShortHash(key: hashKey)
    let secret = ShortHash(key: Sodium.randomBytes(ShortHash.keyBytes))
    (keyed, debits, credits) = (SumOfEntries(secret), SumOfEntries(secret), SumOfEntries(secret))
  }

  /// Takes the next row.
  mutating func note(_ table: TruthTable, _ row: RowBuffer) {
    switch table {
    case .postings:
      noteEffectiveTime(PostingRow(row: row))
      if row.integer(0) <= watermark { noteEntries(PostingRow(row: row)) }
    case .accountChanges: noteText(row, .key, ChangeColumn.key.rawValue)
    case .outcomes: noteText(row, .key, OutcomeColumn.key.rawValue)
    case .recordChanges: noteText(row, .key, RecordColumn.key.rawValue)
    }
  }

  private mutating func noteEffectiveTime(_ row: PostingRow) {
    guard let effectiveAt = row.optional(.effectiveAt) else { return }
    debits.add(row[.debit], effectiveAt, row.sequence)
    credits.add(row[.credit], effectiveAt, row.sequence)
  }

  private mutating func noteEntries(_ row: PostingRow) {
    noteText(row.row, .key, PostingColumn.key.rawValue)
    noteText(row.row, .reference, PostingColumn.reference.rawValue)
    if row[.kind] > 2, let hold = row.optional(.hold) { note(number: hold, .hold, row.sequence) }
    if let reverses = row.optional(.reverses) { note(number: reverses, .reversal, row.sequence) }
  }

  private mutating func noteText(_ row: RowBuffer, _ domain: Domain, _ column: Int) {
    guard row.integer(0) <= watermark, !row.isNull(column) else { return }
    note(hasher.hash(row.bytes(column)), domain, row.integer(0))
  }

  private mutating func note(number: Int64, _ domain: Domain, _ sequence: Int64) {
    let hash = withUnsafeBytes(of: number.littleEndian) { hasher.hash($0) }
    note(hash, domain, sequence)
  }

  /// What many rows may share has another hash in every window of 2^14 sequences.
  private mutating func note(_ hash: UInt64, _ domain: Domain, _ sequence: Int64) {
    let window = domain == .reference || domain == .hold ? UInt64(bitPattern: sequence >> 14) : 0
    keyed.add(Int64(bitPattern: (hash ^ domain.rawValue) &+ window &* 0x9e37_79b9_7f4a_7c15), sequence, 0)
  }

  // MARK: What there is

  func check(on connection: Connection) throws(Finding) {
    for (name, column, expected) in [("backdated_debits", "debit", debits), ("backdated_credits", "credit", credits)] {
      var found = expected.emptied
      try reading(name, after: nil) { () throws(SQLiteError) in
        let select = try connection.prepare(
          "SELECT \(column), effective_at, sequence FROM postings INDEXED BY \(name) WHERE effective_at IS NOT NULL")
        while try select.step() { found.add(select.integer(0), select.integer(1), select.integer(2)) }
      }
      guard found == expected else {
        throw Finding(
          table: name, row: nil, .derived, "the index", expected: "the \(expected.count) rows with an effective_at",
          found: "\(found.count) rows, not the same")
      }
    }
    if watermark > 0 { try checkRuns(on: connection) }
  }

  private func checkRuns(on connection: Connection) throws(Finding) {
    var found = keyed.emptied
    let runs = try reading("index_runs", after: nil) { () throws(SQLiteError) -> [[Int64]] in
      let select = try connection.prepare("SELECT run, level, bits, entries FROM index_runs ORDER BY run")
      var runs: [[Int64]] = []
      while try select.step() { runs.append((0..<4).map { select.integer($0) }) }
      return runs
    }
    for run in runs {
      let (number, level, bits, entries) = (run[0], run[1], run[2], run[3])
      guard (0..<Int64(1) << 38).contains(number) else {
        throw Finding.derived("index_runs", number, "run", "0 to 2^38", "\(number)")
      }
      guard (0..<4).contains(level), bits == 8 + 4 * level else {
        throw Finding.derived("index_runs", number, "level and bits", "bits = 8 + 4 · level", "\(level) and \(bits)")
      }
      let before = found.count
      try addRun(number, bits: UInt64(bits), on: connection, &found)
      guard found.count - before == entries else {
        throw Finding.derived("index_runs", number, "entries", "\(found.count - before)", "\(entries)")
      }
    }
    guard found == keyed else {
      throw Finding(
        table: "index_pages", row: nil, .derived, "the entries of all runs",
        expected: "the \(keyed.count) of the rows up to the watermark", found: "\(found.count), not the same")
    }
  }

  private func addRun(_ run: Int64, bits: UInt64, on connection: Connection, _ found: inout SumOfEntries) throws(Finding) {
    let fault = try reading("index_pages", after: nil) { () throws(SQLiteError) -> Int64? in
      let select = try connection.prepare("SELECT page, entries FROM index_pages WHERE page >= ?1 AND page < ?2 ORDER BY page")
      select.bind(1, run << 24)
      select.bind(2, (run + 1) << 24)
      var last: (hash: UInt64, sequence: Int64)?
      while try select.step() {
        let page = select.integer(0)
        let bucket = UInt64(page & 0xff_ffff)
        let isSound =
          select.kind(1) == .blob
          && select.withBytes(1) { bytes in
            guard let entries = entries(of: bytes, page: page) else { return false }
            return IndexCheck.add(entries, bucket, bits: bits, &last, &found)
          }
        if !isSound { return page }
      }
      return nil
    }
    if let fault {
      throw Finding.derived("index_pages", fault, "entries", "entries of this page, in order", "something else")
    }
  }

  /// The entries of a page as stored; nil where its checksum is not theirs.
  private func entries(of stored: UnsafeRawBufferPointer, page: Int64) -> UnsafeRawBufferPointer? {
    guard stored.count >= IndexCheck.checksumBytes else { return nil }
    let entries = UnsafeRawBufferPointer(rebasing: stored.dropLast(IndexCheck.checksumBytes))
    let sum = hasher.hash(entries) ^ UInt64(bitPattern: page) &* 0x9e37_79b9_7f4a_7c15
    return withUnsafeBytes(of: sum.littleEndian) { $0.elementsEqual(stored.suffix(IndexCheck.checksumBytes)) } ? entries : nil
  }

  /// Adds a page's entries; false where they are not whole, not in order, or another bucket's.
  private static func add(
    _ page: UnsafeRawBufferPointer, _ bucket: UInt64, bits: UInt64, _ last: inout (hash: UInt64, sequence: Int64)?,
    _ found: inout SumOfEntries
  ) -> Bool {
    guard page.count % entryBytes == 0 else { return false }
    for start in stride(from: 0, to: page.count, by: entryBytes) {
      var hash = bucket >> (bits - 8)
      guard hash < 256 else { return false }
      for byte in page[start..<start + 7] { hash = hash << 8 | UInt64(byte) }
      var sequence: Int64 = 0
      for byte in page[start + 7..<start + entryBytes] { sequence = sequence << 8 | Int64(byte) }
      guard hash >> (64 - bits) == bucket else { return false }
      if let last, (last.hash, last.sequence) >= (hash, sequence) { return false }
      last = (hash, sequence)
      found.add(Int64(bitPattern: hash), sequence, 0)
    }
    return true
  }
}

/// A number that two lists of entries share only if they hold the same entries, in whatever order.
struct SumOfEntries: Equatable {
  private let secret: ShortHash
  private var sum: UInt64 = 0
  private(set) var count: Int64 = 0

  init(_ secret: ShortHash) { self.secret = secret }

  var emptied: SumOfEntries { SumOfEntries(secret) }

  mutating func add(_ a: Int64, _ b: Int64, _ c: Int64) {
    sum &+= withUnsafeBytes(of: (a, b, c)) { secret.hash($0) }
    count += 1
  }

  static func == (left: SumOfEntries, right: SumOfEntries) -> Bool { left.sum == right.sum && left.count == right.count }
}
