import LedgerCore
import SQLite
import Sodium

/// The books by our own count: takes every row in order of sequence and refuses the first that does not follow from those before.
///
/// Written anew from docs/internals/ledger-file.md, without a line of the engine, so that a mistake there is not repeated here.
/// Memory is bounded by the accounts and the open holds.
struct TruthReplay: ~Copyable {
  var accounts: [AccountTruth] = []
  var facts: [AccountFacts] = []
  /// Open holds by the sequence of the row that placed them.
  var holds: [Int64: HoldTruth] = [:]
  let requests: RequestReader
  var clock: LedgerClockCheck
  var onlyOnce: OnlyOnce
  var codes: [AccountCode: Int64] = [:]
  var debts = MerchantDebts()
  private var transaction: TransactionShape?
  private let reversals: ReversalSource
  let firstRecords: FirstRecordSource
  let metadataHash = ShortHash(key: Sodium.randomBytes(ShortHash.keyBytes))

  /// A code is unique together with its currency.
  struct AccountCode: Hashable {
    let code: String
    let currency: String
  }

  init(_ identity: LedgerIdentity, on connection: Connection, keysInMemory: Int) throws(Finding) {
    let reversals = try ReversalSource(on: connection)
    let firstRecords = try FirstRecordSource(on: connection)
    requests = RequestReader(hashKey: identity.hashKey)
    clock = LedgerClockCheck(requests)
    onlyOnce = OnlyOnce(limit: keysInMemory)
    self.reversals = reversals
    self.firstRecords = firstRecords
  }

  mutating func take(_ table: TruthTable, _ row: RowBuffer) throws(Finding) {
    if table != .postings, let transaction { throw transaction.interrupted(by: table, row: row.integer(0)) }
    switch table {
    case .postings: try take(PostingRow(row: row))
    case .accountChanges: try take(ChangeRow(row: row))
    case .outcomes: try take(OutcomeRow(row: row))
    case .recordChanges: try take(RecordRow(row: row))
    }
  }

  /// A commit ends behind the row taken last.
  mutating func endCommit() throws(Finding) {
    if let transaction { throw transaction.cutOff() }
    try clock.endCommit()
  }

  // MARK: Postings

  private mutating func take(_ row: PostingRow) throws(Finding) {
    guard let kind = PostingKind(rawValue: UInt8(clamping: row[.kind])) else {
      throw row.finding(.kind, .kind, expected: "1 to 5")
    }
    try takeShape(row, kind)
    guard row[.amount] > 0, row[.amount] <= Limits.highestCounter else {
      throw row.finding(.amount, .amount, expected: "1 to \(Limits.highestCounter)")
    }
    try checkAccounts(row, kind)
    try checkHold(row, kind)
    try move(row, kind)
    debts.moved(Int(row[.debit]) - 1, Int(row[.credit]) - 1)
    if transaction == nil, let unpaid = debts.firstUnpaid(accounts) {
      throw row.finding(
        .limit, "what account \(unpaid.account + 1) says its merchant owes",
        expected: "0, because \(unpaid.available) is available to it",
        found: "\(unpaid.owed)")
    }
  }

  private mutating func takeShape(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    if transaction == nil {
      try beginTransaction(row, kind)
    } else {
      try transaction?.take(row, kind)
    }
    if transaction?.reversal != nil { try transaction?.reversal?.take(row) }
    if transaction?.isComplete == true { transaction = nil }
  }

  private mutating func beginTransaction(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    let isKeyless = KeyShape.isMissing(row.row, key: PostingColumn.key.rawValue, request: PostingColumn.request.rawValue)
    let isWork = isKeyless && kind != .expiry
    // Looked at only where it must be: of most rows the accounts are their owner's own.
    let posts =
      !isKeyless && kind == .post && row.isNull(.reverses)
      && requests.isPostingWork(row.row.bytes(PostingColumn.request.rawValue))
    let beginning: LedgerClockCheck.Beginning = isWork ? .work(isKeyed: false) : posts ? .work(isKeyed: true) : .command
    try clock.take(row[.postedAt], .postings, row: row.sequence, as: beginning)
    var begun = try TransactionShape(row, kind)
    if let effectiveAt = row.optional(.effectiveAt), !(LedgerClockCheck.earliestEffective..<row[.postedAt]).contains(effectiveAt)
    {
      throw row.finding(.effectiveAt, .time, expected: "earlier than posted_at (\(row[.postedAt])), or NULL")
    }
    if !row.isNull(.reverses) {
      guard kind == .post else { throw row.finding(.reverses, .reversal, expected: "NULL: only postings reverse") }
      begun.reversal = try reversals.check(for: row)
      onlyOnce.note(reversed: row[.reverses])
    }
    if !isWork { try takeKey(row, kind) }
    transaction = begun
  }

