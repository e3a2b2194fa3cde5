import LedgerCore
import Testing

/// What was decided can be taken back until it is durable: a refused atomic batch, a commit that failed.
@Suite struct `Undo` {
  @Test func `everything since a mark can be taken back at once, and the books go on as if it had not been`() throws {
    let scene = try Scene(Holds.shop)
    try scene.play(
      """
      hold alice shop 100 as=old expires_in=50 → held 100
      hold alice shop 20 as=second             → held 20
      """)
    let (before, mark, rows) = (BookPicture(scene.book), scene.book.mark(), scene.history.count)
    try scene.play(
      """
      open bob IDR liability none           → opened
      open bob USD liability none as=bobUSD → opened
      open shop USD liability none as=shopUSD → opened
      transfer alice bob 10                 → posted 10
      freeze bob both                       → currency_required at account
      freeze #bobUSD both                   → frozen
      limit alice 5                         → limited
      capture old 30                        → captured 30 (70 left)
      release second                        → released 20
      hold alice shop 1 as=new expires_in=9 → held 1
      capture old 20 final=yes              → captured 20 (50 left), released 50
      wait 10s                              → later
      expire                                → expired 1
      expire                                → nothing
      """)
    scene.book.undo(to: mark)
    scene.history.removeSubrange(rows...)
    #expect(BookPicture(scene.book) == before)
    // The same numbers are given out again, to other things.
    try scene.play(
      """
      hold alice shop 7 expires_in=3600 → held 7
      wait 41s                          → later
      expire                            → expired 100
      expire                            → nothing
      open bob JPY liability none       → opened
      """)
  }

  @Test func `a hold that takes the number of an undone one does not inherit its end`() throws {
    let scene = try Scene(Holds.shop)
    let (mark, rows) = (scene.book.mark(), scene.history.count)
    try scene.play("hold alice shop 7 expires_in=9 → held 7")
    scene.book.undo(to: mark)
    scene.history.removeSubrange(rows...)
    try scene.play(
      """
      hold alice shop 8 expires_in=3600 → held 8
      wait 10s                          → later
      expire                            → nothing
      wait 3600s                        → later
      expire                            → expired 8
      expire                            → nothing
      """)
  }

  @Test func `marks nest: an item of a batch is taken back without the items before it`() throws {
    let scene = try Scene(Holds.shop)
    let outer = scene.book.mark()
    let before = BookPicture(scene.book)
    try scene.play("transfer alice shop 10 → posted 10")
    let (inner, middle) = (scene.book.mark(), BookPicture(scene.book))
    try scene.play("transfer alice shop 20 → posted 20")
    scene.book.undo(to: inner)
    #expect(BookPicture(scene.book) == middle)
    scene.book.undo(to: outer)
    #expect(BookPicture(scene.book) == before)
  }

  @Test func `settling names every account that changed with its state now, and forgets what was before`() throws {
    let scene = try Scene(Holds.shop)
    scene.book.settle { _, _ in }
    try scene.play(
      """
      transfer alice shop 10 → posted 10
      transfer alice shop 5  → posted 5
      freeze fees both       → frozen
      transfer alice fees 1  → account_frozen at credit (fees)
      """)
    var seen: [AccountNumber: AccountState] = [:]
    scene.book.settle { seen[$0] = $1 }
    let changed = ["alice", "shop", "fees"].compactMap { scene.accounts[$0]?.number }
    #expect(Set(seen.keys) == Set(changed))
    for number in changed { #expect(seen[number] == scene.book.state(number)) }
    var again = 0
    scene.book.settle { _, _ in again += 1 }
    #expect(again == 0)
  }

  @Test func `clearing the rows keeps the books`() throws {
    let scene = try Scene(Holds.shop)
    #expect(scene.book.rows.count == 1)
    _ = scene.book.takeRows()
    #expect(scene.book.rows.isEmpty)
    try scene.play("transfer alice shop 10 → posted 10")
    #expect(scene.book.rows.count == 1)
  }
}
