import JSON
import LedgerCore

enum EntryRendering {
  static func write(_ entry: EntryRecord, _ ledger: any Ledger, to writer: inout JSONWriter) {
    let row = entry.row
    let own = ledger.identity(entry.side == .debit ? row.debit : row.credit)
    let other = ledger.identity(entry.side == .debit ? row.credit : row.debit)
    writer.beginObject()
    writer.key("transaction")
    writer.id(row.transactionID(ledger.tag))
    writer.key("posting")
    writer.id(row.id(ledger.tag))
    writer.key("sequence")
    writer.integer(row.sequence)
    writer.key("side")
    writer.string(entry.side.name)
    writer.key("kind")
    writer.string(row.kind.name)
    writer.key("amount")
    writer.integer(row.amount)
    writer.key("currency")
    writer.currency(own.currency)
    writer.key("other")
    writer.id(other.id)
    if let code = other.code {
      writer.key("other_code")
      writer.text(code)
    }
    writer.key("posted_at")
    writer.time(row.postedAt)
    writer.key("effective_at")
    writer.time(row.effectiveAt ?? row.postedAt)
    if let hold = row.hold {
      writer.key("hold")
      writer.id(hold)
    }
    if let reference = row.reference {
      writer.key("reference")
      writer.text(reference)
    }
    writer.key("balance")
    writer.balance(entry.after, own.side)
    writer.endObject()
  }

  static func write(_ statement: Statement, _ ledger: any Ledger, to writer: inout JSONWriter) {
    let side = statement.account.side
    writer.beginObject()
    writer.key("account")
    writer.id(statement.account.id)
    writer.key("code")
    writer.textOrNull(statement.account.code)
    writer.key("currency")
    writer.currency(statement.account.currency)
    writer.key("from")
    if let from = statement.from { writer.time(from) } else { writer.null() }
    writer.key("to")
    writer.time(statement.to)
    writer.key("opening")
    writer.balance(statement.opening, side)
    writer.key("closing")
    writer.balance(statement.closing, side)
    writer.key("totals")
    writer.beginObject()
    writer.key("debits")
    writer.integer(statement.closing.debitsPosted - statement.opening.debitsPosted)
    writer.key("credits")
    writer.integer(statement.closing.creditsPosted - statement.opening.creditsPosted)
    writer.endObject()
    writer.key("entries")
    writer.beginArray()
    for entry in statement.page.items { write(entry, ledger, to: &writer) }
    writer.endArray()
    ListRendering.writeEnd(statement.page.next.map { PageCursor(.entries, $0) }, to: &writer)
    writer.endObject()
  }
}
