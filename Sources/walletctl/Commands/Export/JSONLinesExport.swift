import Audit
import JSON
import LedgerCore

/// A line for each transaction, in the shape the API shows it, and its key.
struct JSONLinesExport: Export {
  func header() -> [UInt8] { [] }

  func text(_ transaction: LedgerTransaction) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("id")
    writer.string(transaction.id.text)
    writer.key("sequence")
    writer.integer(transaction.sequence)
    writer.key("posted_at")
    writer.string(transaction.postedAt.rfc3339)
    writer.key("effective_at")
    writer.string((transaction.effectiveAt ?? transaction.postedAt).rfc3339)
    for (name, value) in [
      ("reference", transaction.reference), ("key", transaction.key), ("hold", transaction.hold?.text),
      ("reverses", transaction.reverses?.text),
    ] {
      guard let value else { continue }
      writer.key(name)
      writer.string(value)
    }
    if let metadata = transaction.metadata {
      writer.key("metadata")
      JSONLinesExport.metadata(metadata).write(to: &writer)
    }
    writer.key("postings")
    writer.beginArray()
    for posting in transaction.postings { write(posting, to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.bytes + [10]
  }

  /// Kept as JSON; as a text where a file holds something else.
  private static func metadata(_ text: String) -> JSONValue {
    do { return try JSONValue.parse(text) } catch { return .string(text) }
  }

  private func write(_ posting: LedgerTransaction.Posting, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("kind")
    writer.string(posting.kind.name)
    for (name, account) in [("debit", posting.debit), ("credit", posting.credit)] {
      writer.key(name)
      writer.string(account.id.text)
      if let code = account.code {
        writer.key(name + "_code")
        writer.string(code)
      }
    }
    writer.key("amount")
    writer.integer(posting.amount)
    writer.key("currency")
    writer.string(posting.debit.currency.code)
    for (name, account, after) in [
      ("debit_balance", posting.debit, posting.debitAfter), ("credit_balance", posting.credit, posting.creditAfter),
    ] {
      let side = account.accountClass.normalSide
      writer.key(name)
      writer.beginObject()
      writer.key("posted")
      writer.integer(after.posted(on: side))
      writer.key("available")
      writer.integer(after.available(on: side))
      writer.endObject()
    }
    writer.endObject()
  }
}
