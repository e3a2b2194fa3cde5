import Testing

/// The ladder of rejections: when a request has several faults, the highest rung answers.
///
/// Each table starts with everything wrong at once and mends one fault per row: every row still has all the faults of the rows
/// below it, so each pair of neighbours shows which of the two takes precedence.
@Suite struct `The ladder` {
  /// Accounts named by what is wrong with them.
  static let accounts = """
    open bank           IDR asset     none                          → opened
    open both           IDR liability none                          → opened
    open both           USD liability none as=bothUSD               → opened
    open dollars        USD liability none                          → opened
    open managed-closed IDR liability no_overdraft managed_by=payments → opened
    open managed-target IDR asset     no_overdraft managed_by=payments → opened
    open closed-frozen  IDR liability no_overdraft                  → opened
    open closed-target  IDR asset     no_overdraft                  → opened
    open frozen-full    IDR liability none                          → opened
    open frozen-target  IDR asset     none                          → opened
    open full           IDR liability none                          → opened
    open full-target    IDR asset     none                          → opened
    open empty          IDR liability no_overdraft                  → opened
    open empty-target   IDR asset     no_overdraft                  → opened
    open credit-line    IDR liability -50                           → opened
    open target         IDR asset     none                          → opened
    # Full: 99 more and a counter would leave its range. Empty all the same.
    transfer frozen-full frozen-target max-99                       → posted 4611686018427387804
    transfer frozen-target frozen-full max-99                       → posted 4611686018427387804
    transfer full full-target max-99                                → posted 4611686018427387804
    transfer full-target full max-99                                → posted 4611686018427387804
    limit frozen-full no_overdraft                                  → limited
    limit frozen-target no_overdraft                                → limited
    limit full no_overdraft                                         → limited
    limit full-target no_overdraft                                  → limited
    freeze frozen-full debits                                       → frozen
    freeze frozen-target credits                                    → frozen
    freeze closed-frozen debits                                     → frozen
    close managed-closed                                            → closed
    close closed-frozen                                             → closed
    close closed-target                                             → closed
    """

  @Test func `of a transfer, from everything wrong to nothing wrong`() throws {
    try Scene(`The ladder`.accounts).compare(
      """
      # debit        credit          amount currency
      transfer nobody         nobody         101 USD effective=now+1us → effective_at_in_future at effective_at
      transfer nobody         nobody         101 USD effective=now     → account_not_found at debit
      transfer both           nobody         101 USD effective=now     → account_not_found at credit
      transfer both           nobody         101 -   effective=now     → account_not_found at credit
      transfer both           both           101 -   effective=now     → currency_required at debit
      transfer #both          both           101 -   effective=now     → same_account at credit (both)
      transfer #both          #both          101 -   effective=now     → same_account at credit (both)
      transfer #both          #both          101 USD effective=now     → same_account at credit (both)
      transfer #both          #dollars       101 USD effective=now     → currency_mismatch at currency (both)
      transfer #both          #dollars       101 IDR effective=now     → currency_mismatch at credit (dollars)
      transfer managed-closed #dollars       101 IDR effective=now     → currency_mismatch at credit (dollars)
      transfer managed-closed managed-target 101 IDR effective=now     → account_managed at debit (managed-closed)
      transfer closed-frozen  managed-target 101 IDR effective=now     → account_managed at credit (managed-target)
      transfer closed-frozen  closed-target  101 IDR effective=now     → account_closed at debit (closed-frozen)
      transfer frozen-full    closed-target  101 IDR effective=now     → account_closed at credit (closed-target)
      transfer frozen-full    frozen-target  101 IDR effective=now     → account_frozen at debit (frozen-full)
      transfer full           frozen-target  101 IDR effective=now     → account_frozen at credit (frozen-target)
      transfer full           full-target    101 IDR effective=now     → amount_overflow at amount (full): 101
      transfer empty          full-target    101 IDR effective=now     → amount_overflow at amount (full-target): 101
      transfer empty          empty-target   101 IDR effective=now     → insufficient_funds at debit (empty): 0 of 101
      transfer credit-line    empty-target   101 IDR effective=now     → insufficient_funds at credit (empty-target): 0 of 101
      transfer credit-line    target         101 IDR effective=now     → limit_exceeded at debit (credit-line): 50 of 101
      transfer credit-line    target          50 IDR effective=now     → posted 50
      """)
  }

