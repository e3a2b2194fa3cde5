import Audit
import LedgerCore

/// A line for each posting, amounts in minor units.
struct CSVExport: Export {
  func header() -> [UInt8] {
    Array(
      CSV.line([
        "transaction", "sequence", "kind", "posted_at", "effective_at", "debit", "debit_code", "credit", "credit_code", "amount",
        "currency", "debit_debits_posted", "debit_credits_posted", "debit_debits_pending", "debit_credits_pending",
        "credit_debits_posted", "credit_credits_posted", "credit_debits_pending", "credit_credits_pending", "reference", "hold",
        "reverses", "key", "metadata",
      ]).utf8)
  }

  func text(_ transaction: LedgerTransaction) -> [UInt8] {
    var text = ""
    for posting in transaction.postings {
      text += CSV.line(
        [
          transaction.id.text, "\(posting.sequence)", posting.kind.name, transaction.postedAt.rfc3339,
          (transaction.effectiveAt ?? transaction.postedAt).rfc3339, posting.debit.id.text, posting.debit.code ?? "",
          posting.credit.id.text, posting.credit.code ?? "", "\(posting.amount)", posting.debit.currency.code,
        ] + counters(posting.debitAfter) + counters(posting.creditAfter) + [
          transaction.reference ?? "", transaction.hold?.text ?? "", transaction.reverses?.text ?? "", transaction.key ?? "",
          transaction.metadata ?? "",
        ])
    }
    return Array(text.utf8)
  }

  private func counters(_ counters: Counters) -> [String] {
    [counters.debitsPosted, counters.creditsPosted, counters.debitsPending, counters.creditsPending].map { "\($0)" }
  }
}

extension PostingKind {
  /// What the API calls it.
  var name: String {
    switch self {
    case .post: "post"
    case .hold: "hold"
    case .capture: "capture"
    case .release: "release"
    case .expiry: "expiry"
    }
  }
}
