import Glibc
import LedgerCore
import SQLite

/// Verifies the audit trail in a catalogue or a vault, from the file's bytes alone: every row has the number after the one before, and
/// the seal that its fields and the seal before give. Nothing of the engine is used (docs/internals/audit-trail.md is what both are written
/// from).
package struct TrailVerifier {
  /// Heads signed earlier that the trail must still contain, beside those that are kept in the catalogue: of its own trail, and of that of
  /// a vault which stands where a data directory or a backup has it, two folders below.
  package var anchors: [TrailAnchor] = []
  /// Told from time to time how many rows are done; answers whether to go on.
  package var onProgress: ((Int64) -> Bool)?
  private let rowsPerProgress: Int64 = 4_096
  /// Heads taken from the catalogue: the last ones say the most.
  private let keptHeads = 16

  package init() {}

  package enum Verdict: Equatable, Sendable {
    case sound(TrailReport)
    case unsound(Finding)
    /// From before there were audit trails.
    case none
  }

  /// Throws when the file cannot be looked at; what is wrong with a file that can be is the verdict.
  ///
  /// - Parameter place: the trail this file's place says it is; nil where it may be any.
  package func verify(path: String, as place: String? = nil) throws(AuditFailure) -> Verdict {
    let file = try OfflineFile(path: path)
    do {
      try file.begin()
      guard let trail = try name(on: file.connection) else { return .none }
      guard place == nil || place == trail else {
        return .unsound(
          Finding(table: "vault", row: 1, .schema, "tenant", expected: "that of the trail '\(place ?? "")'", found: "'\(trail)'"))
      }
      guard let report = try verify(file.connection, trail, besides: try keptBeside(path, trail)) else {
        throw AuditFailure.stopped(path: path)
      }
      return .sound(report)
    } catch let finding as Finding {
      return .unsound(finding)
    } catch let failure as AuditFailure {
      throw failure
    } catch {
      preconditionFailure("nothing else is thrown here")
    }
  }

  /// Which trail a file has; nil where that cannot be told, or it has none.
  package func trail(of path: String) throws(AuditFailure) -> String? {
    let file = try OfflineFile(path: path)
    do {
      try file.begin()
      return try name(on: file.connection)
    } catch { return nil }
  }

  /// Which trail a file has; nil for a catalogue from before there was one.
  private func name(on connection: Connection) throws(Finding) -> String? {
    let tables = try reading("sqlite_schema", after: nil) { () throws(SQLiteError) -> Set<String> in
      let select = try connection.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
      var found: Set<String> = []
      while try select.step(), found.count < 100 { found.insert(select.text(0)) }
      return found
    }
    if tables.contains("tenants") { return tables.contains("audit") || tables.contains("api_keys") ? "catalog" : nil }
    guard tables.contains("vault") else {
      throw Finding(
        table: "sqlite_schema", row: nil, .schema, "the file", expected: "a catalogue or a vault", found: "neither")
    }
    let tenant = try reading("vault", after: nil) { () throws(SQLiteError) in try connection.text("SELECT tenant FROM vault") }
    guard let tenant = tenant.flatMap({ TenantID($0) }) else {
      throw Finding(table: "vault", row: 1, .schema, "tenant", expected: "a tenant's id", found: "none")
    }
    return "vault \(tenant.text)"
  }

  /// Nil: stopped on the way.
  private func verify(_ connection: Connection, _ trail: String, besides: [TrailAnchor]) throws(Finding) -> TrailReport? {
    try SchemaCheck.check(TrailCursor.table, TrailCursor.columns, connection)
    let check = try TrailAnchorCheck(anchors + kept(trail, on: connection) + besides, of: trail)
    var cursor = try TrailCursor(on: connection)
    var (sequence, seal) = (Int64(0), TrailRow.beginning(of: trail))
    try check.check(sequence, seal)
    while let row = try cursor.next() {
      guard row.sequence == sequence + 1 else {
        throw Finding(
          table: TrailCursor.table, row: row.sequence, .sequence, "sequence", expected: "\(sequence + 1), for there are no gaps",
          found: "\(row.sequence)")
      }
      let expected = row.seal(after: seal)
      guard row.seal == expected else {
        throw Finding(
          table: TrailCursor.table, row: row.sequence, .seal, "seal", expected: Hex.text(expected), found: Hex.text(row.seal))
      }
      (sequence, seal) = (row.sequence, row.seal)
      try check.check(sequence, seal)
      if sequence % rowsPerProgress == 0, onProgress?(sequence) == false { return nil }
    }
    try check.end(at: sequence)
    return TrailReport(trail: trail, rows: sequence, seal: seal, anchors: check.count)
  }

  /// The last heads that the catalogue above a vault keeps of its trail; none where there is no such file.
  private func keptBeside(_ path: String, _ trail: String) throws -> [TrailAnchor] {
    guard trail != "catalog" else { return [] }
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
    let catalog = folder + "/../../catalog.db"
    guard access(catalog, F_OK) == 0 else { return [] }
    let file = try OfflineFile(path: catalog)
    try file.begin()
    return try kept(trail, on: file.connection)
  }

  /// The last heads a file keeps of a trail.
  private func kept(_ trail: String, on connection: Connection) throws(Finding) -> [TrailAnchor] {
    typealias Row = (sequence: Int64, seal: [UInt8], at: Int64, publicKey: [UInt8], signature: [UInt8])
    let rows = try reading("audit_heads", after: nil) { () throws(SQLiteError) -> [Row] in
      let exists = try connection.text("SELECT name FROM sqlite_schema WHERE name = 'audit_heads'") != nil
      guard exists else { return [] }
      let select = try connection.prepare(
        """
        SELECT sequence, seal, signed_at, public_key, signature FROM audit_heads WHERE trail = ?1 ORDER BY sequence DESC
        LIMIT \(keptHeads)
        """)
      select.bind(1, text: trail)
      var found: [Row] = []
      while try select.step() {
        found.append((select.integer(0), select.bytes(1), select.integer(2), select.bytes(3), select.bytes(4)))
      }
      return found
    }
    return try rows.map { row throws(Finding) in
      guard LedgerClockCheck.range.contains(row.at) else {
        throw Finding(
          table: "audit_heads", row: row.sequence, .column, "signed_at", expected: "a time from 1970 to 9999", found: "\(row.at)")
      }
      return TrailAnchor(
        trail: trail, sequence: row.sequence, seal: row.seal, signedAt: Timestamp(microseconds: row.at),
        publicKey: row.publicKey, signature: row.signature)
    }
  }
}

/// What an audit trail that is as it was written comes to.
package struct TrailReport: Equatable, Sendable {
  /// `catalog`, or `vault` and a tenant's id.
  package let trail: String
  package let rows: Int64
  /// Of the last row; of the beginning where there is none.
  package let seal: [UInt8]
  /// Signed heads that were held against it and fit.
  package let anchors: Int

  package init(trail: String, rows: Int64, seal: [UInt8], anchors: Int) {
    self.trail = trail
    self.rows = rows
    self.seal = seal
    self.anchors = anchors
  }

  package var sealText: String { Hex.text(seal) }
}