  private mutating func takeKey(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    guard kind != .expiry else {
      try row.requireNull(.key, .key, because: "(nobody asks for an expiry)")
      return try row.requireNull(.request, .key, because: "(nobody asks for an expiry)")
    }
    if let fault = KeyShape.fault(row.row, key: PostingColumn.key.rawValue, request: PostingColumn.request.rawValue) {
      throw row.finding(.key, fault.subject, expected: fault.expected, found: fault.found)
    }
    onlyOnce.note(key: row.row.bytes(PostingColumn.key.rawValue))
  }

  /// Both accounts exist, are two, of one currency, and may be posted to.
  private func checkAccounts(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    let (debit, credit) = (row[.debit], row[.credit])
    guard debit >= 1, debit <= Int64(accounts.count) else {
      throw row.finding(.debit, .account, expected: "one of the \(accounts.count) accounts opened so far")
    }
    guard credit >= 1, credit <= Int64(accounts.count) else {
      throw row.finding(.credit, .account, expected: "one of the \(accounts.count) accounts opened so far")
    }
    guard debit != credit else { throw row.finding(.credit, .account, expected: "another account than debit") }
    let (debitIndex, creditIndex) = (Int(debit) - 1, Int(credit) - 1)
    guard accounts[debitIndex].currency == accounts[creditIndex].currency else {
      throw row.finding(
        .currency, "the currency of account \(credit)", expected: "\(facts[debitIndex].currency), as of account \(debit)",
        found: facts[creditIndex].currency)
    }
    guard kind == .post || kind == .hold else { return }
    for index in [debitIndex, creditIndex] where facts[index].managedBy != ManagedBy.none.rawValue && !clock.isInWork {
      throw row.finding(
        .state, "the manager of account \(index + 1)", expected: "'none', outside of work about records",
        found: "'\(facts[index].managedBy)'")
    }
    for (column, index, frozenSide) in [(PostingColumn.debit, debitIndex, Int64(1)), (.credit, creditIndex, 2)] {
      if accounts[index].isClosed { throw row.finding(column, .state, expected: "an account that is not closed") }
      // A fact is booked though an account is frozen.
      if accounts[index].frozen & frozenSide != 0, !clock.isInWork {
        throw row.finding(column, .state, expected: "an account whose \(column.column.name)s are not frozen")
      }
    }
  }

  /// Moves the counters of both accounts by the rule of the row's kind, and compares them with what the row says.
  private mutating func move(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    let (debit, credit) = (Int(row[.debit]) - 1, Int(row[.credit]) - 1)
    let sequence = row.sequence
    try row.require(.debitPrevious, is: accounts[debit].lastPosting, .previous)
    try row.require(.creditPrevious, is: accounts[credit].lastPosting, .previous)
    guard accounts[debit].debit(kind, row[.amount]) else {
      throw row.finding(.amount, .amount, expected: "an amount that account \(row[.debit])'s counters can take")
    }
    guard accounts[credit].credit(kind, row[.amount]) else {
      throw row.finding(.amount, .amount, expected: "an amount that account \(row[.credit])'s counters can take")
    }
    accounts[debit].version += 1
    accounts[credit].version += 1
    accounts[debit].lastPosting = sequence
    accounts[credit].lastPosting = sequence
    try row.require(.debitVersion, is: accounts[debit].version, .version)
    try row.require(.creditVersion, is: accounts[credit].version, .version)
    try compare(row, accounts[debit], from: .debitDebitsPosted)
    try compare(row, accounts[credit], from: .creditDebitsPosted)
    guard kind == .post || kind == .hold else { return }
    if accounts[debit].side == .credit { try checkLimit(accounts[debit], row, row[.debit]) }
    if accounts[credit].side == .debit { try checkLimit(accounts[credit], row, row[.credit]) }
  }

  /// The four counters of one side stand in a row.
  @inline(__always)
  private func compare(_ row: PostingRow, _ account: AccountTruth, from first: PostingColumn) throws(Finding) {
    let (buffer, column) = (row.row, first.rawValue)
    let isEqual =
      buffer.integer(column) == account.debitsPosted && buffer.integer(column + 1) == account.creditsPosted
      && buffer.integer(column + 2) == account.debitsPending && buffer.integer(column + 3) == account.creditsPending
    guard !isEqual else { return }
    let counters = [account.debitsPosted, account.creditsPosted, account.debitsPending, account.creditsPending]
    for (offset, counter) in counters.enumerated() {
      guard let name = PostingColumn(rawValue: column + offset) else { continue }
      try row.require(name, is: counter, .counters)
    }
  }

  private func checkLimit(_ account: AccountTruth, _ row: PostingRow, _ number: Int64) throws(Finding) {
    guard let floor = account.floor, account.available < floor else { return }
    throw row.finding(
      .limit, "what account \(number) has available after it", expected: "\(floor) or more, its limit then",
      found: "\(account.available)")
  }
}
