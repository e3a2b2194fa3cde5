/// What a room above the ledger has to look at whenever something was posted on certain accounts: its records of one kind say on which.
package protocol RecordWatch: Sendable {
  /// Of the records that watch.
  var kind: Text { get }

  /// The account that a record of the kind watches, as it is now; nil: none any more.
  func account(watchedBy record: RecordChange) -> AccountNumber?

  /// What is done about records whose accounts were posted to, behind each request and in its commit. It moves no money.
  func work(about records: [Int64]) -> any RecordWork
}
