import LedgerCore
import Testing

/// Reserve now, move later: a hold and its three ends.
@Suite struct `Holds` {
  static let shop = """
    open bank  IDR asset     none         → opened
    open alice IDR liability no_overdraft → opened
    open shop  IDR liability no_overdraft → opened
    open fees  IDR revenue   none         → opened
    transfer bank alice 1000              → posted 1000
    """

  @Test func `a hold moves the pending counters and nothing else`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 300 → held 300
      balance alice       → posted 1000 available 700 debits 0+300 credits 1000+0
      balance shop        → posted 0 available 0 debits 0+0 credits 0+300
      """)
  }

  @Test func `captures in part leave the rest reserved, and the last one ends the hold`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 300 as=h → held 300
      capture h 100            → captured 100 (200 left)
      balance alice            → posted 900 available 700 debits 100+200 credits 1000+0
      balance shop             → posted 100 available 100 debits 0+0 credits 100+200
      capture h 150            → captured 150 (50 left)
      capture h rest           → captured 50
      balance alice            → posted 700 available 700 debits 300+0 credits 1000+0
      balance shop             → posted 300 available 300 debits 0+0 credits 300+0
      capture h 1              → hold_captured at hold
      release h                → hold_captured at hold
      """)
  }

  @Test func `a capture takes at most what remains; a final one frees what is left`() throws {
    let scene = try Scene(Holds.shop)
    try scene.play(
      """
      hold alice shop 300 as=h → held 300
      capture h 50             → captured 50 (250 left)
      """)
    try scene.compare(
      """
      capture h 251           → capture_above_remaining at amount (alice): 250 of 251
      capture h 250           → captured 250
      capture h 249           → captured 249 (1 left)
      capture h 249 final=yes → captured 249 (1 left), released 1
      capture h 250 final=yes → captured 250
      capture h 251 final=yes → capture_above_remaining at amount (alice): 250 of 251
      capture h rest final=yes → captured 250
      capture h rest          → captured 250
      """)
  }

  @Test func `a final capture frees the rest`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 300 as=h → held 300
      capture h 120 final=yes  → captured 120 (180 left), released 180
      balance alice            → posted 880 available 880 debits 120+0 credits 1000+0
      balance shop             → posted 120 available 120 debits 0+0 credits 120+0
      capture h 1              → hold_captured at hold
      """)
  }

  @Test func `a release frees everything`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 300 as=h → held 300
      release h                → released 300
      balance alice            → posted 1000 available 1000 debits 0+0 credits 1000+0
      balance shop             → posted 0 available 0 debits 0+0 credits 0+0
      release h                → hold_released at hold
      capture h rest           → hold_released at hold
      """)
  }

  @Test func `a release after captures frees what they left`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 300 as=h → held 300
      capture h 100            → captured 100 (200 left)
      release h                → released 200
      balance alice            → posted 900 available 900 debits 100+0 credits 1000+0
      release h                → hold_released at hold
      """)
  }

  @Test func `postings after a capture see the money it moved, and stand or fall with it`() throws {
    let scene = try Scene(Holds.shop)
    try scene.play("hold alice shop 300 as=h → held 300")
    try scene.compare(
      """
      capture h rest, shop fees 300           → captured 300, posted 300
      capture h rest, shop fees 301           → insufficient_funds at postings[0].debit (shop): 300 of 301
      capture h 100,  shop fees 301           → insufficient_funds at postings[0].debit (shop): 100 of 301
      capture h 100,  shop fees 9             → captured 100 (200 left), posted 9
      capture h 100,  shop fees 9   final=yes → captured 100 (200 left), released 200, posted 9
      """)
  }

  @Test func `of two captures of one hold that race, exactly one succeeds`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 300 as=h → held 300
      capture h 300            → captured 300
      capture h 300            → hold_captured at hold
      """)
  }

  @Test func `a hold expires at its time, not a microsecond before, and whoever comes later is told so`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 300 expires_in=900 as=h → held 300
      clock 900s            → set
      # Opening four accounts and two postings took five microseconds of ledger time after the first.
      expire                → nothing
      wait 4us              → later
      expire                → nothing
      wait 1us              → later
      expire                → expired 300
      expire                → nothing
      balance alice         → posted 1000 available 1000 debits 0+0 credits 1000+0
      capture h rest        → hold_expired at hold
      release h             → hold_expired at hold
      """)
  }

  @Test func `an expiry that was noticed late counts from the moment it was due`() throws {
    let scene = try Scene(Holds.shop)
    try scene.play(
      """
      hold alice shop 300 expires_in=10 as=h → held 300
      wait 3600s                             → later
      expire                                 → expired 300
      """)
    guard case .posting(let expiry)? = scene.history.last, let hold = scene.transactions["h"] else {
      Issue.record("the last row is the expiry")
      return
    }
    #expect(expiry.postedAt == scene.now)
    #expect(expiry.effectiveAt == hold.time.adding(seconds: 10))
  }

  @Test func `holds expire in the order of their times, those without a time never`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 1                → held 1
      hold alice shop 30 expires_in=30 → held 30
      hold alice shop 10 expires_in=10 → held 10
      hold alice shop 20 expires_in=20 as=gone → held 20
      release gone                     → released 20
      wait 31s                         → later
      expire                           → expired 10
      expire                           → expired 30
      expire                           → nothing
      wait 315360000s                  → later
      expire                           → nothing
      balance alice                    → posted 1000 available 999 debits 0+1 credits 1000+0
      """)
  }

  @Test func `what was captured before the expiry stays captured`() throws {
    try Scene(Holds.shop).play(
      """
      hold alice shop 300 expires_in=10 as=h → held 300
      capture h 100                          → captured 100 (200 left)
      wait 11s                               → later
      expire                                 → expired 200
      balance alice                          → posted 900 available 900 debits 100+0 credits 1000+0
      """)
  }

  @Test func `a freeze stops new holds, not what was promised before`() throws {
    let scene = try Scene(Holds.shop)
    try scene.play(
      """
      hold alice shop 300 as=h → held 300
      hold alice shop 50 expires_in=10 → held 50
      freeze alice both        → frozen
      freeze shop both         → frozen
      """)
    try scene.compare(
      """
      hold alice shop 10       → account_frozen at debit (alice)
      """)
    try scene.play(
      """
      capture h 100            → captured 100 (200 left)
      release h                → released 200
      wait 11s                 → later
      expire                   → expired 50
      """)
  }

  @Test func `an unknown hold, a foreign one and one with another time are all the same: not found`() throws {
    let scene = try Scene(Holds.shop)
    try scene.play("hold alice shop 300 as=h → held 300")
    try scene.compare(
      """
      capture h         rest → captured 300
      capture #unknown  rest → hold_not_found at hold
      capture #foreign  rest → hold_not_found at hold
      capture #mistimed rest → hold_not_found at hold
      """)
  }

  @Test func `a transaction that is no hold cannot be captured`() throws {
    try Scene(Holds.shop).play(
      """
      transfer alice shop 5 as=t → posted 5
      capture t rest             → hold_not_found at hold
      release t                  → hold_not_found at hold
      """)
  }
}
