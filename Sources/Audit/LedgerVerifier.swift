import SQLite

/// Verifies a ledger file from its bytes alone: re-derives everything and names the first row that is wrong.
///
/// Walks the four tables that are the truth as one stream in order of sequence. Each row is decoded, held against the books as
/// we have counted them so far, and hashed into the seal of its commit. Then come what needs the whole file: keys and reversals that
/// occur twice, the totals, the derived tables, and the anchors. Nothing of the engine is used: a mistake there would be
/// repeated here (docs/internals/ledger-file.md is the one thing both are written from).
///
/// A file is hostile until it is verified: no value in it can make this trap or overflow, and memory is bounded by the accounts and the
/// open holds (and `keysInMemory`).
package struct LedgerVerifier {
  /// Heads signed earlier that the file must still contain.
  package var anchors: [Anchor] = []
  /// Also run SQLite's own check of its pages, which takes about as long again.
  package var checksIntegrity = false
  /// Keys of which hashes are kept in memory, eight bytes each; with more, the file is read again.
  package var keysInMemory = 16 << 20
  /// Told from time to time how many rows are done; answers whether to go on.
  package var onProgress: ((Int64) -> Bool)?
  package var rowsPerProgress: Int64 = 65_536

  package init() {}

  package enum Verdict: Equatable, Sendable {
    case sound(LedgerReport)
    case unsound(Finding)
  }

  /// Throws when the file cannot be looked at; what is wrong with a file that can be is the verdict.
  package func verify(path: String) throws(AuditFailure) -> Verdict {
    let file = try OfflineFile(path: path)
    do {
      try file.begin()
      guard let report = try verify(file.connection) else { throw AuditFailure.stopped(path: path) }
      return .sound(report)
    } catch let finding as Finding {
      return .unsound(finding)
    } catch let failure as AuditFailure {
      throw failure
    } catch {
      preconditionFailure("nothing else is thrown here")
    }
  }

  /// Nil: stopped on the way.
  private func verify(_ connection: Connection) throws(Finding) -> LedgerReport? {
    try SchemaCheck.check(connection)
    if checksIntegrity { try checkIntegrity(connection) }
    let identity = try LedgerIdentity(on: connection)
    for anchor in anchors { try AnchorCheck.checkSignature(anchor, identity.tenant) }
    var walk = try LedgerWalk(identity, on: connection, anchors: anchors, keysInMemory: keysInMemory)
    do {
      guard try walk.run(onProgress: onProgress, every: rowsPerProgress) else { return nil }
    } catch {
      // A key used twice in an earlier row is the first wrong row then.
      let isOfRow = TruthTable.allCases.contains { $0.name == error.table }
      if let row = isOfRow ? error.row : .max, let earlier = try walk.firstRepeat(before: row, on: connection) { throw earlier }
      if error.rule == .reversal, let misplaced = try misplacedRow(of: .postings, on: connection) { throw misplaced }
      if error.rule == .record, let misplaced = try misplacedRow(of: .recordChanges, on: connection) { throw misplaced }
      throw error
    }
    if let finding = try walk.firstRepeat(before: .max, on: connection) { throw finding }
    var report = try walk.finish(on: connection)
    report.isIntegrityChecked = checksIntegrity
    return report
  }

  /// Rows are looked up by their sequence, which finds another row where the order is broken: then that is what is wrong.
  private func misplacedRow(of table: TruthTable, on connection: Connection) throws(Finding) -> Finding? {
    try reading(table.name, after: nil) { () throws(SQLiteError) in
      let select = try connection.prepare("SELECT sequence FROM \(table.name) ORDER BY sequence")
      var last: Int64 = 0
      while try select.step() {
        let sequence = select.integer(0)
        guard sequence > last else {
          return Finding(
            table: table.name, row: sequence, .sequence, "sequence", expected: "more than \(last)", found: "\(sequence)")
        }
        last = sequence
      }
      return nil
    }
  }

  private func checkIntegrity(_ connection: Connection) throws(Finding) {
    let answer = try reading("the file", after: nil) { () throws(SQLiteError) in
      try connection.text("PRAGMA integrity_check(1)")
    }
    guard answer == "ok" else {
      throw Finding(
        table: "the file", row: nil, .integrity, "SQLite's integrity check", expected: "ok", found: answer ?? "no answer")
    }
  }
}
