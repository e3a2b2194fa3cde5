import Sodium
import Testing

@testable import LedgerCore
@testable import Storage

/// Accounts are looked up by code and currency before the writer sees a command; what it decides must not depend on that.
@Suite struct AccountNamesTests {
  private let rupiah = Currency("IDR")
  private let dollar = Currency("USD")

  private func transfer(_ debit: String, _ credit: String, _ currency: Currency?) -> LedgerCore.Operation {
    .transfer(Posting(debit: .code(Text(debit)), credit: .code(Text(credit)), amount: 5, currency: currency), Details())
  }

  private func debit(_ operation: LedgerCore.Operation) -> AccountReference? {
    if case .transfer(let posting, _) = operation { posting.debit } else { nil }
  }

  @Test func `a code with its currency becomes a number, anything else stays as it was asked`() throws {
    let fixture = try Fixture()
    try fixture.open("cash", class: .asset)
    try fixture.open("cash", currency: "USD", class: .asset)
    let names = fixture.ledger.published.names
    #expect(debit(names.lookUp(transfer("cash", "x", rupiah))) == .number(AccountNumber(1)))
    #expect(debit(names.lookUp(transfer("cash", "x", dollar))) == .number(AccountNumber(2)))
    #expect(debit(names.lookUp(transfer("cash", "x", nil))) == .code("cash"))
    #expect(debit(names.lookUp(transfer("cas", "x", rupiah))) == .code("cas"))
    #expect(debit(names.lookUp(transfer("cash", "x", Currency("JPY")))) == .code("cash"))
  }

  @Test func `many accounts are each found under their own code, also after a restart`() throws {
    let fixture = try Fixture()
    for number in 1...1_000 { try fixture.open("account-\(number)") }
    for _ in 0..<2 {
      let names = fixture.ledger.published.names
      for number in 1...1_000 {
        let found = debit(names.lookUp(transfer("account-\(number)", "x", rupiah)))
        #expect(found == .number(AccountNumber(Int32(number))))
      }
      #expect(names.identity(AccountNumber(1_000))?.code == "account-1000")
      #expect(names.identity(AccountNumber(1_001)) == nil && names.identity(AccountNumber(0)) == nil)
      try fixture.restart()
    }
  }

  @Test func `an account that an item of the same batch opens is found by the items after it`() throws {
    let fixture = try Fixture()
    try fixture.open("cash", class: .asset)
    let opening = AccountOpening(code: "new", currency: try #require(rupiah), accountClass: .liability, limit: .none)
    let items = [
      Command(key: "early", operation: transfer("cash", "new", rupiah)), Command(key: "open", operation: .openAccount(opening)),
      Command(key: "late", operation: transfer("cash", "new", rupiah)),
    ]
    guard case .batch(let answers) = try fixture.ledger.reply(to: .batch(Batch(key: "b", isAtomic: false, items: items))) else {
      throw TestFailure("a batch got another reply")
    }
    #expect(answers[0].refusal == .accountNotFound)
    #expect(answers[2].rows.count == 1 && fixture.balance("new") == 5)
  }

  @Test func `a request is the same under its key whether or not its accounts were known when it came`() throws {
    let fixture = try Fixture()
    try fixture.open("cash", class: .asset)
    #expect(try fixture.run(transfer("cash", "late", rupiah), key: "once").refusal == .accountNotFound)
    try fixture.open("late")
    let again = try fixture.run(transfer("cash", "late", rupiah), key: "once")
    #expect(again.refusal == .accountNotFound && again.isReplay)
  }
}
