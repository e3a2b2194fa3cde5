/// What the auditor writes down: plain values, nothing clever.
struct ExpectedAccount {
  let number: Int
  let id: String
  let code: String?
  let currency: String
  let kind: String
  let managedBy: String
  let metadata: String
  let openedAt: Int64
  var counters = ExpectedCounters()
  var version: Int64 = 0
  /// The lowest available balance; nil for none.
  var floor: Int64?
  var frozenDebits = false
  var frozenCredits = false
  var isClosed = false

  var isDebitNormal: Bool { kind == "asset" || kind == "expense" }
  var posted: Int64 { counters.posted(isDebitNormal) }
  var available: Int64 { counters.available(isDebitNormal) }
  var status: String { isClosed ? "closed" : frozenDebits || frozenCredits ? "frozen" : "open" }
}

struct ExpectedCounters: Equatable {
  var debits: Int64 = 0
  var credits: Int64 = 0
  var debitsPending: Int64 = 0
  var creditsPending: Int64 = 0

  func posted(_ isDebitNormal: Bool) -> Int64 { isDebitNormal ? debits - credits : credits - debits }
  func pending(_ isDebitNormal: Bool) -> Int64 { isDebitNormal ? creditsPending : debitsPending }
  func available(_ isDebitNormal: Bool) -> Int64 { posted(isDebitNormal) - pending(isDebitNormal) }

  mutating func move(_ isDebit: Bool, _ kind: String, _ amount: Int64) {
    let (posted, pending): (Int64, Int64) =
      switch kind {
      case "post": (amount, 0)
      case "hold": (0, amount)
      case "capture": (amount, -amount)
      default: (0, -amount)
      }
    if isDebit {
      debits += posted
      debitsPending += pending
    } else {
      credits += posted
      creditsPending += pending
    }
  }
}

struct ExpectedRow {
  let sequence: Int64
  /// The sequence of the first row of its transaction.
  let first: Int64
  let kind: String
  let amount: Int64
  /// Indices of accounts.
  let debit: Int
  let credit: Int
  let debitAfter: ExpectedCounters
  let creditAfter: ExpectedCounters
  let postedAt: Int64
  var effectiveAt: Int64
  /// The sequence of the hold it is about.
  let hold: Int64?
  let remaining: Int64
  var note = Note()
  /// The first sequence of the transaction it reverses.
  var reverses: Int64?

  func touches(_ account: Int) -> Bool { debit == account || credit == account }
  func after(_ account: Int) -> ExpectedCounters { debit == account ? debitAfter : creditAfter }
}

struct ExpectedHold {
  let id: String
  let debit: Int
  let credit: Int
  let amount: Int64
  let expiresAt: Int64?
  var remaining: Int64
  var captured: Int64 = 0
  /// `open`, `captured`, `released`, `expired`.
  var status = "open"
}

/// A refusal, with the numbers its answer quotes.
struct ExpectedRefusal: Error, Equatable {
  let code: String
  let param: String?
  var account: String?
  var available: Int64?
  var needed: Int64?
  /// False for what is found while a request is read: no key remembers it.
  var isStored = true

  init(_ code: String, _ param: String?, _ account: String? = nil, available: Int64? = nil, needed: Int64? = nil) {
    self.code = code
    self.param = param
    self.account = account
    self.available = available
    self.needed = needed
  }
}

/// What a decided command came to, as its key remembers it.
enum ExpectedOutcome {
  /// A range of `ExpectedLedger.rows`.
  case rows(Range<Int>)
  case account(ExpectedAccount, sequence: Int64)
  case refused(ExpectedRefusal)
  case batch
}
