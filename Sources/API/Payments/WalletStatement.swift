import JSON
import LedgerCore
import Payments
import WalletAPI

/// What happened in a wallet in a period: the histories of its own money and of its bonuses as one, newest first, with what was in the wallet
/// after each entry.
struct WalletStatement: Sendable {
  private let wallet: Kept<Wallet>
  private let from: Timestamp?
  private let to: Timestamp
  private let opening: Contents
  private let closing: Contents
  private let entries: [Entry]
  private let next: Int64?

  /// The counters of both accounts of a wallet at one moment.
  private struct Contents: Sendable {
    var own = Counters()
    var promo = Counters()
  }

  private struct Entry: Sendable {
    let entry: EntryRecord
    let isPromo: Bool
    let after: Contents
  }

  init(
    of wallet: Kept<Wallet>, _ range: TimeRange, after cursor: Int64?, limit: Int, _ ledger: any Ledger
  ) throws(LedgerFailure) {
    self.wallet = wallet
    from = range.from
    // Without an end the statement ends with the last row there is, so that opening, entries and closing agree.
    let last = ledger.head.postedAt
    to = range.to ?? max(Timestamp(microseconds: last.microseconds + 1), range.from ?? last)
    let period = TimeRange(from: range.from, to: to)
    let own = try Side("available", of: wallet.value, period, after: cursor, limit: limit, ledger)
    let promo = try Side("promo", of: wallet.value, period, after: cursor, limit: limit, ledger)
    opening = Contents(own: own.opening, promo: promo.opening)
    closing = Contents(own: own.closing, promo: promo.closing)
    var (ownLeft, promoLeft, entries) = (own.history[...], promo.history[...], [Entry]())
    // Of each there is one more than is shown, unless that is all: what stands on the other account is always known.
    while entries.count < limit {
      let isPromo = (ownLeft.first?.row.sequence ?? 0) < (promoLeft.first?.row.sequence ?? 0)
      guard let entry = isPromo ? promoLeft.popFirst() : ownLeft.popFirst() else { break }
      var after = Contents(own: ownLeft.first?.after ?? opening.own, promo: promoLeft.first?.after ?? opening.promo)
      if isPromo { after.promo = entry.after } else { after.own = entry.after }
      entries.append(Entry(entry: entry, isPromo: isPromo, after: after))
    }
    next = ownLeft.isEmpty && promoLeft.isEmpty ? nil : entries.last?.entry.row.sequence
    self.entries = entries
  }

  /// One account of the wallet; one that nobody has needed yet has no history.
  private struct Side {
    var opening = Counters()
    var closing = Counters()
    var history: [EntryRecord] = []

    init(
      _ account: String, of wallet: Wallet, _ period: TimeRange, after cursor: Int64?, limit: Int, _ ledger: any Ledger
    ) throws(LedgerFailure) {
      let code = AccountReference.code(Text("liabilities:wallet:\(wallet.reference):\(account)"))
      guard case .found(let found) = ledger.account(code, currency: wallet.currency) else { return }
      let number = found.identity.number
      func counters(before time: Timestamp?) throws(LedgerFailure) -> Counters {
        guard let time else { return Counters() }
        let moment = Timestamp(microseconds: time.microseconds - 1)
        return try ledger.counters(of: number, asOf: moment, by: .posted) ?? Counters()
      }
      opening = try counters(before: period.from)
      closing = try counters(before: period.to)
      history = try ledger.entries(of: number, period, after: cursor, limit: limit + 1).items
    }
  }

  // MARK: Showing

  func write(_ ledger: any Ledger, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("wallet")
    writer.id(wallet.id)
    writer.key("wallet_id")
    writer.text(wallet.value.reference)
    writer.key("currency")
    writer.currency(wallet.value.currency)
    writer.key("from")
    if let from { writer.time(from) } else { writer.null() }
    writer.key("to")
    writer.time(to)
    write("opening", opening, to: &writer)
    write("closing", closing, to: &writer)
    writer.key("entries")
    writer.beginArray()
    for entry in entries { write(entry, ledger, to: &writer) }
    writer.endArray()
    ListRendering.writeEnd(next.map { PageCursor(.entries, $0) }, to: &writer)
    writer.endObject()
  }

  private func write(_ key: StaticString, _ contents: Contents, to writer: inout JSONWriter) {
    writer.key(key)
    writer.beginObject()
    writer.key("available")
    writer.integer(contents.own.available(on: .credit))
    writer.key("promo")
    writer.integer(contents.promo.available(on: .credit))
    writer.key("held")
    writer.integer(contents.own.debitsPending + contents.promo.debitsPending)
    writer.endObject()
  }

  private func write(_ entry: Entry, _ ledger: any Ledger, to writer: inout JSONWriter) {
    let (row, side) = (entry.entry.row, entry.entry.side)
    let other = ledger.identity(side == .debit ? row.credit : row.debit)
    writer.beginObject()
    writer.key("transaction")
    writer.id(row.transactionID(ledger.tag))
    writer.key("money")
    writer.string(entry.isPromo ? "promo" : "own")
    writer.key("kind")
    writer.string(row.kind.name)
    writer.key("side")
    writer.string(side.name)
    writer.key("amount")
    writer.integer(row.amount)
    writer.key("other")
    writer.id(other.id)
    if let code = other.code {
      writer.key("other_code")
      writer.text(code)
    }
    if let reference = row.reference {
      writer.key("reference")
      writer.text(reference)
    }
    writer.key("posted_at")
    writer.time(row.postedAt)
    writer.key("sequence")
    writer.integer(row.sequence)
    write("balance", entry.after, to: &writer)
    writer.endObject()
  }
}

/// A transfer between wallets as the API shows it: a function of its rows, so that a replay writes the same bytes.
enum WalletTransferRendering {
  static func write(_ rows: [PostingRecord], _ ledger: any Ledger, to writer: inout JSONWriter) {
    guard let first = rows.first, let last = rows.last, let transfer = WalletTransfer(rows, code: { ledger.identity($0).code })
    else { preconditionFailure("what answers such a request is such a transfer") }
    writer.beginObject()
    writer.key("id")
    writer.id(first.transactionID(ledger.tag))
    writer.key("from")
    writer.text(transfer.from)
    writer.key("to")
    writer.text(transfer.to)
    writer.key("amount")
    writer.integer(transfer.amount)
    writer.key("fee")
    writer.integer(transfer.fee)
    writer.key("currency")
    writer.currency(ledger.identity(last.debit).currency)
    writer.key("reference")
    writer.textOrNull(first.reference)
    writer.key("metadata")
    writer.metadata(first.metadata)
    writer.key("from_balance")
    writer.balance(transfer.payer, .credit)
    writer.key("to_balance")
    writer.balance(transfer.payee, .credit)
    writer.key("sequence")
    writer.integer(first.sequence)
    writer.key("posted_at")
    writer.time(first.postedAt)
    writer.endObject()
  }
}
