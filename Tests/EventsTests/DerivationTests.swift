import LedgerCore
import Tenancy
import Testing

@testable import Events

/// Which event is made of which row: the table of docs/reference/events.md.
@Suite struct `An event` {
  private let tag = LedgerTag(rawValue: 1)
  private let time = Timestamp(microseconds: 1_790_000_000_000_000)

  private func row(
    _ kind: PostingKind, _ sequence: Int64 = 9, leg: Int32 = 0, legs: Int32 = 1, debit: Int32 = 1, credit: Int32 = 2,
    hold: Int64? = nil, reverses: Int64? = nil, metadata: String? = nil
  ) -> PostingRecord {
    PostingRecord(
      sequence: sequence, leg: leg, legs: legs, kind: kind, amount: 5, debit: AccountNumber(debit), credit: AccountNumber(credit),
      debitAfter: Counters(), creditAfter: Counters(), debitVersion: 1, creditVersion: 1, debitPrevious: 0, creditPrevious: 0,
      postedAt: time, hold: hold.map { HoldID(time: time, tag: tag, number: $0) },
      reverses: reverses.map { TransactionID(time: time, tag: tag, number: $0) }, metadata: metadata.map { Text($0) })
  }

  private func event(_ rows: [PostingRecord], origin: String? = nil) -> Event {
    guard let made = Event(.transaction(rows, origin: origin.map { Text($0) }), tag: tag) else {
      preconditionFailure("every transaction is an event")
    }
    return made
  }

  @Test func `of a transaction is told by its first row`() {
    let hold = HoldID(time: time, tag: tag, number: 3)
    let transaction = TransactionID(time: time, tag: tag, number: 9)
    let table: [(rows: [PostingRecord], type: EventType, object: EventObject)] = [
      ([row(.post)], .transferPosted, .transaction(transaction)),
      ([row(.post, 9, leg: 0, legs: 2), row(.post, 10, leg: 1, legs: 2)], .transferPosted, .transaction(transaction)),
      ([row(.post, reverses: 4)], .transactionReversed, .transaction(transaction)),
      ([row(.hold, hold: 3)], .holdPlaced, .hold(hold)),
      ([row(.capture, hold: 3)], .holdCaptured, .hold(hold)),
      ([row(.capture, 9, leg: 0, legs: 2, hold: 3), row(.release, 10, leg: 1, legs: 2, hold: 3)], .holdCaptured, .hold(hold)),
      ([row(.capture, 9, leg: 0, legs: 2, hold: 3), row(.post, 10, leg: 1, legs: 2)], .holdCaptured, .hold(hold)),
      ([row(.release, hold: 3)], .holdReleased, .hold(hold)),
      ([row(.expiry, hold: 3)], .holdExpired, .hold(hold)),
    ]
    for (rows, type, object) in table {
      let made = event(rows)
      #expect(made.type == type && made.object == object, "\(rows[0].kind)")
      #expect(made.id == EventID(.ledger, at: time, tag: tag, sequence: 9))
      #expect(made.occurredAt == time && made.source == .ledger)
    }
  }

