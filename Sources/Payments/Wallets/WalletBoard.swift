import LedgerCore

/// What has to be known of wallets for each thing that they do, kept in memory: a transfer between two of them then reads no record and parses
/// nothing. All of it is worked out of records and postings, and forgotten when one of them changes.
final class WalletBoard: RecordMemo {
  /// Of a wallet.
  struct Seat {
    let id: WalletID
    let name: Text
    let state: Wallet.State
    let currency: Currency
    /// The wallet's own money.
    let account: AccountNumber
    let owner: CustomerID?
  }

  /// Of a customer.
  struct Owner {
    let state: Customer.State
    let tier: Text?
    let accounts: [(number: AccountNumber, currency: Currency)]
  }

  /// How an account stood when a month began.
  private struct MonthBegin {
    let month: Timestamp
    let counters: Counters
  }

  /// Wallets in one of two generations, of which the older is forgotten when the younger is full.
  private static let most = 65_536

  private var young: [Text: Seat] = [:]
  private var old: [Text: Seat] = [:]
  /// Names of those that were asked for by their ids.
  private var names: [WalletID: Text] = [:]
  /// By the numbers of their records.
  private var owners: [Int64: Owner] = [:]
  private var begins: [AccountNumber: MonthBegin] = [:]
  private var known: PaymentSettings?
  private var month: Range<Timestamp>?

  func note(_ change: RecordChange) {
    switch change.content.kind {
    case Wallet.kind:
      guard let name = change.content.name else { return }
      young[name] = nil
      old[name] = nil
    case Customer.kind: owners[change.record] = nil
    case PaymentSettings.kind:
      known = nil
      month = nil
    default: break
    }
  }

  // MARK: Looking up

  /// By our id or by the platform's own name.
  func seat(_ name: Text, _ transaction: any RecordTransaction) throws -> Seat? {
    if let found = young[name] { return found }
    if let found = old[name] {
      keep(found)
      return found
    }
    guard let id = name.withBytes({ WalletID($0) }) else {
      return try transaction.find(named: name, Wallet.self).map { seat($0, transaction) }
    }
    if let name = names[id] { return try seat(name, transaction) }
    guard let found = try transaction.find(id, Wallet.self) else { return nil }
    if names.count >= WalletBoard.most { names = [:] }
    names[id] = found.value.reference
    return seat(found, transaction)
  }

  private func seat(_ wallet: Kept<Wallet>, _ transaction: any RecordTransaction) -> Seat {
    let (name, currency) = (wallet.value.reference, wallet.value.currency)
    guard let account = transaction.account(code: BookAccount.wallet(name).code, currency: currency) else {
      preconditionFailure("a wallet is made with its account")
    }
    let seat = Seat(
      id: wallet.id, name: name.detached, state: wallet.value.state, currency: currency, account: account.identity.number,
      owner: wallet.value.owner)
    keep(seat)
    return seat
  }

  private func keep(_ seat: Seat) {
    if young.count >= WalletBoard.most { (old, young) = (young, [:]) }
    young[seat.name] = seat
  }

  func owner(_ id: CustomerID, _ transaction: any RecordTransaction) throws -> Owner {
    if let found = owners[id.number] { return found }
    guard let customer = try transaction.find(id, Customer.self) else { preconditionFailure("a customer is never removed") }
    var accounts: [(AccountNumber, Currency)] = []
    for id in customer.value.wallets {
      guard let wallet = try transaction.find(id, Wallet.self),
        let account = transaction.account(code: BookAccount.wallet(wallet.value.reference).code, currency: wallet.value.currency)
      else { preconditionFailure("a wallet is never removed, and is made with its account") }
      accounts.append((account.identity.number, wallet.value.currency))
    }
    let owner = Owner(state: customer.value.state, tier: customer.value.tier, accounts: accounts)
    if owners.count >= WalletBoard.most { owners = [:] }
    owners[id.number] = owner
    return owner
  }

  func settings(_ transaction: any RecordTransaction) throws -> PaymentSettings {
    if let known { return known }
    let found = try transaction.find(named: PaymentSettings.name, PaymentSettings.self)?.value ?? PaymentSettings()
    known = found
    return found
  }

  // MARK: Months

  /// How an account stood when the month of this moment began: what has moved since is the difference, for posted counters only grow.
  func counters(atMonthOf account: AccountNumber, _ transaction: any RecordTransaction) throws -> Counters {
    let start = try monthStart(transaction)
    if let known = begins[account], known.month == start { return known.counters }
    let counters = try transaction.counters(of: account, before: start)
    if begins.count >= 2 * WalletBoard.most { begins = [:] }
    begins[account] = MonthBegin(month: start, counters: counters)
    return counters
  }

  private func monthStart(_ transaction: any RecordTransaction) throws -> Timestamp {
    let now = transaction.postedAt
    if let month, month.contains(now) { return month.lowerBound }
    let found = try settings(transaction).utcOffset.month(of: now)
    month = found
    return found.lowerBound
  }
}

extension RecordTransaction {
  var walletBoard: WalletBoard {
    if let known = memo as? WalletBoard { return known }
    let board = WalletBoard()
    memo = board
    return board
  }
}
