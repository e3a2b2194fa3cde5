import LedgerCore

/// The four append-only tables that share one sequence. The raw value is the table's byte in a seal.
enum TruthTable: UInt8, CaseIterable {
  case postings = 1
  case accountChanges = 2
  case outcomes = 3
  case recordChanges = 4

  var name: String {
    switch self {
    case .postings: "postings"
    case .accountChanges: "account_changes"
    case .outcomes: "outcomes"
    case .recordChanges: "record_changes"
    }
  }

  /// In the order of the schema, which is the order of a seal.
  var columns: [Column] {
    switch self {
    case .postings: PostingColumn.allCases.map(\.column)
    case .accountChanges: ChangeColumn.allCases.map(\.column)
    case .outcomes: OutcomeColumn.allCases.map(\.column)
    case .recordChanges: RecordColumn.allCases.map(\.column)
    }
  }
}

/// What a column may hold.
struct Column {
  enum Kind: Equatable {
    case integer
    /// At most so many bytes.
    case text(Int)
    case blob(Int)

    var declared: String {
      switch self {
      case .integer: "INTEGER"
      case .text: "TEXT"
      case .blob: "BLOB"
      }
    }
  }

  let name: String
  let kind: Kind
  let isOptional: Bool

  init(_ name: String, _ kind: Kind, optional: Bool = false) {
    self.name = name
    self.kind = kind
    isOptional = optional
  }

  /// A fingerprint has six bytes for each field; a posting of a list has six fields at most.
  static let longestRequest = 6 * (8 * Limits.postingsPerTransaction + 32)
}

/// The columns of `postings`, numbered as in the schema.
enum PostingColumn: Int, CaseIterable {
  case sequence, leg, legs, kind, debit, credit, amount
  case debitDebitsPosted, debitCreditsPosted, debitDebitsPending, debitCreditsPending
  case creditDebitsPosted, creditCreditsPosted, creditDebitsPending, creditCreditsPending
  case debitVersion, creditVersion, debitPrevious, creditPrevious
  case postedAt, effectiveAt, hold, remaining, expiresAt, reverses, reference, metadata, key, request

  var column: Column {
    switch self {
    case .sequence: Column("sequence", .integer)
    case .leg: Column("leg", .integer)
    case .legs: Column("legs", .integer)
    case .kind: Column("kind", .integer)
    case .debit: Column("debit", .integer)
    case .credit: Column("credit", .integer)
    case .amount: Column("amount", .integer)
    case .debitDebitsPosted: Column("debit_debits_posted", .integer)
    case .debitCreditsPosted: Column("debit_credits_posted", .integer)
    case .debitDebitsPending: Column("debit_debits_pending", .integer)
    case .debitCreditsPending: Column("debit_credits_pending", .integer)
    case .creditDebitsPosted: Column("credit_debits_posted", .integer)
    case .creditCreditsPosted: Column("credit_credits_posted", .integer)
    case .creditDebitsPending: Column("credit_debits_pending", .integer)
    case .creditCreditsPending: Column("credit_credits_pending", .integer)
    case .debitVersion: Column("debit_version", .integer)
    case .creditVersion: Column("credit_version", .integer)
    case .debitPrevious: Column("debit_previous", .integer)
    case .creditPrevious: Column("credit_previous", .integer)
    case .postedAt: Column("posted_at", .integer)
    case .effectiveAt: Column("effective_at", .integer, optional: true)
    case .hold: Column("hold", .integer, optional: true)
    case .remaining: Column("remaining", .integer, optional: true)
    case .expiresAt: Column("expires_at", .integer, optional: true)
    case .reverses: Column("reverses", .integer, optional: true)
    case .reference: Column("reference", .text(Limits.referenceBytes), optional: true)
    case .metadata: Column("metadata", .text(Limits.metadataBytes), optional: true)
    case .key: Column("key", .text(Limits.keyBytes), optional: true)
    case .request: Column("request", .blob(Column.longestRequest), optional: true)
    }
  }
}

/// The columns of `account_changes`, numbered as in the schema.
enum ChangeColumn: Int, CaseIterable {
  case sequence, postedAt, account, change, openedAt, code, currency, accountClass, managedBy, floor, frozen, closed, lastPosting
  case metadata, key, request

  var column: Column {
    switch self {
    case .sequence: Column("sequence", .integer)
    case .postedAt: Column("posted_at", .integer)
    case .account: Column("account", .integer)
    case .change: Column("change", .text(16))
    case .openedAt: Column("opened_at", .integer)
    case .code: Column("code", .text(Limits.codeBytes), optional: true)
    case .currency: Column("currency", .text(3))
    case .accountClass: Column("class", .text(16))
    case .managedBy: Column("managed_by", .text(16))
    case .floor: Column("floor", .integer, optional: true)
    case .frozen: Column("frozen", .integer)
    case .closed: Column("closed", .integer)
    case .lastPosting: Column("last_posting", .integer)
    case .metadata: Column("metadata", .text(Limits.metadataBytes), optional: true)
    case .key: Column("key", .text(Limits.keyBytes), optional: true)
    case .request: Column("request", .blob(Column.longestRequest), optional: true)
    }
  }
}

/// The columns of `outcomes`, numbered as in the schema.
enum OutcomeColumn: Int, CaseIterable {
  case sequence, postedAt, kind, code, field, posting, account, available, needed, key, request

  var column: Column {
    switch self {
    case .sequence: Column("sequence", .integer)
    case .postedAt: Column("posted_at", .integer)
    case .kind: Column("kind", .text(16))
    case .code: Column("code", .text(64), optional: true)
    case .field: Column("field", .integer, optional: true)
    case .posting: Column("posting", .integer, optional: true)
    case .account: Column("account", .integer, optional: true)
    case .available: Column("available", .integer, optional: true)
    case .needed: Column("needed", .integer, optional: true)
    case .key: Column("key", .text(Limits.keyBytes), optional: true)
    case .request: Column("request", .blob(Column.longestRequest), optional: true)
    }
  }
}
