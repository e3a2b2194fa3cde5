/// The number of an account inside its ledger, from 1 in order of opening. Never reused.
package struct AccountNumber: Hashable, Comparable, Sendable {
  package let rawValue: Int32

  @inlinable package init(_ rawValue: Int32) { self.rawValue = rawValue }

  @usableFromInline var index: Int { Int(rawValue) - 1 }

  package static func < (left: AccountNumber, right: AccountNumber) -> Bool { left.rawValue < right.rawValue }
}

/// What an account is in the books; decides its normal side.
package enum AccountClass: String, Sendable, CaseIterable {
  case asset, liability, equity, revenue, expense

  package var normalSide: NormalSide {
    switch self {
    case .asset, .expense: .debit
    case .liability, .equity, .revenue: .credit
    }
  }
}

/// How far an account's available balance may go down.
package enum BalanceLimit: Hashable, Sendable {
  case none
  /// Available never falls below zero.
  case noOverdraft
  /// Available never falls below this many minor units, which may be negative: a credit line. Within plus or minus
  /// `Limits.highestCounter`.
  case floor(Int64)

  package var lowestAvailable: Int64? {
    switch self {
    case .none: nil
    case .noOverdraft: 0
    case .floor(let floor): floor
    }
  }
}

/// Who may post to an account.
package enum ManagedBy: String, Sendable, CaseIterable {
  case none
  /// Only the payment recipes; never a plain transfer.
  case payments
}

/// Which side of an account is frozen. Frozen means: no new posting and no new hold on that side. What was reserved before
/// the freeze can still be captured, released and expire: that money was promised to somebody already.
package struct Freeze: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let debits = Freeze(rawValue: 1)
  package static let credits = Freeze(rawValue: 2)
}

/// What never changes about an account, shared by everything that mentions it.
package final class AccountIdentity: Sendable {
  package let number: AccountNumber
  package let id: AccountID
  /// The tenant's own name for it, unique together with the currency.
  package let code: Text?
  package let currency: Currency
  package let accountClass: AccountClass
  package let managedBy: ManagedBy
  /// A flat JSON object in canonical form.
  package let metadata: Text?

  package var side: NormalSide { accountClass.normalSide }
  package var openedAt: Timestamp { id.time }

  package init(
    number: AccountNumber, id: AccountID, code: Text?, currency: Currency, accountClass: AccountClass, managedBy: ManagedBy,
    metadata: Text?
  ) {
    self.number = number
    self.id = id
    self.code = code
    self.currency = currency
    self.accountClass = accountClass
    self.managedBy = managedBy
    self.metadata = metadata
  }
}

/// What the rules ask of an account: what changes, and of what never does the currency, the side and who may post. One cache line, no
/// references, cheap to copy between the writer's books and the published ones.
package struct AccountState: Hashable, Sendable {
  package var counters = Counters()
  /// Sequence of the last posting row that touched the account; 0 before the first.
  package var lastPosting: Int64 = 0
  /// How many posting rows have touched the account.
  package var version: Int64 = 0
  /// The lowest available balance; meaningful only with `hasFloor`.
  package var floor: Int64 = 0
  package let currency: Currency
  package var frozen: Freeze = []
  private var flags: Flags
  package let side: NormalSide

  /// An account nothing was posted to yet.
  package init(of identity: AccountIdentity, limit: BalanceLimit) {
    currency = identity.currency
    side = identity.side
    flags = identity.managedBy == .none ? [] : .managed
    self.limit = limit
  }

  private struct Flags: OptionSet, Hashable {
    let rawValue: UInt8

    static let floor = Flags(rawValue: 1)
    static let closed = Flags(rawValue: 2)
    static let managed = Flags(rawValue: 4)
  }

  package var hasFloor: Bool { flags.contains(.floor) }
  /// Whether only the product's own recipes may post to it.
  package var isManaged: Bool { flags.contains(.managed) }

  package var isClosed: Bool {
    get { flags.contains(.closed) }
    set { if newValue { flags.insert(.closed) } else { flags.remove(.closed) } }
  }

  package var limit: BalanceLimit {
    get { hasFloor ? (floor == 0 ? .noOverdraft : .floor(floor)) : .none }
    set {
      let lowest = newValue.lowestAvailable
      precondition((lowest ?? 0).magnitude <= Limits.highestCounter, "a floor is checked where the request is parsed")
      if lowest != nil { flags.insert(.floor) } else { flags.remove(.floor) }
      floor = lowest ?? 0
    }
  }

  package var posted: Int64 { counters.posted(on: side) }
  package var available: Int64 { counters.available(on: side) }
}

/// An account as a reader sees it: what it is and how it stands.
package struct AccountSnapshot: Sendable {
  package let identity: AccountIdentity
  package let state: AccountState

  package init(identity: AccountIdentity, state: AccountState) {
    self.identity = identity
    self.state = state
  }
}
