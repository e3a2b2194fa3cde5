import LedgerCore
import Tenancy
import Testing

@testable import Events

@Suite struct `Types of events` {
  @Test(arguments: [
    ("transfer.posted", "transfer.posted"), ("hold.*", "hold.placed hold.captured hold.released hold.expired"),
    ("key.created,tenant.closed", "tenant.closed key.created"),
    ("hold.expired,hold.*,hold.expired", "hold.placed hold.captured hold.released hold.expired"),
    ("data_key.*", "data_key.rotated"),
    ("token.*,transaction.*", "transaction.reversed token.created token.defaulted token.revealed token.deleted"),
  ])
  func `are named one by one, by kind, or several at once`(text: String, types: String) throws {
    #expect(try EventTypes(text).types.map(\.rawValue).joined(separator: " ") == types)
  }

  @Test(arguments: [
    ("", ""), ("transfer", "transfer"), ("hold.*,", ""), ("hold.place*", "hold.place*"), ("*", "*"),
    ("hold.placed, key.created", " key.created"),
    ("Hold.placed", "Hold.placed"), (".*", ".*"), ("nothing.*", "nothing.*"),
  ])
  func `that there are not are named`(text: String, name: String) {
    #expect(throws: UnknownEventType(name: name)) { try EventTypes(text) }
  }

  @Test func `are for those who may read what they are about`() {
    let platform = EventTypes { Role.platform.permissions.contains($0) }
    #expect(platform.contains(.holdExpired) && platform.contains(.tokenDeleted) && !platform.contains(.keyCreated))
    #expect(EventTypes { _ in false }.isEmpty)
    #expect(EventTypes { _ in true } == .all)
    #expect(EventTypes { $0 == .readHolds }.types.map(\.rawValue).allSatisfy { $0.hasPrefix("hold.") })
  }

  /// One that falls out of its set would be filtered away, and never heard of.
  @Test(arguments: EventType.allCases) func `have a place of their own in a set`(_ type: EventType) {
    #expect(EventTypes([type]).types == [type])
  }
}

@Suite struct `A filter` {
  private let tag = LedgerTag(rawValue: 1)
  private let time = Timestamp(microseconds: 5)

  private func event(_ metadata: String? = nil) -> Event {
    let made = Event(
      .transaction(
        [
          PostingRecord(
            sequence: 3, leg: 0, legs: 1, kind: .post, amount: 1, debit: AccountNumber(1), credit: AccountNumber(2),
            debitAfter: Counters(), creditAfter: Counters(), debitVersion: 1, creditVersion: 1, debitPrevious: 0,
            creditPrevious: 0, postedAt: time, metadata: metadata.map { Text($0) })
        ], origin: nil), tag: tag)
    guard let made else { preconditionFailure("every transaction is an event") }
    return made
  }

  @Test func `lets through what fulfils all of it`() {
    let event = event(#"{"channel":"order:17"}"#)
    var filter = EventFilter()
    #expect(filter.matches(event))
    filter.channel = "order:17"
    filter.account = AccountNumber(2)
    filter.object = .transaction(TransactionID(time: time, tag: tag, number: 3))
    filter.types = EventTypes([.transferPosted])
    #expect(filter.matches(event))
    func without(_ change: (inout EventFilter) -> Void) -> Bool {
      var changed = filter
      change(&changed)
      return changed.matches(event)
    }
    #expect(!without { $0.channel = "order:18" })
    #expect(!without { $0.account = AccountNumber(3) })
    #expect(!without { $0.object = .transaction(TransactionID(time: time, tag: tag, number: 4)) })
    #expect(!without { $0.types = EventTypes([.transactionReversed]) })
    #expect(!filter.matches(self.event()))
  }

  @Test func `looks only where such events can be`() {
    func sources(_ change: (inout EventFilter) -> Void) -> EventSources {
      var filter = EventFilter()
      change(&filter)
      return filter.sources
    }
    #expect(sources { _ in } == .all)
    #expect(sources { $0.account = AccountNumber(1) } == .ledger)
    #expect(sources { $0.channel = "x" } == .ledger)
    #expect(sources { $0.types = EventTypes([.keyCreated, .tokenDeleted]) } == [.catalogue, .vault])
    #expect(sources { $0.object = .token(TokenID(rawValue: 1)) } == .vault)
    #expect(sources { $0.object = .key(KeyID(rawValue: 1)) } == .catalogue)
    #expect(sources { $0.object = .hold(HoldID(rawValue: 1)) } == .ledger)
    #expect(sources { $0.object = .tenant(TenantID(rawValue: 1)) } == [.catalogue, .vault])
    #expect(sources { $0.types = EventTypes([]) } == [])
  }

  @Test func `says which transactions have to be read for it`() {
    func transactions(_ change: (inout EventFilter) -> Void) -> TransactionInterest {
      var filter = EventFilter()
      change(&filter)
      return filter.transactions
    }
    #expect(transactions { _ in } == .all)
    #expect(transactions { $0.account = AccountNumber(7) } == .touching([AccountNumber(7)]))
    #expect(transactions { $0.channel = "x" } == .all)
    #expect(transactions { $0.object = .hold(HoldID(rawValue: 1)) } == .all)
    #expect(transactions { $0.object = .account(AccountID(rawValue: 1)) } == .none)
    #expect(transactions { $0.object = .key(KeyID(rawValue: 1)) } == .none)
    #expect(transactions { $0.types = EventTypes([.accountOpened, .keyCreated]) } == .none)
    #expect(transactions { $0.types = EventTypes([.accountOpened, .holdExpired]) } == .all)
    var both = TransactionInterest.touching([AccountNumber(1)])
    both.formUnion(.touching([AccountNumber(2)]))
    #expect(both == .touching([AccountNumber(1), AccountNumber(2)]))
    both.formUnion(.all)
    both.formUnion(.none)
    #expect(both == .all)
  }
}
