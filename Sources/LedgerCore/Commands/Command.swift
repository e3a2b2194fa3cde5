/// A mutation with its idempotency key: what a caller asks of a ledger, parsed and valid, not yet decided.
package struct Command: Sendable {
  /// Empty: the daemon's own work about records, which is safe to repeat by what it finds.
  package var key: Text
  package var operation: Operation

  package init(key: Text, operation: Operation) {
    self.key = key
    self.operation = operation
  }
}

/// Several commands in one request, each with its own key, decided in order and durable together.
package struct Batch: Sendable {
  package var key: Text
  /// All or none: the first item that is refused undoes the others.
  package var isAtomic: Bool
  package var items: [Command]

  package init(key: Text, isAtomic: Bool, items: [Command]) {
    self.key = key
    self.isAtomic = isAtomic
    self.items = items
  }
}

package enum LedgerRequest: Sendable {
  case single(Command)
  case batch(Batch)
}

/// Everything a ledger can be asked to do.
package enum Operation: Sendable {
  /// One posting.
  case transfer(Posting, Details)
  /// One or more postings, all or none.
  case transaction([Posting], Details)
  /// Reserves an amount; expires after so many seconds (nil: never).
  case placeHold(Posting, expiresIn: Int64?, Details)
  /// Posts `amount` (nil: all that remains) of a hold, then further postings. `isFinal` releases what is left.
  case captureHold(HoldID, amount: Int64?, isFinal: Bool, then: [Posting], Details)
  case releaseHold(HoldID, Details)
  /// Posts every posted row of a transaction the other way round.
  case reverse(TransactionID, Details)
  case openAccount(AccountOpening)
  case changeAccount(AccountReference, AccountChange)
  /// Whatever a room above the ledger decides about its records.
  case record(any RecordWork)
}

/// The kind of an operation; stored with a key, so that a key cannot come back with another operation.
package enum OperationKind: UInt8, Sendable, CaseIterable {
  case transfer = 1
  case transaction = 2
  case placeHold = 3
  case captureHold = 4
  case releaseHold = 5
  case reverse = 6
  case openAccount = 7
  case changeAccount = 8
  case batch = 9
  // About records.
  case createMerchant = 10
  case changeMerchant = 11
  case createWallet = 12
  case createIntent = 13
  case confirmIntent = 14
  case cancelIntent = 15
  case capturePayment = 16
  case voidPayment = 17
  case refundPayment = 18
  case grantBonus = 19
  /// Accounts at payment providers, and to whom charges go.
  case setProviders = 20
  /// The daemon's own work, which has no key.
  case housekeeping = 21
  case retryJob = 22
  case cancelJob = 23
  case replayDelivery = 24
  case transferBetweenWallets = 25
  case changeWallet = 26
  case createCustomer = 27
  case changeCustomer = 28
  case createMonitor = 29
  case removeMonitor = 30
  case requestPayout = 32
  case approvePayout = 33
  case cancelPayout = 34
  case createSettlement = 42
  case acceptSettlement = 43

  /// Whether a request with a key asks for work about records.
  package var isKeyedWork: Bool { rawValue >= OperationKind.createMerchant.rawValue && self != .housekeeping }

  /// Whether such work is answered with what it posts, rather than with a record: the key stands on its first row then.
  package var answersWithPostings: Bool { self == .transferBetweenWallets }
}

extension Operation {
  package var kind: OperationKind {
    switch self {
    case .transfer: .transfer
    case .transaction: .transaction
    case .placeHold: .placeHold
    case .captureHold: .captureHold
    case .releaseHold: .releaseHold
    case .reverse: .reverse
    case .openAccount: .openAccount
    case .changeAccount: .changeAccount
    case .record(let work): work.kind
    }
  }
}

/// An account as a caller names it.
package enum AccountReference: Sendable, Hashable {
  case id(AccountID)
  case code(Text)
  /// What the code was found to name, together with the posting's currency: that never changes.
  case number(AccountNumber)
}

/// One leg that is asked for: debit one account, credit another, by the same amount.
package struct Posting: Sendable, Hashable {
  package var debit: AccountReference
  package var credit: AccountReference
  /// Minor units, above zero; the most that may move when `balancing` is set.
  package var amount: Int64
  /// Chooses among accounts of one code; otherwise checked against the accounts'.
  package var currency: Currency?
  package var balancing: Balancing

  package init(
    debit: AccountReference, credit: AccountReference, amount: Int64, currency: Currency? = nil, balancing: Balancing = .none
  ) {
    self.debit = debit
    self.credit = credit
    self.amount = amount
    self.currency = currency
    self.balancing = balancing
  }
}

/// Whether the amount of a posting is exact or a maximum.
package enum Balancing: UInt8, Sendable, CaseIterable {
  case none = 0
  /// Moves no more than takes the debit account down to its limit (zero when it has none).
  case debit = 1
  /// Moves no more than takes the credit account down to its limit (zero when it has none).
  case credit = 2
}

/// What a caller may say about a transaction beside its postings.
package struct Details: Sendable, Hashable {
  package var reference: Text?
  /// When it counts; never in the future. Nil: when it is posted.
  package var effectiveAt: Timestamp?
  /// A flat JSON object in canonical form (names sorted, no white space).
  package var metadata: Text?

  package init(reference: Text? = nil, effectiveAt: Timestamp? = nil, metadata: Text? = nil) {
    self.reference = reference
    self.effectiveAt = effectiveAt
    self.metadata = metadata
  }
}

package struct AccountOpening: Sendable, Hashable {
  package var code: Text?
  package var currency: Currency
  package var accountClass: AccountClass
  package var limit: BalanceLimit
  package var managedBy: ManagedBy
  package var metadata: Text?

  package init(
    code: Text?, currency: Currency, accountClass: AccountClass, limit: BalanceLimit = .none, managedBy: ManagedBy = .none,
    metadata: Text? = nil
  ) {
    self.code = code
    self.currency = currency
    self.accountClass = accountClass
    self.limit = limit
    self.managedBy = managedBy
    self.metadata = metadata
  }
}

package enum AccountChange: Sendable, Hashable {
  /// Freezes these sides beside those that are frozen already.
  case freeze(Freeze)
  case unfreeze(Freeze)
  case setLimit(BalanceLimit)
  /// Only when nothing is posted or reserved on it; for good.
  case close
}
