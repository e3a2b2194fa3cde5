package import LedgerCore

/// Makes a merchant.
package struct CreateMerchant: RecordWork {
  package let kind = OperationKind.createMerchant
  let merchant: Merchant

  package init(_ merchant: Merchant) { self.merchant = merchant }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.merchant, merchant.reference)
    fields.text(.name, merchant.title)
    fields.integer(.feePercent, merchant.fee.share)
    fields.integer(.feeFixed, merchant.fee.fixed)
    fields.text(.currency, merchant.fee.currency.map { Text($0.code) })
    fields.integer(.settlementDays, merchant.settlementDays)
    if !merchant.fees.isEmpty { fields.fees(merchant.fees) }
    if merchant.reserve != .none {
      fields.integer(.reservePercent, merchant.reserve.share)
      fields.integer(.reserveDays, merchant.reserve.days)
    }
    fields.text(.metadata, merchant.metadata)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard try transaction.find(named: merchant.reference, Merchant.self) == nil else {
      throw Rejection(.nameTaken, FieldPath(.merchant))
    }
    try transaction.create(merchant)
  }
}

/// Makes a wallet, with its account.
package struct CreateWallet: RecordWork {
  package let kind = OperationKind.createWallet
  let wallet: Wallet

  package init(_ wallet: Wallet) { self.wallet = wallet }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.wallet, wallet.reference)
    fields.text(.customer, wallet.customer)
    fields.text(.currency, Text(wallet.currency.code))
    fields.text(.metadata, wallet.metadata)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard try transaction.find(named: wallet.reference, Wallet.self) == nil else {
      throw Rejection(.nameTaken, FieldPath(.wallet))
    }
    var wallet = wallet
    // One who is not registered is a name like any other.
    var owner: Kept<Customer>? = try wallet.customer.flatMap { try PayeeReference.find($0, transaction) }
    if let found = owner {
      owner = try found.value.refuseUnlessRoom(found)
      wallet.owner = found.id
      wallet.customer = found.value.reference
    }
    let made = try transaction.create(wallet)
    if var owner {
      owner.value.wallets.append(made.id)
      try transaction.save(owner)
    }
    try transaction.open(.wallet(wallet.reference), wallet.currency)
  }
}

/// Who is to be paid, as a caller names it: by our id or by the platform's own name.
package enum PayeeReference: Sendable, Hashable {
  case merchant(Text)
  case wallet(Text)

  /// Finds it, and that it may be paid.
  func resolve(_ transaction: any RecordTransaction, _ currency: Currency) throws -> Payee {
    switch self {
    case .merchant(let name):
      guard let merchant: Kept<Merchant> = try Self.find(name, transaction) else {
        throw Rejection(.merchantNotFound, FieldPath(.merchant))
      }
      try merchant.value.refuseUnlessActive()
      return .merchant(merchant.id, name: merchant.value.reference)
    case .wallet(let name):
      guard let wallet: Kept<Wallet> = try Self.find(name, transaction) else {
        throw Rejection(.walletNotFound, FieldPath(.wallet))
      }
      try wallet.value.refuseUnlessActive(FieldPath(.wallet))
      guard wallet.value.currency == currency else { throw Rejection(.currencyMismatch, FieldPath(.currency)) }
      return .wallet(wallet.id, name: wallet.value.reference)
    }
  }

  /// By our id or by the platform's own name.
  static func find<R: PaymentRecord>(_ name: Text, _ transaction: any RecordTransaction) throws -> Kept<R>? {
    if let id = name.withBytes({ ID<R.E>($0) }) { return try transaction.find(id, R.self) }
    return try transaction.find(named: name, R.self)
  }
}

extension Payee {
  /// Throws where nothing new may be paid to it.
  func refuseUnlessActive(_ transaction: any RecordTransaction) throws { _ = try terms(transaction, payingBy: nil) }

  /// What is agreed on for what is confirmed now. Throws where nothing new may be paid to it.
  func terms(_ transaction: any RecordTransaction, payingBy way: WayToPay?) throws -> PaymentTerms {
    switch self {
    case .merchant(let id, _):
      guard let merchant = try transaction.find(id, Merchant.self) else {
        throw Rejection(.merchantNotFound, FieldPath(.merchant))
      }
      try merchant.value.refuseUnlessActive()
      return merchant.value.terms(payingBy: way?.word ?? "")
    case .wallet(let id, _):
      guard let wallet = try transaction.find(id, Wallet.self) else { throw Rejection(.walletNotFound, FieldPath(.wallet)) }
      try wallet.value.refuseUnlessActive(FieldPath(.wallet))
      return .none
    }
  }
}

extension Payee {
  /// Throws where so much may not come into the wallet that is to be topped up. What a provider has taken is booked whatever the limits say:
  /// they are asked before anybody pays.
  func refuseBeyondLimits(_ amount: Int64, from payer: WalletBoard.Seat?, _ transaction: any RecordTransaction) throws {
    guard case .wallet(_, let name) = self, let seat = try transaction.walletBoard.seat(name, transaction) else { return }
    let limits = WalletLimits(transaction)
    try limits.refuseUnlessActive(seat, FieldPath(.wallet))
    let isSameOwner = payer?.owner != nil && payer?.owner == seat.owner
    try limits.refuseInflow(amount, seat, ownMoney: isSameOwner ? amount : 0, FieldPath(.wallet))
  }
}

extension Wallet {
  func refuseUnlessActive(_ path: FieldPath) throws(Rejection) {
    switch state {
    case .active: return
    case .suspended: throw Rejection(.partySuspended, path)
    case .closed: throw Rejection(.partyClosed, path)
    }
  }
}

extension Merchant {
  func refuseUnlessActive() throws(Rejection) {
    switch state {
    case .active: return
    case .suspended: throw Rejection(.partySuspended, FieldPath(.merchant))
    case .closed: throw Rejection(.partyClosed, FieldPath(.merchant))
    }
  }
}

extension RequestFieldVisitor {
  /// One text, so that none are another request than nothing said of them.
  mutating func fees(_ fees: [String: FeePolicy]?) {
    guard let fees else { return }
    let lines = fees.sorted { $0.key < $1.key }.map {
      "\($0.key) \($0.value.share) \($0.value.fixed) \($0.value.currency?.code ?? "")"
    }
    text(.fees, Text(lines.joined(separator: "\n") + "."))
  }
}
