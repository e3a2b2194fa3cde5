import Audit
import WalletAPI

enum ExportCommand {
  static let export = Command(
    words: ["export"], summary: "Write a ledger's transactions for other programs, oldest first",
    details: """
      hledger: plain-text accounting for hledger and ledger, with a balance assertion on every posting: `hledger check` recomputes the books. \
      Holds are left out, for they move nothing.
      csv: a line for each posting, holds too; a cell that a spreadsheet would calculate has an apostrophe in front. jsonl: a line for each transaction, as the API shows it.
      The ledger is verified first. With --file it is read from a file no daemon is using; without, from a backup the daemon makes into a \
      temporary directory.
      """,
    options: [
      Option.choice("format", ["hledger", "csv", "jsonl"], "what to write").required,
      .value("file", "f", "FILE", "a ledger.db (default: ask the daemon)"), .flag("no-verify", nil, "do not verify it first"),
      .temporary,
    ],
    calls: [.makeBackup],
    examples: [
      .init(
        "walletctl -t toko export --format hledger > toko.journal",
        "then: hledger -f toko.journal check && hledger -f toko.journal bal"),
      .init("walletctl export --file ledger.db --format csv > postings.csv", "for a spreadsheet"),
    ],
    run: { session throws(CommandFailure) in
      if let file = session.invocation.value("file") { return try write(file, session) }
      let copy = try TemporaryBackup(session)
      defer { copy.remove() }
      let layout = try DataLayout(copy.directory)
      guard let ledger = layout.ledgers.first else { throw CommandFailure(.error, "the daemon's copy holds no ledger") }
      try write(ledger.path, session)
    })

  private static func write(_ path: String, _ session: Session) throws(CommandFailure) {
    if !session.invocation.has("no-verify") { try requireSound(path, session) }
    let progress = ProgressLine(session, "written")
    do {
      let reader = try LedgerReader(path: path)
      var export = try Exports.make(session.invocation.value("format") ?? "", reader)
      session.streams.out(bytes: export.header())
      var count: Int64 = 0
      try reader.visitTransactions { transaction in
        session.streams.out(bytes: export.text(transaction))
        count += 1
        if count % 1_024 == 0 {
          progress.show(count)
          try Interruption.check()
        }
      }
      progress.clear()
    } catch let failure as CommandFailure {
      progress.clear()
      throw failure
    } catch let failure as AuditFailure {
      throw CommandFailure(failure)
    } catch {
      progress.clear()
      throw CommandFailure(.integrity, "\(error)")
    }
  }

  private static func requireSound(_ path: String, _ session: Session) throws(CommandFailure) {
    let progress = ProgressLine(session, "verified")
    defer { progress.clear() }
    var verifier = LedgerVerifier()
    verifier.onProgress = { rows in
      progress.show(rows)
      return !Interruption.isAsked
    }
    let verdict = try asking { () throws(AuditFailure) in try verifier.verify(path: path) }
    guard case .unsound(let finding) = verdict else { return }
    throw CommandFailure(
      .integrity, "the ledger is not what was written: \(finding)",
      hints: ["Nothing was exported; --no-verify exports it as it is."])
  }
}

/// A form an export can have. Values that write one transaction after the other.
protocol Export {
  /// What stands before the first transaction.
  func header() -> [UInt8]
  mutating func text(_ transaction: LedgerTransaction) -> [UInt8]
}

enum Exports {
  static func make(_ format: String, _ reader: LedgerReader) throws(CommandFailure) -> any Export {
    switch format {
    case "hledger": HledgerExport(reader)
    case "csv": CSVExport()
    case "jsonl": JSONLinesExport()
    default: throw .usage("--format is hledger, csv or jsonl")
    }
  }
}
