/// The books of one ledger in memory: every account, every open hold, and the rules that change them.
///
/// A value without I/O: whoever owns it loads what a command needs, lets the book decide, writes the rows it made, and tells it
/// whether they became durable. Every change is first noted in a journal, so that a refused item of an atomic batch, or a whole
/// commit that failed, can be undone.
package struct Book: ~Copyable {
  package let tag: LedgerTag
  package internal(set) var identities: [AccountIdentity] = []
  package internal(set) var states: [AccountState] = []
  /// Open holds by the sequence of the row that placed them.
  package internal(set) var openHolds: [Int64: OpenHold] = [:]
  /// The sequence the next row will have.
  package internal(set) var nextSequence: Int64 = 1
  /// The time of the last row; time in a ledger never goes back.
  package internal(set) var lastPostedAt = Timestamp(microseconds: 0)
  /// The rows made by the commands decided since `takeRows`.
  package internal(set) var rows: [PostingRecord] = []

  /// For whom is decided. Set for one piece of work, and put back.
  package var authority = Authority.caller

  var firstByCode: [Text: AccountNumber] = [:]
  /// The next account with the same code in another currency, by index; 0 ends the chain.
  var nextSameCode: [Int32] = []
  var expiries = ExpiryQueue()
  var holdOrder = HoldOrder()
  var journal = Journal()

  package init(tag: LedgerTag) {
    self.tag = tag
  }

  /// Who asks for a posting.
  package enum Authority: Sendable {
    case caller
    /// Payments, whose own accounts nobody else posts to.
    case payments
    /// Payments, on what a provider says has happened: a fact is booked, and no freeze keeps it out.
    case fact
  }

  // MARK: Looking things up

  package func identity(_ number: AccountNumber) -> AccountIdentity { identities[number.index] }
  package func state(_ number: AccountNumber) -> AccountState { states[number.index] }

  package func snapshot(_ number: AccountNumber) -> AccountSnapshot {
    AccountSnapshot(identity: identity(number), state: state(number))
  }

  package var accountCount: Int { states.count }

  /// The account an id names here; nil for ids of other ledgers and for ids that never were.
  package func account(_ id: AccountID) -> AccountNumber? {
    guard id.tag == tag, id.number >= 1, id.number <= Int64(identities.count) else { return nil }
    let number = AccountNumber(Int32(truncatingIfNeeded: id.number))
    return identities[number.index].id == id ? number : nil
  }

  package enum CodeLookup: Sendable {
    case found(AccountNumber), notFound, severalCurrencies
  }

  /// The account of a code; without a currency only if there is just one.
  package func account(code: Text, currency: Currency?) -> CodeLookup {
    guard var number = firstByCode[code] else { return .notFound }
    guard let currency else { return nextSameCode[number.index] == 0 ? .found(number) : .severalCurrencies }
    while identities[number.index].currency != currency {
      let next = nextSameCode[number.index]
      guard next != 0 else { return .notFound }
      number = AccountNumber(next)
    }
    return .found(number)
  }

  // MARK: Time

  /// The time the next transaction is posted at: now, or just after the last one when the clock has not moved or went back.
  package func nextPostedAt(now: Timestamp) -> Timestamp {
    now > lastPostedAt ? now : Timestamp(microseconds: lastPostedAt.microseconds + 1)
  }

  /// Takes the next sequence for a row that is not a posting (a refusal, a change of an account, a batch).
  package mutating func takeSequence(at postedAt: Timestamp) -> Int64 {
    precondition(nextSequence < Limits.highestSequence, "the ledger has no sequence left")
    let sequence = nextSequence
    nextSequence += 1
    lastPostedAt = postedAt
    return sequence
  }

  // MARK: Undo

  /// A point to go back to.
  package struct Mark: Sendable {
    let states: Int
    let holds: Int
    let accounts: Int
    let rows: Int
    let nextSequence: Int64
    let lastPostedAt: Timestamp
  }

  package func mark() -> Mark {
    Mark(
      states: journal.states.count, holds: journal.holds.count, accounts: states.count, rows: rows.count,
      nextSequence: nextSequence,
      lastPostedAt: lastPostedAt)
  }

  package mutating func undo(to mark: Mark) {
    while journal.states.count > mark.states {
      let entry = journal.states.removeLast()
      states[Int(entry.index)] = entry.before
    }
    while journal.holds.count > mark.holds {
      let entry = journal.holds.removeLast()
      openHolds[entry.hold] = entry.before
      if let expiresAt = entry.before?.expiresAt { expire(entry.hold, at: expiresAt) }
    }
    while states.count > mark.accounts { forgetLastAccount() }
    rows.removeSubrange(mark.rows...)
    nextSequence = mark.nextSequence
    lastPostedAt = mark.lastPostedAt
  }

  /// Takes back everything since the last `settle`: the commit failed. Time and sequence go back to the last durable row.
  package mutating func undoAll(to head: LedgerHead, accounts: Int) {
    undo(
      to: Mark(
        states: 0, holds: 0, accounts: accounts, rows: 0, nextSequence: head.sequence + 1, lastPostedAt: head.postedAt))
  }

  /// Calls `visit` once or more for every account changed since the last call, with its state now, and forgets the journal:
  /// what was decided is durable.
  package mutating func settle(_ visit: (AccountNumber, AccountState) -> Void) {
    for entry in journal.states { visit(AccountNumber(entry.index + 1), states[Int(entry.index)]) }
    journal.states.removeAll(keepingCapacity: true)
    journal.holds.removeAll(keepingCapacity: true)
    holdOrder.tidy(openHolds)
  }

  /// Hands `rows` over without copying them, and begins anew.
  package mutating func takeRows() -> [PostingRecord] {
    var taken: [PostingRecord] = []
    swap(&taken, &rows)
    return taken
  }

  /// Takes over a state that is durable elsewhere; for books that only show.
  package mutating func publish(_ number: AccountNumber, _ state: AccountState) { states[number.index] = state }

  // MARK: Changing state, always through the journal

  mutating func change(_ number: AccountNumber, _ body: (inout AccountState) -> Void) {
    journal.states.append(Journal.StateBefore(index: Int32(truncatingIfNeeded: number.index), before: states[number.index]))
    body(&states[number.index])
  }

  mutating func setHold(_ hold: Int64, to value: OpenHold?) {
    let before = openHolds[hold]
    journal.holds.append(Journal.HoldBefore(hold: hold, before: before))
    openHolds[hold] = value
    if before == nil, value != nil { holdOrder.insert(hold) }
    if before == nil, let expiresAt = value?.expiresAt { expire(hold, at: expiresAt) }
  }

  /// Notes when an open hold expires. Where most of the queue is holds that are gone, it is made anew: years may pass before those
  /// come to its top.
  private mutating func expire(_ hold: Int64, at time: Timestamp) {
    guard expiries.count > 2 * openHolds.count + 64 else { return expiries.insert(hold, at: time) }
    expiries = ExpiryQueue()
    for (hold, open) in openHolds { if let expiresAt = open.expiresAt { expiries.insert(hold, at: expiresAt) } }
  }

  private mutating func forgetLastAccount() {
    let identity = identities.removeLast()
    states.removeLast()
    nextSameCode.removeLast()
    guard let code = identity.code, let first = firstByCode[code] else { return }
    if first == identity.number {
      firstByCode[code] = nil
      return
    }
    var number = first
    while nextSameCode[number.index] != identity.number.rawValue { number = AccountNumber(nextSameCode[number.index]) }
    nextSameCode[number.index] = 0
  }
}

/// What was there before each change since the last commit.
struct Journal {
  struct StateBefore {
    let index: Int32
    let before: AccountState
  }

  struct HoldBefore {
    let hold: Int64
    let before: OpenHold?
  }

  var states: [StateBefore] = []
  var holds: [HoldBefore] = []
}
