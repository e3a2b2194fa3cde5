import SQLite
import Sodium

/// Follows the chain of seals: each covers the rows behind the one before it, and is the digest of that one and of those rows.
struct SealChainCheck: ~Copyable {
  private(set) var number: Int64
  private(set) var seal: [UInt8]
  /// The last row a seal covers.
  private(set) var sealedUpTo: Int64
  private let statement: Statement
  private var digest = Digest()
  private var current: Stored?

  /// A seal as it is stored.
  private struct Stored {
    let number: Int64
    let last: Int64
    let seal: [UInt8]
  }

  /// Goes on behind seal `number`, which is `start` and covers everything up to row `sealedUpTo`.
  init(from start: [UInt8], number: Int64 = 0, sealedUpTo: Int64 = 0, on connection: Connection) throws(Finding) {
    seal = start
    self.number = number
    self.sealedUpTo = sealedUpTo
    // From the beginning every row is read, whatever its number says.
    let rest = number == 0 ? "" : "WHERE number > \(number) "
    statement = try reading("seals", after: nil) { () throws(SQLiteError) in
      try connection.prepare("SELECT number, first, last, seal FROM seals \(rest)ORDER BY number")
    }
  }

  /// Takes the next row. True when a seal ends with it, and holds.
  mutating func take(_ sequence: Int64, _ row: RowBuffer) throws(Finding) -> Bool {
    if current == nil {
      guard try begin() else {
        throw finding(
          number + 1, "the seal", expected: "there, over row \(sequence) and what was committed with it", found: "missing")
      }
    }
    digest.update(row.sealBytes)
    guard let current, sequence >= current.last else { return false }
    let computed = digest.finish()
    guard computed == current.seal else {
      throw finding(
        current.number, "the seal over rows \(sealedUpTo + 1) to \(current.last)", expected: Hex.text(computed),
        found: Hex.text(current.seal))
    }
    number = current.number
    seal = computed
    sealedUpTo = current.last
    self.current = nil
    return true
  }

  /// The rows are at their end: so are the seals.
  mutating func end(behind last: Int64) throws(Finding) {
    if let current {
      throw finding(current.number, "last", expected: "at most \(last), the last row there is", found: "\(current.last)")
    }
    guard try begin(), let extra = current else { return }
    throw finding(
      extra.number, "the seal", expected: "no seal behind row \(last), the last there is", found: "a seal up to \(extra.last)")
  }

  private mutating func begin() throws(Finding) -> Bool {
    let previous = number
    do {
      guard try statement.step() else { return false }
    } catch {
      throw Finding.unreadable("seals", after: previous, error)
    }
    let (number, first, last) = (statement.integer(0), statement.integer(1), statement.integer(2))
    guard number == self.number + 1 else {
      throw finding(self.number + 1, "the seal", expected: "there", found: "missing (the next is \(number))")
    }
    guard first == sealedUpTo + 1 else { throw finding(number, "first", expected: "\(sealedUpTo + 1)", found: "\(first)") }
    guard last >= first else { throw finding(number, "last", expected: "\(first) or more", found: "\(last)") }
    guard statement.holds([.integer, .integer, .integer, .blob]) else {
      throw finding(number, "the row", expected: "three numbers and a blob", found: "other types")
    }
    digest.restart()
    digest.update(seal)
    digest.update(int: number)
    digest.update(int: first)
    digest.update(int: last)
    current = Stored(number: number, last: last, seal: statement.bytes(3))
    return true
  }

  private func finding(_ number: Int64, _ subject: String, expected: String, found: String) -> Finding {
    Finding(table: "seals", row: number, .seal, subject, expected: expected, found: found)
  }
}
