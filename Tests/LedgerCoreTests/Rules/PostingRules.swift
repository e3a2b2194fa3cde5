import LedgerCore
import Testing

/// How money moves, and what each move leaves behind.
@Suite struct `How money moves` {
  @Test func `a transfer debits one account and credits another by the same amount`() throws {
    try Scene().play(
      """
      open bank  IDR asset     none         → opened
      open alice IDR liability no_overdraft → opened
      open bob   IDR liability no_overdraft → opened
      transfer bank alice 1000              → posted 1000
      transfer alice bob   400              → posted 400
      balance bank                          → posted 1000 available 1000 debits 1000+0 credits 0+0
      balance alice                         → posted 600 available 600 debits 400+0 credits 1000+0
      balance bob                           → posted 400 available 400 debits 0+0 credits 400+0
      """)
  }

  @Test func `the class of an account decides on which side it grows`() throws {
    try Scene().play(
      """
      open asset     IDR asset     none → opened
      open expense   IDR expense   none → opened
      open liability IDR liability none → opened
      open equity    IDR equity    none → opened
      open revenue   IDR revenue   none → opened
      transfer asset   liability 10     → posted 10
      transfer expense equity    20     → posted 20
      transfer asset   revenue   30     → posted 30
      balance asset                     → posted 40 available 40 debits 40+0 credits 0+0
      balance expense                   → posted 20 available 20 debits 20+0 credits 0+0
      balance liability                 → posted 10 available 10 debits 0+0 credits 10+0
      balance equity                    → posted 20 available 20 debits 0+0 credits 20+0
      balance revenue                   → posted 30 available 30 debits 0+0 credits 30+0
      # Against their side they go below zero.
      transfer liability asset 50       → posted 50
      balance asset                     → posted -10 available -10 debits 40+0 credits 50+0
      balance liability                 → posted -40 available -40 debits 50+0 credits 10+0
      """)
  }

  @Test func `the legs of a transaction are posted in order, and each sees the ones before it`() throws {
    try Scene().play(
      """
      open bank  IDR asset     none         → opened
      open alice IDR liability no_overdraft → opened
      open bob   IDR liability no_overdraft → opened
      open carol IDR liability no_overdraft → opened
      transaction bank alice 100, alice bob 100, bob carol 60 → posted 100, posted 100, posted 60
      balance alice                         → posted 0 available 0 debits 100+0 credits 100+0
      balance bob                           → posted 40 available 40 debits 60+0 credits 100+0
      balance carol                         → posted 60 available 60 debits 0+0 credits 60+0
      """)
  }

  @Test func `a transaction happens as a whole or not at all`() throws {
    let scene = try Scene(
      """
      open bank  IDR asset     none         → opened
      open alice IDR liability no_overdraft → opened
      open bob   IDR liability no_overdraft → opened
      transfer bank alice 100               → posted 100
      """)
    try scene.compare(
      """
      transaction alice bob 100, bank alice 50, bob alice 100 → posted 100, posted 50, posted 100
      transaction alice bob 101, bank alice 50, bob alice 100 → insufficient_funds at postings[0].debit (alice): 100 of 101
      transaction alice bob 100, bank alice 50, bob alice 100 → posted 100, posted 50, posted 100
      transaction alice bob 100, bank alice 50, bob alice 101 → insufficient_funds at postings[2].debit (bob): 100 of 101
      transaction alice bob 100, bank nobody 50, bob alice 101 → account_not_found at postings[1].credit
      """)
  }

  @Test func `a refused transfer leaves the books as they were, its time and its number included`() throws {
    try Scene().play(
      """
      open bank  IDR asset     none         → opened
      open alice IDR liability no_overdraft → opened
      transfer alice bank 1                 → insufficient_funds at debit (alice): 0 of 1
      transaction bank alice 5, alice bank 6 → insufficient_funds at postings[1].debit (alice): 5 of 6
      balance alice                         → posted 0 available 0 debits 0+0 credits 0+0
      transfer bank alice 1                 → posted 1
      """)
  }

  @Test func `accounts are named by code or by id, and a code in several currencies needs the currency`() throws {
    let scene = try Scene(
      """
      open bank  IDR asset     none            → opened
      open bank  USD asset     none as=bankUSD → opened
      open alice IDR liability none            → opened
      open carol USD liability none            → opened
      open -     IDR liability none as=nameless → opened
      """)
    try scene.compare(
      """
      transfer alice    bank      1      → posted 1
      transfer alice    bank      1 IDR  → posted 1
      transfer alice    #bank     1 IDR  → posted 1
      transfer #alice   #bank     1 IDR  → posted 1
      transfer #alice   #nameless 1 IDR  → posted 1
      transfer #alice   bank      1 IDR  → posted 1
      transfer bank     bank      1 IDR  → same_account at credit (bank)
      transfer bank     alice     1 IDR  → posted 1
      transfer bank     alice     1 -    → currency_required at debit
      transfer bank     carol     1 -    → currency_required at debit
      transfer bank     carol     1 USD  → posted 1
      transfer #bankUSD carol     1 USD  → posted 1
      transfer #bankUSD carol     1 -    → posted 1
      transfer #bankUSD bank      1 -    → same_account at credit (bankUSD)
      transfer carol    bank      1 -    → posted 1
      transfer carol    alice     1 -    → currency_mismatch at credit (alice)
      transfer carol    alice     1 USD  → currency_mismatch at credit (alice)
      transfer carol    alice     1 IDR  → currency_mismatch at currency (carol)
      transfer carol    alice     1 JPY  → currency_mismatch at currency (carol)
      transfer #carol   alice     1 JPY  → currency_mismatch at currency (carol)
      """)
  }

  @Test func `a time of its own may lie in the past, never in the future`() throws {
    let scene = try Scene(
      """
      open bank  IDR asset     none → opened
      open alice IDR liability none → opened
      """)
    scene.now = Scene.start.adding(seconds: 60)
    try scene.compare(
      """
      transfer bank alice 1                        → posted 1
      transfer bank alice 1 effective=now-86400s   → posted 1
      transfer bank alice 1 effective=now-1us      → posted 1
      transfer bank alice 1 effective=now          → posted 1
      transfer bank alice 1 effective=now+1us      → effective_at_in_future at effective_at
      hold     bank alice 1 effective=now+1us      → effective_at_in_future at effective_at
      transaction bank alice 1 effective=now+1us   → effective_at_in_future at effective_at
      """)
  }
}
