/// The parsed fields of a request one by one, as bytes: what a key is bound to. Absent fields are left out, so that adding an
/// optional field later changes no fingerprint.
extension Operation {
  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    switch self {
    case .transfer(let posting, let details):
      fields.posting(posting)
      fields.details(details)
    case .transaction(let postings, let details):
      fields.postings(postings)
      fields.details(details)
    case .placeHold(let posting, let expiresIn, let details):
      fields.posting(posting)
      if let expiresIn { fields.integer(.expiresIn, expiresIn) }
      fields.details(details)
    case .captureHold(let hold, let amount, let isFinal, let postings, let details):
      fields.number(.hold, hold.rawValue)
      if let amount { fields.integer(.amount, amount) }
      fields.integer(.isFinal, isFinal ? 1 : 0)
      fields.postings(postings)
      fields.details(details)
    case .releaseHold(let hold, let details):
      fields.number(.hold, hold.rawValue)
      fields.details(details)
    case .reverse(let transaction, let details):
      fields.number(.transaction, transaction.rawValue)
      fields.details(details)
    case .openAccount(let opening):
      fields.opening(opening)
    case .changeAccount(let account, let change):
      fields.account(.account, account)
      fields.change(change)
    case .record(let work):
      work.visitFields(&fields)
    }
  }
}

extension Batch {
  /// A batch's own key is bound to its shape: the items have keys of their own.
  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(OperationKind.batch.rawValue))
    fields.integer(.atomic, isAtomic ? 1 : 0)
    fields.integer(.items, Int64(items.count))
  }
}

/// Takes the fields of a request in their order.
package protocol RequestFieldVisitor {
  mutating func visit(_ field: RequestField, _ bytes: UnsafeRawBufferPointer)
}

extension RequestFieldVisitor {
  package mutating func integer(_ field: RequestField, _ value: Int64) {
    withUnsafeBytes(of: value.littleEndian) { visit(field, $0) }
  }

  package mutating func number(_ field: RequestField, _ value: UInt128) {
    withUnsafeBytes(of: value.littleEndian) { visit(field, $0) }
  }

  package mutating func text(_ field: RequestField, _ value: Text?) {
    if let value { value.withBytes { visit(field, $0) } }
  }

  mutating func account(_ field: RequestField, _ value: AccountReference) {
    switch value {
    case .id(let id): number(field, id.rawValue)
    case .code(let code): text(field, code)
    case .number: preconditionFailure("accounts are looked up after the request was fingerprinted")
    }
  }

  mutating func posting(_ posting: Posting) {
    account(.debit, posting.debit)
    account(.credit, posting.credit)
    integer(.amount, posting.amount)
    if let currency = posting.currency { integer(.currency, Int64(currency.rawValue)) }
    if posting.balancing != .none { integer(.balancing, Int64(posting.balancing.rawValue)) }
  }

  mutating func postings(_ postings: [Posting]) {
    for (index, posting) in postings.enumerated() {
      integer(.nextPosting, Int64(index))
      self.posting(posting)
    }
    if !postings.isEmpty { integer(.nextPosting, -1) }
  }

  package mutating func details(_ details: Details) {
    text(.reference, details.reference)
    if let effectiveAt = details.effectiveAt { integer(.effectiveAt, effectiveAt.microseconds) }
    text(.metadata, details.metadata)
  }

  mutating func opening(_ opening: AccountOpening) {
    text(.code, opening.code)
    integer(.currency, Int64(opening.currency.rawValue))
    text(.accountClass, Text(opening.accountClass.rawValue))
    limit(opening.limit)
    text(.managedBy, Text(opening.managedBy.rawValue))
    text(.metadata, opening.metadata)
  }

  mutating func limit(_ limit: BalanceLimit) {
    if let floor = limit.lowestAvailable { integer(.limit, floor) }
  }

  mutating func change(_ change: AccountChange) {
    switch change {
    case .freeze(let sides): integer(.change, 0x100 | Int64(sides.rawValue))
    case .unfreeze(let sides): integer(.change, 0x200 | Int64(sides.rawValue))
    case .setLimit(let limit):
      integer(.change, 0x300)
      self.limit(limit)
    case .close: integer(.change, 0x400)
    }
  }
}
