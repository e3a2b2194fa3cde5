import LedgerCore
import Testing

/// Nothing is ever deleted: a mistake is corrected by a transaction that names it.
@Suite struct `Reversals` {
  static let three = """
    open bank  IDR asset     none         → opened
    open alice IDR liability no_overdraft → opened
    open bob   IDR liability no_overdraft → opened
    """

  @Test func `a reversal posts every row the other way round, the last row first`() throws {
    let scene = try Scene(Reversals.three)
    try scene.play(
      """
      transaction bank alice 100, alice bob 100 as=t → posted 100, posted 100
      # Forwards, alice would have nothing to give back: the order matters.
      reverse t     → posted 100, posted 100
      balance bank  → posted 0 available 0 debits 100+0 credits 100+0
      balance alice → posted 0 available 0 debits 200+0 credits 200+0
      balance bob   → posted 0 available 0 debits 100+0 credits 100+0
      """)
    guard case .posting(let row) = scene.history[scene.history.count - 2] else {
      Issue.record("a reversal is postings")
      return
    }
    #expect(row.reverses == scene.transactions["t"])
    #expect(row.transactionType == .reversal)
  }

  @Test func `a transaction is reversed once; a reversal can be reversed like any other`() throws {
    try Scene(Reversals.three).play(
      """
      transfer bank alice 100 as=t → posted 100
      reverse t as=r               → posted 100
      reverse t                    → already_reversed at transaction
      reverse r                    → posted 100
      reverse r                    → already_reversed at transaction
      reverse t                    → already_reversed at transaction
      balance alice                → posted 100 available 100 debits 100+0 credits 200+0
      """)
  }

  @Test func `money that is spent does not come back by reversing`() throws {
    try Scene(Reversals.three).play(
      """
      transfer bank alice 100 as=t → posted 100
      transfer alice bob 1         → posted 1
      reverse t                    → insufficient_funds at debit (alice): 99 of 100
      transfer bob alice 1         → posted 1
      reverse t                    → posted 100
      """)
  }

  @Test func `a refused reversal names the row of the original that cannot go back`() throws {
    try Scene(Reversals.three).play(
      """
      transaction bank alice 100, bank bob 50 as=t → posted 100, posted 50
      transfer alice bob 1                         → posted 1
      reverse t                                    → insufficient_funds at postings[0].debit (alice): 99 of 100
      transfer bob bank 51                         → posted 51
      reverse t                                    → insufficient_funds at postings[1].debit (bob): 0 of 50
      """)
  }

  @Test func `holds and releases are not reversed, a capture is: the money moves back, the hold stays used`() throws {
    try Scene(Reversals.three).play(
      """
      transfer bank alice 100      → posted 100
      hold alice bob 60 as=h       → held 60
      reverse h                    → not_reversible at transaction
      capture h 40, bob bank 5 as=c final=yes → captured 40 (20 left), released 20, posted 5
      balance alice                → posted 60 available 60 debits 40+0 credits 100+0
      reverse c                    → posted 5, posted 40
      balance alice                → posted 100 available 100 debits 40+0 credits 140+0
      balance bob                  → posted 0 available 0 debits 45+0 credits 45+0
      capture h rest               → hold_captured at hold
      hold alice bob 60 as=g       → held 60
      release g as=released        → released 60
      reverse released             → not_reversible at transaction
      """)
  }

  @Test func `an unknown transaction, a foreign one and one with another time are not found`() throws {
    let scene = try Scene(Reversals.three)
    try scene.play("transfer bank alice 100 as=t → posted 100")
    try scene.compare(
      """
      reverse t         → posted 100
      reverse #unknown  → transaction_not_found at transaction
      reverse #foreign  → transaction_not_found at transaction
      reverse #mistimed → transaction_not_found at transaction
      """)
  }

  @Test func `a reversal obeys freezes and closed accounts`() throws {
    try Scene(Reversals.three).play(
      """
      transfer bank alice 100 as=t → posted 100
      freeze alice credits         → frozen
      reverse t as=r               → posted 100
      reverse r                    → account_frozen at credit (alice)
      unfreeze alice credits       → unfrozen
      close alice                  → closed
      reverse r                    → account_closed at credit (alice)
      """)
  }
}
