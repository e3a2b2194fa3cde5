import LedgerCore
import Testing

/// Time in a ledger never stands still and never goes back.
@Suite struct `Time` {
  @Test(
    arguments: [
      (last: 1_000, now: 5_000, posted: 5_000),
      (last: 1_000, now: 1_001, posted: 1_001),
      (last: 1_000, now: 1_000, posted: 1_001),
      (last: 1_000, now: 999, posted: 1_001),
      (last: 1_000, now: 0, posted: 1_001),
    ] as [(last: Int64, now: Int64, posted: Int64)])
  func `a transaction is posted now, or just after the last one`(last: Int64, now: Int64, posted: Int64) {
    var book = Book(tag: Scene.tag)
    book.restore(nextSequence: 10, lastPostedAt: Timestamp(microseconds: last))
    #expect(book.nextPostedAt(now: Timestamp(microseconds: now)) == Timestamp(microseconds: posted))
  }

  @Test func `an effective time equal to the time of posting is left out of the row`() throws {
    let scene = try Scene(
      """
      open bank  IDR asset     none → opened
      open alice IDR liability none → opened
      wait 1s                       → later
      transfer bank alice 1 effective=now     → posted 1
      transfer bank alice 1 effective=now-1us → posted 1
      """)
    let times = scene.book.rows.suffix(2).map(\.effectiveAt)
    #expect(times == [nil, Timestamp(microseconds: scene.now.microseconds - 1)])
  }

  @Test func `rows carry the time of their own, all rows of a transaction the same`() throws {
    let scene = try Scene(
      """
      open bank  IDR asset     none → opened
      open alice IDR liability none → opened
      wait 10s                      → later
      transaction bank alice 1, bank alice 2 effective=now-5s reference=r1 → posted 1, posted 2
      """)
    let rows = scene.book.rows.suffix(2)
    #expect(rows.allSatisfy { $0.postedAt == scene.now })
    #expect(rows.allSatisfy { $0.effectiveAt == Timestamp(microseconds: scene.now.microseconds - 5_000_000) })
    #expect(rows.map(\.reference) == ["r1", nil])
  }

  @Test func `adding to a time stops at the end of time`() {
    #expect(Timestamp(microseconds: 5).adding(seconds: 2) == Timestamp(microseconds: 2_000_005))
    #expect(Timestamp(microseconds: 5).adding(seconds: .max) == Timestamp(microseconds: .max))
    #expect(Timestamp(microseconds: .max).adding(seconds: 1) == Timestamp(microseconds: .max))
  }
}
