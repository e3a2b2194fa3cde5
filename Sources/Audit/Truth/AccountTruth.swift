import LedgerCore

/// How an account stands by our own count: what every row's counters are compared with.
struct AccountTruth {
  var debitsPosted: Int64 = 0
  var creditsPosted: Int64 = 0
  var debitsPending: Int64 = 0
  var creditsPending: Int64 = 0
  var version: Int64 = 0
  var lastPosting: Int64 = 0
  /// Its last row, and its version, when the watermark was passed.
  private(set) var lastPostingAtWatermark: Int64 = 0
  private(set) var versionAtWatermark: Int64 = 0
  var floor: Int64?
  var frozen: Int64 = 0
  var isClosed = false
  let side: NormalSide
  /// Three letters in three bytes.
  let currency: UInt32

  init(side: NormalSide, currency: UInt32) {
    self.side = side
    self.currency = currency
  }

  mutating func passWatermark() { (lastPostingAtWatermark, versionAtWatermark) = (lastPosting, version) }

  /// What stands on the normal side. Counters are at most 2^62 - 1, so that no difference here overflows.
  var posted: Int64 {
    switch side {
    case .debit: debitsPosted - creditsPosted
    case .credit: creditsPosted - debitsPosted
    }
  }

  /// What may still leave: posted less what is reserved to leave.
  var available: Int64 {
    switch side {
    case .debit: posted - creditsPending
    case .credit: posted - debitsPending
    }
  }

  /// Moves the debit counters by the rule of a row's kind. False, with nothing moved, where a counter would leave its range.
  mutating func debit(_ kind: PostingKind, _ amount: Int64) -> Bool {
    AccountTruth.move(&debitsPosted, &debitsPending, kind, amount)
  }

  mutating func credit(_ kind: PostingKind, _ amount: Int64) -> Bool {
    AccountTruth.move(&creditsPosted, &creditsPending, kind, amount)
  }

  private static func move(_ posted: inout Int64, _ pending: inout Int64, _ kind: PostingKind, _ amount: Int64) -> Bool {
    switch kind {
    case .post:
      guard amount <= Limits.highestCounter - posted - pending else { return false }
      posted += amount
    case .hold:
      guard amount <= Limits.highestCounter - posted - pending else { return false }
      pending += amount
    case .capture:
      guard amount <= pending else { return false }
      pending -= amount
      posted += amount
    case .release, .expiry:
      guard amount <= pending else { return false }
      pending -= amount
    }
    return true
  }
}

/// What never changes about an account.
struct AccountFacts: Equatable {
  let openedAt: Int64
  let code: String?
  let currency: String
  let accountClass: AccountClass
  let managedBy: String
  /// A keyed hash: metadata can be long, and only its staying the same is checked.
  let metadata: UInt64?
}

/// A hold that still reserves something, by our own count.
struct HoldTruth: Equatable {
  let debit: Int64
  let credit: Int64
  let placedAt: Int64
  let expiresAt: Int64?
  var remaining: Int64
}
