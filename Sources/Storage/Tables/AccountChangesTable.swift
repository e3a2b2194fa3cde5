import LedgerCore
import SQLite

/// Reads and writes `account_changes`: an account as it was after each change.
struct AccountChangesTable {
  private let inserting: SealedRow

  init(on connection: Connection) throws(SQLiteError) {
    inserting = try SealedRow(.accountChanges, on: connection)
  }

  func insert(_ change: AccountChangeRecord, _ keyed: KeyedRequest?, into bytes: inout SealBytes) throws(SQLiteError) {
    let (identity, state) = (change.account.identity, change.account.state)
    let currency = Text(identity.currency.code)
    let (kind, accountClass) = (Text(change.kind.rawValue), Text(identity.accountClass.rawValue))
    let managedBy = Text(identity.managedBy.rawValue)
    // Bound without a copy: they must outlive the insert.
    defer { withExtendedLifetime((currency, kind, accountClass, managedBy)) {} }
    try inserting.insert(into: &bytes) { columns in
      columns.integer(change.sequence)
      columns.integer(change.postedAt.microseconds)
      columns.integer(Int64(identity.number.rawValue))
      columns.text(kind)
      columns.integer(identity.openedAt.microseconds)
      columns.text(identity.code)
      columns.text(currency)
      columns.text(accountClass)
      columns.text(managedBy)
      columns.optional(state.limit.lowestAvailable)
      columns.integer(Int64(state.frozen.rawValue))
      columns.integer(state.isClosed ? 1 : 0)
      columns.integer(state.lastPosting)
      columns.text(identity.metadata)
      columns.keyed(keyed)
    }
  }

  static let columns = """
    sequence, posted_at, account, change, opened_at, code, currency, class, managed_by, floor, frozen, closed, last_posting,
    metadata, key, request
    """

  /// The change a statement that selects `columns` stands on, without counters: those are in the row `last_posting` names.
  static func change(of statement: Statement, tag: LedgerTag) throws(MalformedRow) -> AccountChangeRecord {
    let sequence = statement.integer(0)
    let number = statement.integer(2)
    guard number > 0, number <= Int64(Limits.highestAccount), let kind = AccountChangeKind(rawValue: statement.text(3)),
      let currency = Currency(statement.text(6)), let accountClass = AccountClass(rawValue: statement.text(7)),
      let managedBy = ManagedBy(rawValue: statement.text(8))
    else { throw MalformedRow(table: .accountChanges, sequence: sequence, reason: "a value is not one this version knows") }
    let openedAt = Timestamp(microseconds: statement.integer(4))
    let identity = AccountIdentity(
      number: AccountNumber(Int32(truncatingIfNeeded: number)), id: AccountID(time: openedAt, tag: tag, number: number),
      code: statement.optionalBytes(5).map { Text($0) }, currency: currency, accountClass: accountClass, managedBy: managedBy,
      metadata: statement.optionalBytes(13).map { Text($0) })
    let floor = statement.optionalInteger(9)
    guard (floor ?? 0).magnitude <= Limits.highestCounter else {
      throw MalformedRow(table: .accountChanges, sequence: sequence, reason: "its floor is out of range")
    }
    var state = AccountState(of: identity, limit: floor.map { $0 == 0 ? .noOverdraft : .floor($0) } ?? .none)
    state.frozen = Freeze(rawValue: UInt8(truncatingIfNeeded: statement.integer(10)))
    state.isClosed = statement.integer(11) != 0
    state.lastPosting = statement.integer(12)
    return AccountChangeRecord(
      sequence: sequence, postedAt: Timestamp(microseconds: statement.integer(1)), kind: kind,
      account: AccountSnapshot(identity: identity, state: state))
  }
}
