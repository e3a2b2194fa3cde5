import Testing

/// How far an account may go down.
@Suite struct `Limits of balances` {
  @Test func `no_overdraft ends at zero, a floor ends at the floor, none does not end`() throws {
    let scene = try Scene(
      """
      open bank   IDR asset     none         → opened
      open free   IDR liability none         → opened
      open strict IDR liability no_overdraft → opened
      open line   IDR liability -500         → opened
      open saver  IDR liability 20           → opened
      transfer bank free   100               → posted 100
      transfer bank strict 100               → posted 100
      transfer bank line   100               → posted 100
      transfer bank saver  100               → posted 100
      """)
    try scene.compare(
      """
      transfer free   bank  100 → posted 100
      transfer free   bank  101 → posted 101
      transfer strict bank  101 → insufficient_funds at debit (strict): 100 of 101
      transfer strict bank  100 → posted 100
      transfer line   bank  100 → posted 100
      transfer line   bank  600 → posted 600
      transfer line   bank  601 → limit_exceeded at debit (line): 600 of 601
      transfer saver  bank  601 → limit_exceeded at debit (saver): 80 of 601
      transfer saver  bank   81 → limit_exceeded at debit (saver): 80 of 81
      transfer saver  bank   80 → posted 80
      """)
  }

  @Test func `an account that grows by debits is limited on its credit side`() throws {
    let scene = try Scene(
      """
      open till   IDR asset     no_overdraft → opened
      open equity IDR equity    none         → opened
      transfer till equity 100               → posted 100
      """)
    try scene.compare(
      """
      transfer equity till 101 → insufficient_funds at credit (till): 100 of 101
      transfer equity till 100 → posted 100
      hold     equity till 100 → held 100
      hold     equity till 101 → insufficient_funds at credit (till): 100 of 101
      """)
  }

  @Test func `what is reserved to leave counts, what is reserved to arrive does not`() throws {
    let scene = try Scene(
      """
      open bank  IDR asset     none         → opened
      open alice IDR liability no_overdraft → opened
      open bob   IDR liability no_overdraft → opened
      transfer bank alice 100               → posted 100
      hold alice bob 30                     → held 30
      balance alice                         → posted 100 available 70 debits 0+30 credits 100+0
      balance bob                           → posted 0 available 0 debits 0+0 credits 0+30
      """)
    try scene.compare(
      """
      transfer alice bank 70 → posted 70
      transfer alice bank 71 → insufficient_funds at debit (alice): 70 of 71
      hold     alice bank 71 → insufficient_funds at debit (alice): 70 of 71
      hold     alice bank 70 → held 70
      hold     alice bank 30 → held 30
      hold     bob   bank 30 → insufficient_funds at debit (bob): 0 of 30
      """)
  }

  @Test func `a limit that is set later binds what leaves from then on, and never what arrives`() throws {
    try Scene().play(
      """
      open bank  IDR asset     none → opened
      open alice IDR liability none → opened
      transfer alice bank 50        → posted 50
      limit alice no_overdraft      → limited
      balance alice                 → posted -50 available -50 debits 50+0 credits 0+0
      transfer alice bank 1         → insufficient_funds at debit (alice): -50 of 1
      transfer bank alice 30        → posted 30
      transfer alice bank 1         → insufficient_funds at debit (alice): -20 of 1
      limit alice -21               → limited
      transfer alice bank 2         → limit_exceeded at debit (alice): 1 of 2
      transfer alice bank 1         → posted 1
      limit alice none              → limited
      transfer alice bank 1000      → posted 1000
      """)
  }

  @Test func `a capture never breaks a limit, because the hold was checked against it`() throws {
    try Scene().play(
      """
      open bank  IDR asset     none         → opened
      open alice IDR liability no_overdraft → opened
      transfer bank alice 100               → posted 100
      hold alice bank 100 as=h              → held 100
      limit alice 50                        → limited
      capture h rest                        → captured 100
      balance alice                         → posted 0 available 0 debits 100+0 credits 100+0
      """)
  }

  @Test func `balancing moves at the most what there is down to the limit`() throws {
    let scene = try Scene(
      """
      open bank   IDR asset     none         → opened
      open till   IDR asset     no_overdraft → opened
      open alice  IDR liability no_overdraft → opened
      open line   IDR liability -500         → opened
      open free   IDR liability none         → opened
      open empty  IDR liability none         → opened
      open behind IDR asset     -500         → opened
      transfer bank alice 100                → posted 100
      transfer bank line  100                → posted 100
      transfer bank free  100                → posted 100
      transfer till free   60                → posted 60
      transfer bank behind 40                → posted 40
      hold alice free 30                     → held 30
      """)
    try scene.compare(
      """
      transfer alice bank 1000 IDR                  → insufficient_funds at debit (alice): 70 of 1000
      transfer alice bank 1000 IDR balancing-debit  → posted 70
      transfer alice bank   70 IDR balancing-debit  → posted 70
      transfer alice bank   69 IDR balancing-debit  → posted 69
      transfer line  bank   69 IDR balancing-debit  → posted 69
      transfer line  bank 1000 IDR balancing-debit  → posted 600
      transfer free  bank 1000 IDR balancing-debit  → posted 160
      transfer empty bank 1000 IDR balancing-debit  → insufficient_funds at debit (empty): 0 of 1000
      transfer empty till 1000 IDR balancing-debit  → insufficient_funds at debit (empty): 0 of 1000
      transfer empty till 1000 IDR balancing-credit → posted 60
      transfer free  till 1000 IDR balancing-credit → posted 60
      transfer free  till   10 IDR balancing-credit → posted 10
      transfer free  behind 10 IDR balancing-credit → posted 10
      transfer free  behind 1000 IDR balancing-credit → posted 460
      # On the side that makes it grow, an account behind zero is filled up to zero, whatever its limit.
      transfer behind behind 1000 IDR balancing-credit → same_account at credit (behind)
      transfer behind alice 1000 IDR balancing-credit → insufficient_funds at credit (alice): -100 of 1000
      transfer behind alice 1000 IDR balancing-debit → posted 40
      transfer behind alice 10 IDR balancing-debit → posted 10
      transfer free   alice 10 IDR balancing-debit → posted 10
      transfer free   till  10 IDR balancing-debit → posted 10
      transfer free   till  10 IDR balancing-credit → posted 10
      hold     free  till   10 IDR balancing-credit → held 10
      hold     free  till 1000 IDR balancing-credit → held 60
      hold     alice till 1000 IDR balancing-credit → held 60
      hold     alice bank 1000 IDR balancing-credit → insufficient_funds at debit (alice): 70 of 340
      """)
  }
}