  @Test func `of a hold: the same ladder`() throws {
    try Scene(`The ladder`.accounts).compare(
      """
      hold nobody         nobody         101 USD effective=now+1us → effective_at_in_future at effective_at
      hold nobody         nobody         101 USD effective=now     → account_not_found at debit
      hold both           nobody         101 USD effective=now     → account_not_found at credit
      hold both           nobody         101 -   effective=now     → account_not_found at credit
      hold both           both           101 -   effective=now     → currency_required at debit
      hold #both          both           101 -   effective=now     → same_account at credit (both)
      hold #both          #dollars       101 -   effective=now     → currency_mismatch at credit (dollars)
      hold managed-closed #dollars       101 -   effective=now     → currency_mismatch at credit (dollars)
      hold managed-closed managed-target 101 -   effective=now     → account_managed at debit (managed-closed)
      hold closed-frozen  managed-target 101 -   effective=now     → account_managed at credit (managed-target)
      hold closed-frozen  closed-target  101 -   effective=now     → account_closed at debit (closed-frozen)
      hold frozen-full    closed-target  101 -   effective=now     → account_closed at credit (closed-target)
      hold frozen-full    frozen-target  101 -   effective=now     → account_frozen at debit (frozen-full)
      hold full           frozen-target  101 -   effective=now     → account_frozen at credit (frozen-target)
      hold full           full-target    101 -   effective=now     → amount_overflow at amount (full): 101
      hold empty          full-target    101 -   effective=now     → amount_overflow at amount (full-target): 101
      hold empty          empty-target   101 -   effective=now     → insufficient_funds at debit (empty): 0 of 101
      hold credit-line    empty-target   101 -   effective=now     → insufficient_funds at credit (empty-target): 0 of 101
      hold credit-line    target         101 -   effective=now     → limit_exceeded at debit (credit-line): 50 of 101
      hold credit-line    target          50 -   effective=now     → held 50
      """)
  }

  @Test func `ids of other ledgers and ids that never were are all the same: not found`() throws {
    try Scene(`The ladder`.accounts).compare(
      """
      transfer #bank     target 1 → posted 1
      transfer #unknown  target 1 → account_not_found at debit
      transfer #foreign  target 1 → account_not_found at debit
      transfer #mistimed target 1 → account_not_found at debit
      transfer nobody    target 1 → account_not_found at debit
      """)
  }

  @Test func `of a capture, from everything wrong to nothing wrong`() throws {
    let scene = try Scene(`The ladder`.accounts)
    try scene.play(
      """
      transfer target empty 100              → posted 100
      hold empty target 100 as=open          → held 100
      hold bank  target  10 as=captured      → held 10
      capture captured rest                  → captured 10
      hold bank  target  10 as=released      → held 10
      release released                       → released 10
      hold bank  target  10 expires_in=1 as=expired → held 10
      wait 2s                                → later
      expire                                 → expired 10
      """)
    try scene.compare(
      """
      capture #unknown 101, empty nobody 1 effective=now+1us → hold_not_found at hold
      capture captured 101, empty nobody 1 effective=now+1us → effective_at_in_future at effective_at
      capture captured 101, empty nobody 1 effective=now     → hold_captured at hold
      capture released 101, empty nobody 1 effective=now     → hold_released at hold
      capture expired  101, empty nobody 1 effective=now     → hold_expired at hold
      capture open     101, empty nobody 1 effective=now     → capture_above_remaining at amount (empty): 100 of 101
      capture open     100, empty nobody 1 effective=now     → account_not_found at postings[0].credit
      capture open     100, empty target 1 effective=now     → insufficient_funds at postings[0].debit (empty): 0 of 1
      capture open     100, bank  target 1 effective=now     → captured 100, posted 1
      """)
  }

  @Test func `of a release, from everything wrong to nothing wrong`() throws {
    let scene = try Scene(`The ladder`.accounts)
    try scene.play(
      """
      hold bank target 10 as=open     → held 10
      hold bank target 10 as=captured → held 10
      capture captured rest           → captured 10
      """)
    try scene.compare(
      """
      release #unknown effective=now+1us → hold_not_found at hold
      release captured effective=now+1us → effective_at_in_future at effective_at
      release captured effective=now     → hold_captured at hold
      release open     effective=now     → released 10
      """)
  }

  @Test func `of a reversal, from everything wrong to nothing wrong`() throws {
    let scene = try Scene(`The ladder`.accounts)
    try scene.play(
      """
      transfer bank empty 100 as=spent → posted 100
      transfer empty target 60         → posted 60
      transfer bank target 5 as=twice  → posted 5
      reverse twice                    → posted 5
      transfer bank target 5 as=once   → posted 5
      hold bank target 10 as=hold      → held 10
      """)
    try scene.compare(
      """
      reverse #unknown effective=now+1us → transaction_not_found at transaction
      reverse twice    effective=now+1us → effective_at_in_future at effective_at
      reverse twice    effective=now     → already_reversed at transaction
      reverse hold     effective=now     → not_reversible at transaction
      reverse spent    effective=now     → insufficient_funds at debit (empty): 40 of 100
      reverse once     effective=now     → posted 5
      """)
  }

  @Test func `of opening an account`() throws {
    try Scene("open alice IDR liability none → opened").compare(
      """
      open assets:alice IDR liability none → code_reserved at code
      open alice        IDR liability none → code_taken at code (alice)
      open alice        USD liability none → opened
      open bob          USD liability none → opened
      """)
  }

  @Test func `of changing an account`() throws {
    let scene = try Scene(
      """
      open bank  IDR asset     none              → opened
      open twice IDR liability none              → opened
      open twice USD liability none as=twiceUSD  → opened
      open shut  IDR liability none              → opened
      open used  IDR liability none              → opened
      open idle  IDR liability none              → opened
      transfer bank used 5                       → posted 5
      close shut                                 → closed
      """)
    try scene.compare(
      """
      close nobody   → account_not_found at account
      close #foreign → account_not_found at account
      close twice    → currency_required at account
      close shut     → account_closed at account (shut)
      close used     → account_not_empty at account (used): 5 of 0
      close idle     → closed
      """)
  }
}
