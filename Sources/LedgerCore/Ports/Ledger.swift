/// A tenant's ledger as the rest of the house sees it: the records port. Implemented by a storage engine.
///
/// Commands go in through `submit` and are answered after they are durable. Reads see what is durable, never what is being
/// decided. All of it may be called from any thread.
package protocol Ledger: AnyObject, Sendable {
  var tag: LedgerTag { get }

  /// Hands a request over and returns at once. `answer` is called exactly once, on a thread of the ledger: it must not block.
  ///
  /// A caller that hands over several requests at once leaves `waking` off and ends with `TenantDirectory.wakeWriters`: they are
  /// then decided and committed together, instead of the first alone.
  func submit(_ request: LedgerRequest, waking: Bool, answer: @escaping @Sendable (Result<LedgerReply, LedgerFailure>) -> Void)

  // MARK: Reads that never wait for a disk

  /// An account as published now.
  func account(_ reference: AccountReference, currency: Currency?) -> AccountLookup
  func account(_ number: AccountNumber) -> AccountSnapshot?
  /// What never changes about an account that a row names.
  func identity(_ number: AccountNumber) -> AccountIdentity
  /// Accounts in the order of opening, newest first.
  func accounts(_ filter: AccountFilter, after cursor: AccountNumber?, limit: Int) -> Page<AccountSnapshot, AccountNumber>
  /// Every account at one moment, with the sequence of that moment.
  func allAccounts() -> (head: LedgerHead, accounts: [AccountSnapshot])
  var head: LedgerHead { get }
  /// When the next record is due; nil: none is waiting.
  var nextDueRecord: Timestamp? { get }
  var statistics: LedgerStatistics { get }

  // MARK: Reads that use the disk: call them on a thread that may wait

  func transaction(_ id: TransactionID) throws(LedgerFailure) -> [PostingRecord]?
  func transactions(_ query: TransactionQuery, after cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<
    [PostingRecord], Int64
  >
  /// The history of one account, newest first.
  func entries(
    of account: AccountNumber, _ range: TimeRange, after cursor: Int64?, limit: Int
  ) throws(LedgerFailure) -> Page<EntryRecord, Int64>
  /// The counters as of a moment, from rows up to `head` (nil: all there are), so that several accounts can be asked about one state. Nil
  /// before the account was opened, unless rows count earlier than that.
  func counters(
    of account: AccountNumber, asOf time: Timestamp, by axis: TimeAxis, upTo head: Int64?
  ) throws(LedgerFailure) -> Counters?
  func hold(_ id: HoldID) throws(LedgerFailure) -> HoldRecord?
  func holds(_ filter: HoldFilter, after cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<HoldRecord, Int64>
  /// What changed, newest first, from below a sequence: what fulfils the query and `matches`. A page may be short and still have a next.
  func changes(
    _ query: ChangeQuery, before cursor: Int64?, limit: Int, where matches: (LedgerChange) -> Bool
  ) throws(LedgerFailure) -> Page<LedgerChange, Int64>
  /// What changed after a sequence, oldest first, of about `rows` rows at most, and of transactions only what is of interest. For those who
  /// follow: it waits for no other read.
  func changes(after sequence: Int64, _ interest: TransactionInterest, rows: Int) throws(LedgerFailure) -> FollowingChanges
  /// All that became of a hold, oldest first: its placing and what captured, released or expired it, as many as `limit`.
  func changes(ofHold hold: HoldID, limit: Int) throws(LedgerFailure) -> [LedgerChange]
  /// The change whose first row has this sequence; nil where there is none.
  func change(at sequence: Int64) throws(LedgerFailure) -> LedgerChange?
  /// A row's place; nil where there is none with that sequence yet.
  func place(of sequence: Int64) throws(LedgerFailure) -> LedgerPlace?
  /// The last row that was posted at or before a time.
  func sequence(postedBy time: Timestamp) throws(LedgerFailure) -> Int64

  // MARK: Records

  /// A record as it is now, by its number.
  func record(_ number: Int64) throws(LedgerFailure) -> RecordChange?
  func record(named name: Text, kind: Text) throws(LedgerFailure) -> RecordChange?
  /// A record as it was after the change that has this sequence.
  func recordChange(at sequence: Int64) throws(LedgerFailure) -> RecordChange?
  /// Records as they are now, newest first, from below a number.
  func records(_ query: RecordQuery, before cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<RecordChange, Int64>
  /// All that became of a record, oldest first, as many as `limit`.
  func history(ofRecord number: Int64, limit: Int) throws(LedgerFailure) -> [RecordChange]
  /// Records that are due by a time, those that have been for longest first.
  func dueRecords(by time: Timestamp, limit: Int) throws(LedgerFailure) -> [RecordChange]
  /// Records that are due, in the order of when and of their numbers, page by page.
  func dueRecords(_ query: DueQuery, after place: DuePlace?, limit: Int) throws(LedgerFailure) -> Page<RecordChange, DuePlace>
  /// How many of each kind are due at a time, and of how many `stuck` is the state although they were made by another time. Reads every
  /// entry there is: for those who count now and then.
  func dueCounts(at time: Timestamp, stuck: Text, madeBy: Timestamp) throws(LedgerFailure) -> [DueCount]

  /// Writes a consistent copy to a path where nothing is yet, while serving. Returns the head the copy ends with.
  func backup(to path: String) throws(LedgerFailure) -> LedgerHead
}

extension Ledger {
  package func counters(of account: AccountNumber, asOf time: Timestamp, by axis: TimeAxis) throws(LedgerFailure) -> Counters? {
    try counters(of: account, asOf: time, by: axis, upTo: nil)
  }
}

package enum AccountLookup: Sendable {
  case found(AccountSnapshot)
  case notFound
  case severalCurrencies
}

/// Where a ledger stands: the last durable sequence, its time, and the seal over everything up to it.
package struct LedgerHead: Sendable, Equatable {
  package let sequence: Int64
  package let postedAt: Timestamp
  package let sealNumber: Int64
  package let seal: [UInt8]

  package init(sequence: Int64, postedAt: Timestamp, sealNumber: Int64, seal: [UInt8]) {
    self.sequence = sequence
    self.postedAt = postedAt
    self.sealNumber = sealNumber
    self.seal = seal
  }
}

/// Counts since the ledger was opened, for metrics.
package struct LedgerStatistics: Sendable {
  package var commands: Int64 = 0
  package var refusals: Int64 = 0
  package var replays: Int64 = 0
  package var commits: Int64 = 0
  package var rows: Int64 = 0
  package var checkpoints: Int64 = 0
  package var waiting: Int64 = 0
  /// How long the oldest command that has no answer yet has waited for its commit.
  package var waitingMicroseconds: Int64 = 0
  package var openHolds: Int64 = 0
  package var accounts: Int64 = 0
  package var fileBytes: Int64 = 0
  /// Commit times: counts of commits that took at most 2^i microseconds, i from 0 to 31, not cumulated; and their sum.
  package var commitMicrosecondsLog2: [Int64] = []
  package var commitMicrosecondsSum: Int64 = 0
  /// Nil while the ledger serves; otherwise why it does not, or does so for reading only.
  package var trouble: String?

  package init() {}
}
