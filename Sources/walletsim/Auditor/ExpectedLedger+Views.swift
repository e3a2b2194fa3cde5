/// How records look on the wire, member by member.
extension ExpectedLedger {
  // MARK: Accounts

  func identity(_ account: ExpectedAccount) -> String {
    "\"id\":\"\(account.id)\",\"code\":\(ExpectedText.quoted(account.code)),\"currency\":\"\(account.currency)\","
      + "\"class\":\"\(account.kind)\",\"normal_side\":\"\(account.isDebitNormal ? "debit" : "credit")\","
      + "\"managed_by\":\"\(account.managedBy)\",\"opened_at\":\"\(ExpectedText.time(account.openedAt))\","
      + "\"metadata\":\(account.metadata)"
  }

  func counters(_ counters: ExpectedCounters, _ isDebitNormal: Bool) -> String {
    "\"posted\":\(counters.posted(isDebitNormal)),\"pending\":\(counters.pending(isDebitNormal)),"
      + "\"available\":\(counters.available(isDebitNormal)),\"debits_posted\":\(counters.debits),"
      + "\"credits_posted\":\(counters.credits),\"debits_pending\":\(counters.debitsPending),"
      + "\"credits_pending\":\(counters.creditsPending)"
  }

  func view(_ account: ExpectedAccount, sequence: Int64? = nil) -> String {
    let limit = account.floor.map { $0 == 0 ? "\"no_overdraft\"" : "{\"floor\":\($0)}" } ?? "\"none\""
    let frozen = [account.frozenDebits ? "\"debits\"" : nil, account.frozenCredits ? "\"credits\"" : nil].compactMap(\.self)
    return "{\(identity(account)),\(counters(account.counters, account.isDebitNormal)),\"version\":\(account.version),"
      + "\"limit\":\(limit),\"status\":\"\(account.status)\",\"frozen\":[\(frozen.joined(separator: ","))]"
      + (sequence.map { ",\"sequence\":\($0)" } ?? "") + "}"
  }

  func balance(_ counters: ExpectedCounters, _ isDebitNormal: Bool) -> String {
    "{\"posted\":\(counters.posted(isDebitNormal)),\"available\":\(counters.available(isDebitNormal))}"
  }

  private func sides(_ debit: Int, _ credit: Int) -> String {
    func side(_ name: String, _ account: ExpectedAccount) -> String {
      "\"\(name)\":\"\(account.id)\"" + (account.code.map { ",\"\(name)_code\":\"\($0)\"" } ?? "")
    }
    return side("debit", accounts[debit]) + "," + side("credit", accounts[credit])
  }

  // MARK: Transactions

  func view(transaction range: Range<Int>) -> String {
    let first = rows[range.lowerBound]
    var text =
      "{\"id\":\"\(transactionID(first))\",\"type\":\"\(type(first))\",\"status\":\"posted\",\"sequence\":\(first.first),"
    text += "\"posted_at\":\"\(ExpectedText.time(first.postedAt))\",\"effective_at\":\"\(ExpectedText.time(first.effectiveAt))\","
    text += "\"reference\":\(ExpectedText.quoted(first.note.reference)),\"metadata\":\(first.note.metadata)"
    if let reverses = first.reverses {
      let original = times[Int(reverses) - 1]
      text += ",\"reverses\":\"\(ExpectedText.id("txn_", original, tag, reverses))\""
    }
    if let hold = first.hold { text += ",\"hold\":\"\(holds[hold]?.id ?? "")\"" }
    let postings = range.map { index in
      let row = rows[index]
      return "{\"id\":\"\(ExpectedText.id("pst_", row.postedAt, tag, row.sequence))\",\"kind\":\"\(row.kind)\","
        + "\(sides(row.debit, row.credit)),\"amount\":\(row.amount),\"currency\":\"\(accounts[row.debit].currency)\","
        + "\"debit_balance\":\(balance(row.debitAfter, accounts[row.debit].isDebitNormal)),"
        + "\"credit_balance\":\(balance(row.creditAfter, accounts[row.credit].isDebitNormal))}"
    }
    return text + ",\"postings\":[\(postings.joined(separator: ","))]}"
  }

  // MARK: Holds