  @Test(arguments: [
    (AccountChangeKind.opened, EventType.accountOpened), (.frozen, .accountFrozen), (.unfrozen, .accountUnfrozen),
    (.limited, .accountLimited), (.closed, .accountClosed),
  ])
  func `of an account is what its change was`(kind: AccountChangeKind, type: EventType) throws {
    let identity = AccountIdentity(
      number: AccountNumber(4), id: AccountID(time: time, tag: tag, number: 4), code: "wallet:alice", currency: .idr,
      accountClass: .liability, managedBy: .none, metadata: Text(#"{"channel":"app"}"#))
    let change = AccountChangeRecord(
      sequence: 12, postedAt: time, kind: kind,
      account: AccountSnapshot(identity: identity, state: AccountState(of: identity, limit: .none)))
    let made = try #require(Event(.account(change), tag: tag))
    #expect(made.type == type && made.object == .account(identity.id))
    #expect(made.accounts == [AccountNumber(4)] && made.channel == "app")
    #expect(made.id.sequence == 12)
  }

  @Test(arguments: [
    ("intent", "requires_confirmation", true, EventType.intentCreated),
    ("intent", "requires_action", false, .intentRequiresAction),
    ("intent", "succeeded", false, .intentSucceeded), ("payment", "pending_auth", true, .paymentPending),
    ("payment", "captured", false, .paymentCaptured), ("refund", "sending", true, .refundCreated),
    ("refund", "succeeded", false, .refundSucceeded), ("refund", "unknown", false, nil), ("payment", "created", false, nil),
    ("attempt", "succeeded", false, nil), ("delivery", "received", true, nil), ("merchant", "active", true, nil),
    ("merchant", "active", false, .merchantChanged), ("settlement", "booking", true, nil),
    ("settlement", "open", false, .settlementOpen), ("settlement", "accepted", false, .settlementSettled),
    ("settlement", "settled", false, .settlementSettled), ("settlement_item", "booked", false, nil),
    ("bonus", "active", true, .bonusGranted), ("bonus", "active", false, nil), ("bonus", "expired", false, .bonusExpired),
    ("payout", "requested", true, .payoutRequested), ("payout", "sending", false, .payoutSubmitted),
    ("payout", "unknown", false, nil), ("payout", "paid", false, .payoutPaid), ("payout", "returned", false, .payoutReturned),
  ])
  func `of a record is how it stands, where that is anybody's event`(
    kind: String, state: String, isNew: Bool, type: EventType?
  ) throws {
    let change = RecordChange(
      sequence: isNew ? 7 : 9, postedAt: time, record: 7, createdAt: time,
      content: RecordContent(kind: Text(kind), state: Text(state), body: "{}"))
    let made = Event(.record(change), tag: tag)
    #expect(made?.type == type)
    guard let made else { return }
    #expect(made.object.text.hasPrefix("\(made.type.objectPrefix)") && made.id.sequence == change.sequence)
  }

  @Test func `of a trail is what effects have, and what belongs to its file`() {
    let tenant = TenantID(rawValue: 1).text
    func record(_ action: String, _ subject: String) -> AuditRecord {
      AuditRecord(
        sequence: 6, at: time, actor: "daemon", action: action, tenant: tenant, subject: subject, requestID: "r", before: "{}",
        after: "{}", seal: [])
    }
    let key = KeyID(rawValue: 2).text
    let token = TokenID(rawValue: 3).text
    let table: [(action: AuditAction, subject: String, source: EventSource, type: EventType)] = [
      (.tenantCreated, tenant, .catalogue, .tenantCreated), (.tenantSuspended, tenant, .catalogue, .tenantSuspended),
      (.tenantResumed, tenant, .catalogue, .tenantResumed), (.tenantClosed, tenant, .catalogue, .tenantClosed),
      (.tenantChanged, tenant, .catalogue, .tenantChanged), (.keyCreated, key, .catalogue, .keyCreated),
      (.keyRotated, key, .catalogue, .keyRotated), (.keyRevoked, key, .catalogue, .keyRevoked),
      (.paymentMethodCreated, token, .vault, .tokenCreated), (.paymentMethodChanged, token, .vault, .tokenDefaulted),
      (.paymentMethodRevealed, token, .vault, .tokenRevealed), (.paymentMethodDeleted, token, .vault, .tokenDeleted),
      (.dataKeyRotated, tenant, .vault, .dataKeyRotated),
    ]
    for (action, subject, source, type) in table {
      let made = Event(record(action.rawValue, subject), source, tag: tag)
      #expect(made?.type == type && made?.object.text == subject, "\(action)")
      #expect(made?.id == EventID(source, at: time, tag: tag, sequence: 6))
      #expect(made?.accounts == [])
      let other: EventSource = source == .vault ? .catalogue : .vault
      #expect(Event(record(action.rawValue, subject), other, tag: tag) == nil, "\(action) in another file")
    }
    let silent = Set(AuditAction.allCases).subtracting(table.map(\.action))
    for action in silent { #expect(EventType(action) == nil, "\(action)") }
    #expect(Event(record("from.the_future", tenant), .catalogue, tag: tag) == nil)
  }

  @Test func `knows the accounts it touched, each once, in the order of the rows`() {
    let rows = [
      row(.post, 9, leg: 0, legs: 3, debit: 7, credit: 2), row(.post, 10, leg: 1, legs: 3, debit: 2, credit: 5),
      row(.post, 11, leg: 2, legs: 3, debit: 7, credit: 1),
    ]
    #expect(event(rows).accounts.map(\.rawValue) == [7, 2, 5, 1])
  }

  @Test func `has its own channel, or that of what it resolves or reverses`() {
    let channels: [(own: String?, origin: String?, channel: Text?)] = [
      (nil, nil, nil), (#"{"channel":"order:17"}"#, nil, "order:17"), (nil, #"{"channel":"order:17"}"#, "order:17"),
      (#"{"channel":"web"}"#, #"{"channel":"order:17"}"#, "web"), (#"{"note":"x"}"#, #"{"channel":"order:17"}"#, "order:17"),
      (#"{"a":"\"channel\":\"no\"","b":"c"}"#, nil, nil), (#"{"a":"b","channel":"ü\n"}"#, nil, "ü\n"),
      (#"{"channel":""}"#, nil, ""),
      (#"{"my":"channel"}"#, nil, nil), ("{", nil, nil),
    ]
    for (own, origin, channel) in channels {
      #expect(event([row(.capture, hold: 3, metadata: own)], origin: origin).channel == channel, "\(own ?? "–")")
    }
  }

  @Test func `has a type for each change there can be, and each type is of something`() {
    let ofChanges = Set(EventType.allCases.filter { $0.source == .ledger })
    let ofRecords = ofChanges.filter { $0.objectKind == .record }
    #expect(ofChanges.count - ofRecords.count == TransactionType.allCases.count + AccountChangeKind.allCases.count)
    let ofActs = Set(AuditAction.allCases.compactMap { EventType($0) })
    #expect(ofChanges.union(ofActs) == Set(EventType.allCases))
    for type in EventType.allCases {
      #expect(type.rawValue.wholeMatch(of: /[a-z_]+\.[a-z_]+/) != nil)
      #expect(type.version == 1 && !type.summary.isEmpty)
    }
  }
}

extension Currency {
  fileprivate static var idr: Currency { Currency("IDR") ?? { preconditionFailure("a currency") }() }
}
