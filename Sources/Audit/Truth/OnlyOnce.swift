import SQLite
import Sodium

/// Finds what may occur only once in a file: idempotency keys, reversals of one transaction, and names among records of one kind.
///
/// While rows stream by, eight bytes of a keyed hash are noted for each. Beyond `limit` of them memory stays bounded: nothing more is
/// noted, and the file is gone through again at the end, one share of the hashes at a time. Equal hashes are confirmed against
/// the rows themselves.
struct OnlyOnce {
  private let limit: Int
  private let hasher = ShortHash(key: Sodium.randomBytes(ShortHash.keyBytes))
  private var hashes: [UInt64] = []
  private var count = 0

  init(limit: Int) { self.limit = limit }

  mutating func note(key: UnsafeRawBufferPointer) { note(hasher.hash(key)) }

  mutating func note(name: UnsafeRawBufferPointer, kind: UnsafeRawBufferPointer) { note(hash(name: name, kind: kind)) }

  mutating func note(reversed original: Int64) { note(hash(reversed: original)) }

  private mutating func note(_ hash: UInt64) {
    count += 1
    if hashes.count < limit { hashes.append(hash) }
  }

  private func hash(reversed original: Int64) -> UInt64 {
    // Never equal to a key: keys are hashed without this leading zero.
    var bytes = [UInt8](repeating: 0, count: 9)
    for index in 0..<8 { bytes[index + 1] = UInt8(truncatingIfNeeded: original >> Int64(8 * index)) }
    return bytes.withUnsafeBytes { hasher.hash($0) }
  }

  private func hash(name: UnsafeRawBufferPointer, kind: UnsafeRawBufferPointer) -> UInt64 {
    // A key that happens to read the same is told apart when it is confirmed.
    ([1] + Array(kind) + [0] + Array(name)).withUnsafeBytes { hasher.hash($0) }
  }

  /// The first row that repeats something, up to row `last`.
  mutating func firstRepeat(upTo last: Int64, on connection: Connection) throws(Finding) -> Finding? {
    var suspects: Set<UInt64> = []
    if count <= limit {
      OnlyOnce.collectRepeats(&hashes, into: &suspects)
    } else {
      let shares = UInt64(count / max(1, limit) + 1)
      for share in 0..<shares {
        hashes.removeAll(keepingCapacity: true)
        try visit(
          upTo: last, on: connection,
          where: { hash in
            if hash % shares == share { hashes.append(hash) }
            return false
          }, { _ in })
        OnlyOnce.collectRepeats(&hashes, into: &suspects)
      }
    }
    hashes = []
    guard !suspects.isEmpty else { return nil }
    return try confirm(suspects, upTo: last, on: connection)
  }

  private static func collectRepeats(_ hashes: inout [UInt64], into suspects: inout Set<UInt64>) {
    hashes.sort()
    for index in hashes.indices.dropFirst() where hashes[index] == hashes[index - 1] { suspects.insert(hashes[index]) }
  }

  private func confirm(_ suspects: Set<UInt64>, upTo last: Int64, on connection: Connection) throws(Finding) -> Finding? {
    var rowsOfTexts: [String: [(row: Int64, mark: Mark)]] = [:]
    try visit(upTo: last, on: connection, where: { suspects.contains($0) }) { mark in
      rowsOfTexts["\(mark.once) \(mark.kind) \(mark.text)", default: []].append((mark.row, mark))
    }
    let repeats = rowsOfTexts.values.compactMap { rows -> (first: Int64, second: Int64, mark: Mark)? in
      let sorted = rows.sorted { $0.row < $1.row }
      return sorted.count < 2 ? nil : (sorted[0].row, sorted[1].row, sorted[1].mark)
    }
    guard let earliest = repeats.min(by: { $0.second < $1.second }) else { return nil }
    let mark = earliest.mark
    return Finding(
      table: mark.table.name, row: mark.row, mark.once.rule, mark.once.rawValue, expected: mark.once.expected,
      found: "'\(mark.text.prefix(80))', which row \(earliest.first) has too")
  }

  /// What may occur once, by its column.
  private enum Once: String {
    case key, reverses, name

    var rule: Finding.Rule {
      switch self {
      case .key: .key
      case .reverses: .reversal
      case .name: .record
      }
    }

    var expected: String {
      switch self {
      case .key: "a key that was not used before"
      case .reverses: "a transaction that was not reversed before"
      case .name: "a name that no other record of its kind has"
      }
    }
  }

  /// A value that may occur once, and where it stands.
  private struct Mark {
    let table: TruthTable
    let row: Int64
    let once: Once
    let text: String
    /// Of records: whose names differ.
    var kind = ""
  }

  /// Goes through all values; the text is only read of those whose hash is wanted.
  private func visit(
    upTo last: Int64, on connection: Connection, where isWanted: (UInt64) -> Bool, _ body: (Mark) -> Void
  ) throws(Finding) {
    for table in TruthTable.allCases {
      let columns =
        switch table {
        case .postings: "key, reverses, NULL, NULL"
        case .accountChanges, .outcomes: "key, NULL, NULL, NULL"
        case .recordChanges: "key, NULL, iif(record = sequence, name, NULL), kind"
        }
      try reading(table.name, after: nil) { () throws(SQLiteError) in
        let select = try connection.prepare("SELECT sequence, \(columns) FROM \(table.name) WHERE sequence <= ?1")
        select.bind(1, last)
        while try select.step() {
          if !select.isNull(1), isWanted(select.withBytes(1) { hasher.hash($0) }) {
            body(Mark(table: table, row: select.integer(0), once: .key, text: select.text(1)))
          }
          if !select.isNull(2), isWanted(hash(reversed: select.integer(2))) {
            body(Mark(table: table, row: select.integer(0), once: .reverses, text: select.text(2)))
          }
          if !select.isNull(3), isWanted(select.withBytes(3) { name in select.withBytes(4) { hash(name: name, kind: $0) } }) {
            body(Mark(table: table, row: select.integer(0), once: .name, text: select.text(3), kind: select.text(4)))
          }
        }
      }
    }
  }
}
