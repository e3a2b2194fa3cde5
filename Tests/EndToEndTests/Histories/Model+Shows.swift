/// How things look in replies. `status#` is the status of the reply itself.
extension Model {
  func show(_ rows: [Row], type: String, hold: Int64? = nil) -> [String: String] {
    var facts = [
      "id": "txn#\(rows[0].sequence)", "type": type, "status": "posted", "sequence": "\(rows[0].sequence)",
    ]
    if let hold { facts["hold"] = "hold#\(hold)" }
    for (index, row) in rows.enumerated() {
      var posting = [
        "id": "pst#\(row.sequence)", "kind": row.kind.rawValue, "amount": "\(row.move.amount)", "currency": "IDR",
        "debit_balance.posted": "\(row.debit.posted)", "debit_balance.available": "\(row.debit.available)",
        "credit_balance.posted": "\(row.credit.posted)", "credit_balance.available": "\(row.credit.available)",
      ]
      posting.merge(sides(row.move)) { $1 }
      for (name, value) in posting { facts["postings.\(index).\(name)"] = value }
    }
    return facts
  }

  private func sides(_ move: Ask.Move) -> [String: String] {
    [
      "debit": "acc#\(move.debit + 1)", "debit_code": Stage.code(move.debit), "credit": "acc#\(move.credit + 1)",
      "credit_code": Stage.code(move.credit),
    ]
  }

  /// A hold that was just placed.
  func show(_ hold: Hold) -> [String: String] { state(of: hold, at: 0).merging(["status#": "201"]) { $1 } }

  /// A hold as a read finds it after the step `index` of its past.
  func state(of hold: Hold, at index: Int) -> [String: String] {
    let then = hold.past[index]
    return [
      "status#": "200", "id": "hold#\(hold.sequence)", "status": then.status, "amount": "\(hold.move.amount)",
      "remaining": "\(then.remaining)", "captured": "\(then.captured)", "currency": "IDR", "sequence": "\(hold.sequence)",
    ].merging(sides(hold.move)) { $1 }
  }

  func show(_ hold: Hold, resolvedBy rows: [Row], type: String) -> [String: String] {
    var facts = [
      "status#": "200", "id": "hold#\(hold.sequence)", "status": hold.status, "remaining": "\(hold.remaining)", "currency": "IDR",
    ].merging(sides(hold.move)) { $1 }
    for (name, value) in show(rows, type: type, hold: hold.sequence) { facts["transaction.\(name)"] = value }
    return facts
  }

  /// An account as a read finds it at `version`.
  func state(of account: Account, version: Int) -> [String: String] {
    var then = account
    then.counters = account.past[version].counters
    let side = account.isDebitNormal ? "debit" : "credit"
    var facts = [
      "id": "acc#\(account.number + 1)", "code": Stage.code(account.number), "currency": "IDR",
      "class": Stage.accounts[account.number].accountClass, "normal_side": side, "managed_by": "none",
      "posted": "\(then.posted)", "pending": "\(then.reserved)", "available": "\(then.available)",
      "debits_posted": "\(then.counters.debitsPosted)", "credits_posted": "\(then.counters.creditsPosted)",
      "debits_pending": "\(then.counters.debitsPending)", "credits_pending": "\(then.counters.creditsPending)",
      "version": "\(version)", "status": "open",
    ]
    switch account.floor {
    case nil: facts["limit"] = "none"
    case 0?: facts["limit"] = "no_overdraft"
    case let floor?: facts["limit.floor"] = "\(floor)"
    }
    return facts
  }

  /// The newest entries of an account after `count` of its rows.
  func list(_ account: Account, after count: Int, limit: Int) -> [String: String] {
    var facts = ["status#": "200", "has_more": "\(count > limit)"]
    for (place, entry) in account.entries[..<count].suffix(limit).reversed().enumerated() {
      for (name, value) in entry { facts["data.\(place).\(name)"] = value }
    }
    return facts
  }
}
