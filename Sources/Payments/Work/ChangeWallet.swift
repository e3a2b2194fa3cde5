package import LedgerCore

/// Changes a wallet: what is said of it, whether it takes part, whether money may leave or come.
package struct ChangeWallet: RecordWork {
  package let kind = OperationKind.changeWallet
  /// The wallet's id, or the platform's own name for it.
  let wallet: Text
  let change: Change
  /// Who asks; kept with the change, and not part of the request.
  let actor: Text

  package enum Change: Sendable {
    /// What is nil stays as it is. `customer`: a registered one, by id or name, whose wallet it is from now on.
    case describe(customer: Text?, metadata: Text?)
    /// Closed: only when nothing is in it or reserved. A closed one may be activated again, since what was begun before may still bring money.
    case move(Wallet.State)
    case freeze(Freeze)
    case unfreeze(Freeze)
  }

  package init(_ wallet: Text, _ change: Change, by actor: Text) {
    self.wallet = wallet
    self.change = change
    self.actor = actor
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    switch change {
    case .describe(let customer, let metadata):
      fields.text(.wallet, wallet)
      fields.text(.customer, customer)
      fields.text(.metadata, metadata)
    case .move(let state):
      fields.text(.wallet, wallet)
      fields.text(.status, Text(state.rawValue))
    case .freeze(let sides):
      fields.integer(.change, 0x100 | Int64(sides.rawValue))
      fields.text(.wallet, wallet)
    case .unfreeze(let sides):
      fields.integer(.change, 0x200 | Int64(sides.rawValue))
      fields.text(.wallet, wallet)
    }
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var kept: Kept<Wallet> = try PayeeReference.find(wallet, transaction) else {
      throw Rejection(.walletNotFound, FieldPath(.wallet))
    }
    let (reference, currency) = (kept.value.reference, kept.value.currency)
    var joining: Kept<Customer>?
    switch change {
    case .describe(let customer, let metadata):
      if let customer {
        guard let found: Kept<Customer> = try PayeeReference.find(customer, transaction) else {
          throw Rejection(.customerNotFound, FieldPath(.customer))
        }
        kept.value.customer = found.value.reference
        if kept.value.owner != found.id { joining = try found.value.refuseUnlessRoom(found) }
      }
      kept.value.metadata = metadata ?? kept.value.metadata
    case .move(.closed):
      try refuseUnlessEmpty(kept.value, transaction)
      kept.value.state = .closed
    case .move(let state): kept.value.state = state
    case .freeze, .unfreeze: break
    }
    let former = joining == nil ? nil : try kept.value.owner.flatMap { try transaction.find($0, Customer.self) }
    if let joining { kept.value.owner = joining.id }
    kept.value.changedBy = actor
    try transaction.save(kept)
    if var former {
      former.value.wallets.removeAll { $0 == kept.id }
      try transaction.save(former)
    }
    if var joining {
      joining.value.wallets.append(kept.id)
      try transaction.save(joining)
    }
    // Bonuses are the wallet's too: what is frozen is all of it.
    for account in [BookAccount.wallet(reference), .walletPromo(reference)] {
      switch change {
      case .freeze(let sides): try apply(.freeze(sides), account, currency, transaction)
      case .unfreeze(let sides): try apply(.unfreeze(sides), account, currency, transaction)
      case .describe, .move: break
      }
    }
  }

  private func apply(
    _ change: AccountChange, _ account: BookAccount, _ currency: Currency, _ transaction: any RecordTransaction
  ) throws {
    try transaction.open(account, currency)
    guard let identity = transaction.account(code: account.code, currency: currency)?.identity else {
      preconditionFailure("an account that was opened is there")
    }
    try transaction.perform(.changeAccount(.number(identity.number), change), by: .payments)
  }

  private func refuseUnlessEmpty(_ wallet: Wallet, _ transaction: any RecordTransaction) throws {
    for account in [BookAccount.wallet(wallet.reference), .walletPromo(wallet.reference)] {
      guard let found = transaction.account(code: account.code, currency: wallet.currency) else { continue }
      let counters = found.state.counters
      guard found.state.posted == 0, counters.debitsPending == 0, counters.creditsPending == 0 else {
        throw Rejection(
          .walletNotEmpty, FieldPath(.wallet), account: found.identity, available: found.state.posted,
          needed: counters.debitsPending + counters.creditsPending)
      }
    }
  }
}
