/// A command about records, decided by the room they belong to inside the ledger's own commit: the records it changes, the postings that
/// belong to them and the key of the request become durable together or not at all.
package protocol RecordWork: Sendable {
  /// Stored with the key, so that a key cannot come back with other work.
  var kind: OperationKind { get }

  /// The parsed fields of the request: what a key is bound to.
  func visitFields(_ fields: inout some RequestFieldVisitor)

  /// Decides against what is there, and changes it through `transaction`. When it throws, nothing has changed: a `Rejection` is then stored as
  /// the answer to the request's key, anything else fails the commit. It must not wait, and must not use any other clock.
  ///
  /// The first thing a keyed command writes must be a record: the change that is its answer. Where its kind `answersWithPostings`, the first
  /// thing but accounts that it opens is a transaction, and that is the answer.
  func decide(_ transaction: any RecordTransaction) throws
}

/// What is seen and changed by one piece of work, inside the commit that is being made.
package protocol RecordTransaction: AnyObject {
  var tag: LedgerTag { get }
  /// The clock of the ledger.
  var now: Timestamp { get }
  /// The time of every row this work writes.
  var postedAt: Timestamp { get }

  /// A record as it is now, by its number.
  func record(_ number: Int64) throws -> RecordChange?
  func record(named name: Text, kind: Text) throws -> RecordChange?
  func account(code: Text, currency: Currency) -> AccountSnapshot?
  /// An account that there is.
  func account(_ number: AccountNumber) -> AccountSnapshot
  /// How an account stood just before a moment that has passed, by the time of posting. Reads the file: keep what it answers, and ask before
  /// anything is changed.
  func counters(of account: AccountNumber, before time: Timestamp) throws -> Counters
  /// Whether a hold is still open: what is due by now has expired before.
  func isOpen(_ hold: HoldID) -> Bool
  /// What was worked out before from what is there, and need not be again.
  var memo: (any RecordMemo)? { get set }
  /// The sequence that the next row will have.
  var nextSequence: Int64 { get }

  /// Makes a record. `content` is asked with the number it will have.
  @discardableResult func create(_ content: (Int64) throws -> RecordContent) throws -> RecordChange
  /// Changes a record. Kind, parent and name must stay what they are.
  @discardableResult func change(_ number: Int64, _ content: RecordContent) throws -> RecordChange
  /// Moves money, or holds, or opens an account. Throws a `Rejection` where the rules refuse it.
  @discardableResult func perform(_ operation: Operation, by authority: Book.Authority) throws -> [PostingRecord]
}

/// What the room above keeps in memory of records and postings, to be spared working it out each time. It may hold nothing that is not in
/// them: it is dropped whenever a commit is taken back, and when the ledger is closed.
///
/// Work that changes a record must not enter anything about it: what is refused is not told to it.
package protocol RecordMemo: AnyObject {
  /// A record has changed, in the commit that is being made.
  func note(_ change: RecordChange)
}
