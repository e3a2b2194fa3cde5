package import LedgerCore

/// Makes an intent: what is to be paid, before anybody is asked.
package struct CreateIntent: RecordWork {
  package var kind: OperationKind { .createIntent }
  package var payee: PayeeReference
  package var customer: Text?
  package var amount: Money
  package var method: WayToPay?
  package var captureMethod = CaptureMethod.automatic
  package var reference: Text?
  package var description: Text?
  package var metadata: Text?
  package var returnURL: Text?
  package var items: [ChargeItem] = []
  /// Seconds until it is cancelled by itself.
  package var expiresIn: Int64 = CreateIntent.defaultExpiry

  package static let defaultExpiry: Int64 = 86_400

  package init(payee: PayeeReference, amount: Money) {
    self.payee = payee
    self.amount = amount
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    switch payee {
    case .merchant(let name): fields.text(.merchant, name)
    case .wallet(let name): fields.text(.wallet, name)
    }
    fields.text(.customer, customer)
    fields.integer(.amount, amount.amount)
    fields.integer(.currency, Int64(amount.currency.rawValue))
    fields.method(method)
    fields.text(.captureMethod, Text(captureMethod.rawValue))
    fields.integer(.expiresIn, expiresIn)
    fields.text(.description, description)
    fields.text(.returnURL, returnURL)
    for item in items {
      fields.text(.items, Text("\(item.price) \(item.quantity) \(item.name)"))
    }
    fields.text(.reference, reference)
    fields.text(.metadata, metadata)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    let payee = try payee.resolve(transaction, amount.currency)
    if case .wallet = payee, captureMethod == .manual { throw Rejection(.methodUnsupported, FieldPath(.captureMethod)) }
    var method = method
    if case .wallet(let name) = method {
      let charge = try WalletCharge(transaction, named: name, amount.currency)
      try charge.refuseItself(payee)
      method = .wallet(charge.wallet.value.reference)
    } else {
      // What another wallet pays is looked at when it pays.
      try payee.refuseBeyondLimits(amount.amount, from: nil, transaction)
    }
    try transaction.create(
      Intent(
        payee: payee, customer: customer, amount: amount, method: method, captureMethod: captureMethod, reference: reference,
        description: description, metadata: metadata, returnURL: returnURL, items: items,
        expiresAt: transaction.now.adding(seconds: expiresIn)))
  }
}

extension RequestFieldVisitor {
  mutating func method(_ way: WayToPay?) {
    guard let way else { return }
    let detail: Text? =
      switch way {
      case .provider(.qris): nil
      case .provider(.wallet(_, let phone)): phone
      case .provider(.bankTransfer(let bank)): bank
      case .provider(.card(let token)): token
      case .wallet(let name): name
      }
    text(.paymentMethod, Text(way.word + (detail.map { " \($0)" } ?? "")))
  }
}
