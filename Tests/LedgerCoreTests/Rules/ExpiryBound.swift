import Testing

@testable import LedgerCore

@Suite struct `Holds that are gone` {
  @Test func `do not stay in the expiry queue for years`() throws {
    var book = Book(tag: LedgerTag(rawValue: 1))
    var time = Timestamp(microseconds: 1)
    func next() -> Timestamp {
      time = Timestamp(microseconds: time.microseconds + 1)
      return time
    }
    let currency = try #require(Currency("IDR"))
    for code: Text in ["a", "b"] {
      let now = next()
      _ = try book.decide(
        .openAccount(AccountOpening(code: code, currency: currency, accountClass: .liability)), now: now, postedAt: now)
    }
    let posting = Posting(debit: .code("a"), credit: .code("b"), amount: 1)
    for _ in 0..<1_000 {
      let (placed, freed) = (next(), next())
      let number = book.nextSequence
      _ = try book.decide(.placeHold(posting, expiresIn: Limits.holdSeconds, Details()), now: placed, postedAt: placed)
      let hold = HoldID(time: placed, tag: book.tag, number: number)
      _ = try book.decide(.releaseHold(hold, Details()), now: freed, postedAt: freed)
      book.settle { _, _ in }
    }
    #expect(book.expiries.count < 200)
    let now = next()
    _ = try book.decide(.placeHold(posting, expiresIn: 5, Details()), now: now, postedAt: now)
    #expect(book.nextExpiry() == now.adding(seconds: 5))
  }
}
