import JSON
import LedgerCore

/// A transaction as the API shows it: a pure function of its rows, so that a replay writes the same bytes.
enum TransactionRendering {
  static func write(_ rows: [PostingRecord], _ ledger: any Ledger, to writer: inout JSONWriter) {
    precondition(!rows.isEmpty, "a transaction has at least one row")
    writer.beginObject()
    writer.key("id")
    writer.id(rows[0].transactionID(ledger.tag))
    writer.key("type")
    writer.string(name(of: rows[0].transactionType))
    writer.key("status")
    writer.string("posted")
    writer.key("sequence")
    writer.integer(rows[0].sequence)
    writer.key("posted_at")
    writer.time(rows[0].postedAt)
    writer.key("effective_at")
    writer.time(rows[0].effectiveAt ?? rows[0].postedAt)
    writer.key("reference")
    writer.textOrNull(rows[0].reference)
    writer.key("metadata")
    writer.metadata(rows[0].metadata)
    if let reverses = rows[0].reverses {
      writer.key("reverses")
      writer.id(reverses)
    }
    if let hold = rows[0].hold {
      writer.key("hold")
      writer.id(hold)
    }
    writer.key("postings")
    writer.beginArray()
    for index in rows.indices { write(rows[index], ledger, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private static func write(_ row: PostingRecord, _ ledger: any Ledger, to writer: inout JSONWriter) {
    let (debit, credit) = (ledger.identity(row.debit), ledger.identity(row.credit))
    writer.beginObject()
    writer.key("id")
    writer.id(row.id(ledger.tag))
    writer.key("kind")
    writer.string(row.kind.name)
    writeSides(debit, credit, to: &writer)
    writer.key("amount")
    writer.integer(row.amount)
    writer.key("currency")
    writer.currency(debit.currency)
    writer.key("debit_balance")
    writer.balance(row.debitAfter, debit.side)
    writer.key("credit_balance")
    writer.balance(row.creditAfter, credit.side)
    writer.endObject()
  }

  static func writeSides(_ debit: AccountIdentity, _ credit: AccountIdentity, to writer: inout JSONWriter) {
    writer.key("debit")
    writer.id(debit.id)
    if let code = debit.code {
      writer.key("debit_code")
      writer.text(code)
    }
    writer.key("credit")
    writer.id(credit.id)
    if let code = credit.code {
      writer.key("credit_code")
      writer.text(code)
    }
  }

  private static func name(of type: TransactionType) -> StaticString {
    switch type {
    case .transfer: "transfer"
    case .hold: "hold"
    case .capture: "capture"
    case .release: "release"
    case .expiry: "expiry"
    case .reversal: "reversal"
    }
  }
}
