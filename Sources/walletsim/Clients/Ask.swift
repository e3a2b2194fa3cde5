/// What a client asks of a ledger: well formed, not necessarily right. Both the wire and the auditor are told this.
enum Ask {
  case transfer(Leg, Note)
  case transaction([Leg], Note)
  case hold(Leg, expiresIn: Int64?, Note)
  /// `isFinal` nil: left out, which means true.
  case capture(hold: String, amount: Int64?, isFinal: Bool?, [Leg], Note)
  case release(hold: String, Note)
  case reverse(transaction: String, Note)
  case open(Opening)
  case change(account: String, currency: String?, Change)
}

/// One posting. Accounts are named by id or code.
struct Leg: Equatable {
  var debit: String
  var credit: String
  var amount: Int64
  var currency: String?
  /// `debit` or `credit`.
  var balancing: String?
}

/// What may be said about a transaction beside its postings.
struct Note: Equatable {
  var reference: String?
  var effectiveAt: Int64?
  /// One member at the most: `{"order":"…"}`.
  var order: String?

  var metadata: String { order.map { "{\"order\":\"\($0)\"}" } ?? "{}" }
}

struct Opening: Equatable {
  var code: String?
  var currency: String
  var kind: String
  /// Said as a side instead of the class; only for assets and liabilities.
  var saysSide = false
  /// Nil: none. Zero is written as `no_overdraft`.
  var floor: Int64?
  var managedBy: String?
  var order: String?
}

enum Change: Equatable {
  case freeze([String])
  case unfreeze([String])
  case limit(Int64?)
  case close
}

/// A request that changes something, with its key.
struct Order {
  var key: String
  var work: Work
  /// The key goes into the body instead of the header.
  var keyInBody = false

  enum Work {
    case single(Ask)
    /// An item without a key gets one from the batch's.
    case batch(isAtomic: Bool, items: [(key: String?, ask: Ask)])
  }
}

/// A request that changes nothing.
enum Question {
  case account(String, currency: String?, asOf: Int64?, by: String?)
  case accounts(prefix: String?, currency: String?, kind: String?, status: String?, limit: Int, cursor: String?)
  case entries(String, currency: String?, from: Int64?, to: Int64?, limit: Int, cursor: String?)
  case statement(String, currency: String?, from: Int64?, to: Int64?, limit: Int, cursor: String?)
  case transaction(String)
  case transactions(TransactionFilter, limit: Int, cursor: String?)
  case hold(String)
  case holds(status: String?, account: String?, limit: Int, cursor: String?)
  case trialBalance(asOf: Int64?, by: String?)
  case events(EventFilter, limit: Int, cursor: String?)
}

/// Of the ledger's events: those that are of money and accounts.
struct EventFilter {
  /// Full types, or kinds with a star; never empty.
  var types = ["transfer.*", "transaction.*", "hold.*", "account.*"]
  var account: String?
  var from: Int64?
  var to: Int64?
}

struct TransactionFilter {
  var account: String?
  var key: String?
  var reference: String?
  var type: String?
  var from: Int64?
  var to: Int64?
}
