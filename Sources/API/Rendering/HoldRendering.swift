import JSON
import LedgerCore

enum HoldRendering {
  /// A hold as it stands.
  static func write(_ hold: HoldRecord, _ ledger: any Ledger, to writer: inout JSONWriter) {
    write(hold.placement, name(of: hold.status), remaining: hold.remaining, captured: hold.captured, ledger, to: &writer)
  }

  /// A hold as it was when it was placed: the answer to its placing.
  static func write(placed rows: [PostingRecord], _ ledger: any Ledger, to writer: inout JSONWriter) {
    guard let row = rows.first else { preconditionFailure("a transaction has at least one row") }
    write(row, "open", remaining: row.remaining, captured: 0, ledger, to: &writer)
  }

  /// A hold after a capture, release or expiry, with the transaction that did it.
  static func write(resolved rows: [PostingRecord], _ ledger: any Ledger, to writer: inout JSONWriter) {
    guard let row = rows.first, let hold = row.hold else { preconditionFailure("what resolves a hold has one") }
    let remaining = rows.last { $0.hold != nil }?.remaining ?? row.remaining
    writer.beginObject()
    writer.key("id")
    writer.id(hold)
    writer.key("status")
    writer.string(status(after: row.kind, remaining: remaining))
    writer.key("remaining")
    writer.integer(remaining)
    let debit = ledger.identity(row.debit)
    TransactionRendering.writeSides(debit, ledger.identity(row.credit), to: &writer)
    writer.key("currency")
    writer.currency(debit.currency)
    writer.key("placed_at")
    writer.time(hold.time)
    writer.key("transaction")
    TransactionRendering.write(rows, ledger, to: &writer)
    writer.endObject()
  }

  private static func status(after kind: PostingKind, remaining: Int64) -> StaticString {
    switch kind {
    case .release: "released"
    case .expiry: "expired"
    case .post, .hold, .capture: remaining == 0 ? "captured" : "open"
    }
  }

  private static func write(
    _ row: PostingRecord, _ status: StaticString, remaining: Int64, captured: Int64, _ ledger: any Ledger,
    to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.key("id")
    writer.id(row.hold ?? HoldID(time: row.postedAt, tag: ledger.tag, number: row.sequence))
    writer.key("status")
    writer.string(status)
    writer.key("amount")
    writer.integer(row.amount)
    writer.key("remaining")
    writer.integer(remaining)
    writer.key("captured")
    writer.integer(captured)
    let debit = ledger.identity(row.debit)
    TransactionRendering.writeSides(debit, ledger.identity(row.credit), to: &writer)
    writer.key("currency")
    writer.currency(debit.currency)
    writer.key("placed_at")
    writer.time(row.postedAt)
    writer.key("expires_at")
    if let expiresAt = row.expiresAt { writer.time(expiresAt) } else { writer.null() }
    writer.key("reference")
    writer.textOrNull(row.reference)
    writer.key("metadata")
    writer.metadata(row.metadata)
    writer.key("sequence")
    writer.integer(row.sequence)
    writer.endObject()
  }

  private static func name(of status: HoldStatus) -> StaticString {
    switch status {
    case .open: "open"
    case .captured: "captured"
    case .released: "released"
    case .expired: "expired"
    }
  }
}
