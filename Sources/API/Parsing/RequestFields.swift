import LedgerCore

/// What an object of a body said, field by field: valid each for itself, not yet known to be complete.
///
/// One struct for all mutations, because in a batch the `type` of an item may come after its other fields.
struct RequestFields {
  /// The fields that were there.
  var seen = BodyFields()
  var type = ItemType.transfer
  var key: Text?
  var debit: AccountReference?
  var credit: AccountReference?
  var amount: Int64 = 0
  var currency: Currency?
  var balancing = Balancing.none
  var reference: Text?
  var effectiveAt: Timestamp?
  var metadata: Text?
  var expiresIn: Int64?
  var hold: HoldID?
  var isFinal = true
  var transaction: TransactionID?
  var postings: [Posting] = []
  var code: Text?
  var accountClass: AccountClass?
  var normalSide: NormalSide?
  var limit = BalanceLimit.none
  var managedBy = ManagedBy.none
  var sides = Freeze()
  var name: Text?
  var directory: Text?
  var isAtomic = false
  var items: [Command] = []
  var to: Text?

  var details: Details { Details(reference: reference, effectiveAt: effectiveAt, metadata: metadata) }
}

/// What an item of a batch does.
enum ItemType: String, CaseIterable {
  case transfer, transaction, hold, capture, release, reversal, account

  /// The fields an item of this type may have.
  var fields: BodyFields {
    let own: BodyFields =
      switch self {
      case .transfer: BodyFields.posting.union(.details)
      case .transaction: BodyFields(.postings).union(.details)
      case .hold: BodyFields.posting.union(.details).union(BodyFields(.expiresIn))
      case .capture: BodyFields(.hold, .amount, .final, .postings).union(.details)
      case .release: BodyFields(.hold).union(.details)
      case .reversal: BodyFields(.transaction).union(.details)
      case .account: BodyFields.opening
      }
    return own.union(BodyFields(.type, .key))
  }

  var required: BodyFields {
    switch self {
    case .transfer, .hold: BodyFields(.debit, .credit, .amount)
    case .transaction: BodyFields(.postings)
    case .capture, .release: BodyFields(.hold)
    case .reversal: BodyFields(.transaction)
    case .account: BodyFields(.currency)
    }
  }

  /// The fields of all types.
  static let anyFields = allCases.reduce(BodyFields()) { $0.union($1.fields) }
}
