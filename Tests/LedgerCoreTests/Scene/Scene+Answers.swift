import LedgerCore

/// What happened, in the words of the tables.
extension Scene {
  func describe(_ row: PostingRecord) -> String {
    let left = row.remaining > 0 && row.kind == .capture ? " (\(row.remaining) left)" : ""
    switch row.kind {
    case .post: return "posted \(row.amount)"
    case .hold: return "held \(row.amount)"
    case .capture: return "captured \(row.amount)\(left)"
    case .release: return "released \(row.amount)"
    case .expiry: return "expired \(row.amount)"
    }
  }

  /// `insufficient_funds at debit (alice): 0 of 100`.
  func describe(_ rejection: Rejection) -> String {
    var text = "\(rejection.code.rawValue) at \(rejection.path.text)"
    if let account = rejection.account { text += " (\(name(of: account)))" }
    if let available = rejection.available, let needed = rejection.needed {
      text += ": \(available) of \(needed)"
    } else if let needed = rejection.needed {
      text += ": \(needed == Limits.highestCounter ? "max" : "\(needed)")"
    }
    return text
  }

  func describeBalance(of identity: AccountIdentity) -> String {
    let state = book.state(identity.number)
    let counters = state.counters
    return "posted \(state.posted) available \(state.available)"
      + " debits \(counters.debitsPosted)+\(counters.debitsPending) credits \(counters.creditsPosted)+\(counters.creditsPending)"
  }

  private func name(of identity: AccountIdentity) -> String {
    accounts.first { $0.value.number == identity.number }?.key ?? "?"
  }
}