  /// A hold as it was placed, or as it stands now.
  func view(hold number: Int64, asPlaced: Bool = false) -> String {
    guard let hold = holds[number], let placement = rows.first(where: { $0.sequence == number }) else {
      preconditionFailure("a hold is written down with its row")
    }
    return "{\"id\":\"\(hold.id)\",\"status\":\"\(asPlaced ? "open" : hold.status)\",\"amount\":\(hold.amount),"
      + "\"remaining\":\(asPlaced ? hold.amount : hold.remaining),\"captured\":\(asPlaced ? 0 : hold.captured),"
      + "\(sides(hold.debit, hold.credit)),\"currency\":\"\(accounts[hold.debit].currency)\","
      + "\"placed_at\":\"\(ExpectedText.time(placement.postedAt))\","
      + "\"expires_at\":\(ExpectedText.quoted(hold.expiresAt.map(ExpectedText.time))),"
      + "\"reference\":\(ExpectedText.quoted(placement.note.reference)),\"metadata\":\(placement.note.metadata),"
      + "\"sequence\":\(number)}"
  }

  /// What a capture or release is answered with, and what an expiry comes to.
  func view(resolution range: Range<Int>) -> String {
    let first = rows[range.lowerBound]
    guard let number = first.hold, let hold = holds[number] else { preconditionFailure("a resolution has a hold") }
    let remaining = rows[range].last { $0.hold != nil }?.remaining ?? 0
    let status =
      switch first.kind {
      case "release": "released"
      case "expiry": "expired"
      default: remaining == 0 ? "captured" : "open"
      }
    return "{\"id\":\"\(hold.id)\",\"status\":\"\(status)\",\"remaining\":\(remaining),\(sides(hold.debit, hold.credit)),"
      + "\"currency\":\"\(accounts[hold.debit].currency)\",\"placed_at\":\"\(ExpectedText.time(times[Int(number) - 1]))\","
      + "\"transaction\":\(view(transaction: range))}"
  }

  // MARK: Entries

  func view(entry row: ExpectedRow, of account: Int) -> String {
    let other = accounts[row.debit == account ? row.credit : row.debit]
    var text = "{\"transaction\":\"\(transactionID(row))\","
    text += "\"posting\":\"\(ExpectedText.id("pst_", row.postedAt, tag, row.sequence))\",\"sequence\":\(row.sequence),"
    text += "\"side\":\"\(row.debit == account ? "debit" : "credit")\",\"kind\":\"\(row.kind)\",\"amount\":\(row.amount),"
    text += "\"currency\":\"\(other.currency)\",\"other\":\"\(other.id)\""
    if let code = other.code { text += ",\"other_code\":\"\(code)\"" }
    text += ",\"posted_at\":\"\(ExpectedText.time(row.postedAt))\",\"effective_at\":\"\(ExpectedText.time(row.effectiveAt))\""
    if let hold = row.hold { text += ",\"hold\":\"\(holds[hold]?.id ?? "")\"" }
    if let reference = row.note.reference { text += ",\"reference\":\"\(reference)\"" }
    return text + ",\"balance\":\(balance(row.after(account), accounts[account].isDebitNormal))}"
  }

  // MARK: Answers to orders

  enum Shape { case transaction, placedHold, resolvedHold, account }

  func view(_ outcome: ExpectedOutcome, _ shape: Shape) -> String? {
    switch outcome {
    case .account(let account, let sequence): view(account, sequence: sequence)
    case .rows(let range):
      switch shape {
      case .transaction, .account: view(transaction: range)
      case .placedHold: view(hold: rows[range.lowerBound].sequence, asPlaced: true)
      case .resolvedHold: view(resolution: range)
      }
    case .refused, .batch: nil
    }
  }

  /// One item of a batch's answer.
  func compact(_ outcome: ExpectedOutcome, status: Int, isHold: Bool) -> String? {
    switch outcome {
    case .account(let account, let sequence): return "{\"status\":\(status),\"id\":\"\(account.id)\",\"sequence\":\(sequence)}"
    case .rows(let range):
      let row = rows[range.lowerBound]
      let id = isHold ? row.hold.flatMap { holds[$0]?.id } ?? "" : transactionID(row)
      return "{\"status\":\(status),\"id\":\"\(id)\",\"sequence\":\(row.sequence),\"amount\":\(row.amount)}"
    case .refused, .batch: return nil
    }
  }
}
