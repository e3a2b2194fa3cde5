import SQLite
import Sodium

/// A row of an audit trail as its seal has it.
package struct TrailRow: Equatable, Sendable {
  package let sequence: Int64
  /// Microseconds since 1970.
  package let at: Int64
  /// actor, action, tenant, subject, request_id, before, after. Only `tenant` may be nil.
  package let texts: [[UInt8]?]
  package let seal: [UInt8]

  package init(sequence: Int64, at: Int64, texts: [[UInt8]?], seal: [UInt8]) {
    precondition(texts.count == 7, "a row has seven texts")
    self.sequence = sequence
    self.at = at
    self.texts = texts
    self.seal = seal
  }

  /// The seal this row must have behind `previous` (docs/internals/audit-trail.md).
  package func seal(after previous: [UInt8]) -> [UInt8] {
    var digest = Digest()
    digest.update(previous)
    for number in [sequence, at] {
      digest.update([1])
      digest.update(int: number)
    }
    for text in texts {
      guard let text else {
        digest.update([0])
        continue
      }
      digest.update([2])
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: text.count).littleEndian) { digest.update($0) }
      digest.update(text)
    }
    return digest.finish()
  }

  /// What stands before the first row's seal: which trail it is.
  package static func beginning(of trail: String) -> [UInt8] { Digest.of(Array("walletd audit 1\n\(trail)\n".utf8)) }
}

/// The table `audit`, read row by row in order of sequence.
struct TrailCursor {
  static let table = "audit"
  static let columns = [
    Column("sequence", .integer), Column("at", .integer), Column("actor", .text(longest)), Column("action", .text(longest)),
    Column("tenant", .text(longest), optional: true), Column("subject", .text(longest)), Column("request_id", .text(longest)),
    Column("before", .text(longest)), Column("after", .text(longest)), Column("seal", .blob(32)),
  ]
  private static let longest = 1 << 20

  private let select: Statement
  private var last: Int64?

  init(on connection: Connection) throws(Finding) {
    let names = TrailCursor.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
    select = try reading(TrailCursor.table, after: nil) { () throws(SQLiteError) in
      try connection.prepare("SELECT \(names) FROM audit ORDER BY sequence")
    }
  }

  /// Nil at the end. A value that its column cannot hold is a finding.
  mutating func next() throws(Finding) -> TrailRow? {
    let (select, after) = (select, last)
    guard try reading(TrailCursor.table, after: after, { () throws(SQLiteError) in try select.step() }) else { return nil }
    let sequence = select.integer(0)
    for (index, column) in TrailCursor.columns.enumerated() { try check(column, Int32(truncatingIfNeeded: index), sequence) }
    last = sequence
    return TrailRow(
      sequence: sequence, at: select.integer(1), texts: (2...8).map { select.optionalBytes($0) }, seal: select.bytes(9))
  }

  private func check(_ column: Column, _ index: Int32, _ sequence: Int64) throws(Finding) {
    let kind = select.kind(index)
    let fits =
      switch column.kind {
      case .integer: kind == .integer
      case .text: kind == .text || kind == .null && column.isOptional
      case .blob: kind == .blob
      }
    guard fits else {
      throw Finding(
        table: TrailCursor.table, row: sequence, .column, column.name,
        expected: column.kind.declared + (column.isOptional ? " or NULL" : ""), found: "another type")
    }
    let most: Int? =
      switch column.kind {
      case .integer: nil
      case .text(let most), .blob(let most): most
      }
    if let most, kind != .null {
      let count = select.withBytes(index) { $0.count }
      guard count <= most, column.name != "seal" || count == most else {
        throw Finding(
          table: TrailCursor.table, row: sequence, .column, column.name, expected: "at most \(most) bytes", found: "\(count)")
      }
    }
  }
}
