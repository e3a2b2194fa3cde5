package import LedgerCore

/// Registers a customer.
package struct CreateCustomer: RecordWork {
  package let kind = OperationKind.createCustomer
  let customer: Customer

  package init(_ customer: Customer) { self.customer = customer }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.customer, customer.reference)
    fields.text(.name, customer.title)
    fields.text(.tier, customer.tier)
    fields.text(.metadata, customer.metadata)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard try transaction.find(named: customer.reference, Customer.self) == nil else {
      throw Rejection(.nameTaken, FieldPath(.customer))
    }
    try transaction.requireTier(customer.tier)
    try transaction.create(customer)
  }
}

/// Changes a customer. What is left out stays as it is.
package struct ChangeCustomer: RecordWork {
  package let kind = OperationKind.changeCustomer
  /// The customer's id, or the platform's own name for them.
  let customer: Text
  package var title: Text?
  package var tier: Text?
  package var state: Customer.State?
  package var metadata: Text?
  /// Who asks; kept with the change, and not part of the request.
  let actor: Text

  package init(_ customer: Text, by actor: Text) {
    self.customer = customer
    self.actor = actor
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.customer, customer)
    fields.text(.name, title)
    fields.text(.tier, tier)
    fields.text(.status, state.map { Text($0.rawValue) })
    fields.text(.metadata, metadata)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var kept: Kept<Customer> = try PayeeReference.find(customer, transaction) else {
      throw Rejection(.customerNotFound, FieldPath(.customer))
    }
    try transaction.requireTier(tier)
    kept.value.title = title ?? kept.value.title
    kept.value.tier = tier ?? kept.value.tier
    kept.value.state = state ?? kept.value.state
    kept.value.metadata = metadata ?? kept.value.metadata
    kept.value.changedBy = actor
    try transaction.save(kept)
  }
}

extension Customer {
  /// `kept`, where another wallet may become this customer's.
  func refuseUnlessRoom(_ kept: Kept<Customer>) throws(Rejection) -> Kept<Customer> {
    guard wallets.count < Customer.mostWallets else {
      throw Rejection(.tooManyWallets, FieldPath(.customer), available: Int64(wallets.count))
    }
    return kept
  }
}

extension RecordTransaction {
  /// Throws where a customer is to be of a tier that the tenant's settings do not describe.
  fileprivate func requireTier(_ name: Text?) throws {
    guard let name else { return }
    let settings = try find(named: PaymentSettings.name, PaymentSettings.self)?.value
    guard settings?.tiers.contains(where: { $0.name == name }) == true else { throw Rejection(.tierNotFound, FieldPath(.tier)) }
  }
}
