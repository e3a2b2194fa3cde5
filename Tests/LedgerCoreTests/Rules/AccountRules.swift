import LedgerCore
import Testing

/// What accounts are and what may be done with them.
@Suite struct `Accounts` {
  @Test func `a code is unique together with its currency`() throws {
    try Scene().play(
      """
      open alice IDR liability no_overdraft   → opened
      open alice IDR asset     none           → code_taken at code (alice)
      open alice USD liability no_overdraft as=aliceUSD → opened
      open alice USD liability no_overdraft   → code_taken at code (aliceUSD)
      open alice JPY liability no_overdraft as=aliceJPY → opened
      open -     IDR liability no_overdraft   → opened
      open -     IDR liability no_overdraft   → opened
      """)
  }

  @Test func `the roots of the product's own chart, and what looks like an id, are reserved`() throws {
    try Scene().compare(
      """
      open assets:bank      IDR asset none → code_reserved at code
      open liabilities:bank IDR asset none → code_reserved at code
      open revenue:bank     IDR asset none → code_reserved at code
      open expenses:bank    IDR asset none → code_reserved at code
      open equity:bank      IDR asset none → code_reserved at code
      open acc_bank         IDR asset none → code_reserved at code
      open assets:          IDR asset none → code_reserved at code
      open assets           IDR asset none → opened
      open Assets:bank      IDR asset none → opened
      open my:assets:bank   IDR asset none → opened
      open acc-bank         IDR asset none → opened
      """)
  }

  @Test func `freezing a side stops new postings and holds on that side only`() throws {
    let scene = try Scene(
      """
      open bank    IDR asset     none         → opened
      open free    IDR liability no_overdraft → opened
      open debits  IDR liability no_overdraft → opened
      open credits IDR liability no_overdraft → opened
      open both    IDR liability no_overdraft → opened
      transaction bank free 100, bank debits 100, bank credits 100, bank both 100 → posted 100, posted 100, posted 100, posted 100
      freeze debits  debits  → frozen
      freeze credits credits → frozen
      freeze both    debits  → frozen
      freeze both    credits → frozen
      """)
    try scene.compare(
      """
      transfer free    bank    1 → posted 1
      transfer debits  bank    1 → account_frozen at debit (debits)
      transfer credits bank    1 → posted 1
      transfer both    bank    1 → account_frozen at debit (both)
      hold     both    bank    1 → account_frozen at debit (both)
      hold     debits  bank    1 → account_frozen at debit (debits)
      hold     credits bank    1 → held 1
      hold     credits free    1 → held 1
      hold     bank    free    1 → held 1
      hold     bank    debits  1 → held 1
      hold     bank    credits 1 → account_frozen at credit (credits)
      hold     bank    both    1 → account_frozen at credit (both)
      transfer bank    both    1 → account_frozen at credit (both)
      transfer bank    credits 1 → account_frozen at credit (credits)
      transfer bank    debits  1 → posted 1
      """)
  }

  @Test func `unfreezing a side leaves the other frozen`() throws {
    try Scene().play(
      """
      open bank  IDR asset     none → opened
      open alice IDR liability none → opened
      freeze alice both             → frozen
      unfreeze alice debits         → unfrozen
      transfer alice bank 1         → posted 1
      transfer bank alice 1         → account_frozen at credit (alice)
      unfreeze alice credits        → unfrozen
      transfer bank alice 1         → posted 1
      """)
  }

  @Test func `an account closes only when nothing stands and nothing is reserved on it, and for good`() throws {
    try Scene().play(
      """
      open bank  IDR asset     none         → opened
      open alice IDR liability no_overdraft → opened
      transfer bank alice 10                → posted 10
      close alice                           → account_not_empty at account (alice): 10 of 0
      hold alice bank 10 as=h               → held 10
      close alice                           → account_not_empty at account (alice): 10 of 10
      capture h 4                           → captured 4 (6 left)
      close alice                           → account_not_empty at account (alice): 6 of 6
      release h                             → released 6
      transfer alice bank 6                 → posted 6
      hold bank alice 3 as=incoming         → held 3
      close alice                           → account_not_empty at account (alice): 0 of 3
      release incoming                      → released 3
      close alice                           → closed
      transfer bank alice 1                 → account_closed at credit (alice)
      transfer alice bank 1                 → account_closed at debit (alice)
      hold bank alice 1                     → account_closed at credit (alice)
      freeze alice debits                   → account_closed at account (alice)
      unfreeze alice debits                 → account_closed at account (alice)
      limit alice none                      → account_closed at account (alice)
      close alice                           → account_closed at account (alice)
      """)
  }

  @Test func `accounts that payments manage take no postings and no holds from anybody else`() throws {
    let scene = try Scene(
      """
      open bank   IDR asset     none → opened
      open plain  IDR liability none → opened
      open wallet IDR liability none managed_by=payments → opened
      """)
    try scene.compare(
      """
      transfer bank   plain  1 → posted 1
      transfer bank   wallet 1 → account_managed at credit (wallet)
      hold     bank   wallet 1 → account_managed at credit (wallet)
      hold     bank   plain  1 → held 1
      hold     wallet plain  1 → account_managed at debit (wallet)
      transfer wallet plain  1 → account_managed at debit (wallet)
      """)
  }

  @Test func `numbers and ids count accounts in the order of opening`() throws {
    let scene = try Scene(
      """
      open a IDR asset none → opened
      open b IDR asset none → opened
      """)
    let (a, b) = (try #require(scene.accounts["a"]), try #require(scene.accounts["b"]))
    #expect(a.number == AccountNumber(1) && b.number == AccountNumber(2))
    #expect(a.id.number == 1 && b.id.number == 2 && a.id.tag == Scene.tag)
    #expect(a.openedAt == Scene.start && b.openedAt == Timestamp(microseconds: Scene.start.microseconds + 1))
    #expect(a.id.text < b.id.text, "ids sort by time as text")
  }

  @Test(arguments: AccountClass.allCases) func `every class has its normal side`(_ accountClass: AccountClass) {
    let expected: NormalSide =
      switch accountClass {
      case .asset, .expense: .debit
      case .liability, .equity, .revenue: .credit
      }
    #expect(accountClass.normalSide == expected)
  }
}
