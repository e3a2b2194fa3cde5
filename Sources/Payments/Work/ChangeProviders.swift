package import LedgerCore

/// Makes a tenant's account at a provider, or changes what is given of it.
///
/// What it names of a secret lies in the vault already: a crash between the two leaves a secret that nobody names, which is destroyed later.
package struct SetProvider: RecordWork {
  package let kind = OperationKind.setProviders
  let provider: ProviderName
  let url: Text?
  let timeout: Int64?
  let apiKey: NewSecret?

  package init(_ provider: ProviderName, url: Text?, timeout: Int64?, apiKey: NewSecret?) {
    self.provider = provider
    self.url = url
    self.timeout = timeout
    self.apiKey = apiKey
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.provider, Text(provider.rawValue))
    fields.text(.change, "set")
    fields.text(.url, url)
    if let timeout { fields.integer(.timeout, timeout) }
    fields.text(.apiKey, apiKey?.mark.fingerprint)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard apiKey?.isDestroyed != true else { throw Rejection(.providerSecretNotFound, FieldPath(.apiKey)) }
    guard var account = try transaction.account(at: provider) else {
      guard let url else { throw Rejection(.providerIncomplete, FieldPath(.url)) }
      guard let apiKey else { throw Rejection(.providerIncomplete, FieldPath(.apiKey)) }
      try transaction.create(
        ProviderAccountRecord(
          provider: provider, url: url, timeout: timeout ?? ProviderAccountRecord.defaultTimeout, apiKey: apiKey.mark))
      return
    }
    if let url, url != account.value.url {
      guard apiKey != nil else { throw Rejection(.providerIncomplete, FieldPath(.apiKey)) }
      account.value.url = url
    }
    if let timeout { account.value.timeout = timeout }
    if let mark = apiKey?.mark, mark.fingerprint != account.value.apiKey.fingerprint {
      // Midtrans signs with the same key, and webhooks signed with the former one are on their way still.
      if provider.signsWithAPIKey {
        let former = account.value.apiKey
        account.value.webhookSecrets.removeAll { [former.fingerprint, mark.fingerprint].contains($0.fingerprint) }
        try account.value.requireRoom()
        account.value.webhookSecrets.append(former)
      }
      account.value.apiKey = mark
    }
    try transaction.save(account)
  }
}

/// A secret that was put into the vault for a request.
package struct NewSecret: Sendable, Hashable {
  package var mark: SecretMark
  /// It was kept for a request that was never finished, and destroyed since.
  package var isDestroyed: Bool

  package init(_ mark: SecretMark, isDestroyed: Bool = false) {
    self.mark = mark
    self.isDestroyed = isDestroyed
  }
}

/// Takes another secret that webhooks may be known by, beside those there are.
package struct AddProviderSecret: RecordWork {
  package let kind = OperationKind.setProviders
  let provider: ProviderName
  let secret: NewSecret

  package init(_ provider: ProviderName, _ secret: NewSecret) {
    self.provider = provider
    self.secret = secret
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.provider, Text(provider.rawValue))
    fields.text(.change, "add_secret")
    fields.text(.secret, secret.mark.fingerprint)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard !secret.isDestroyed else { throw Rejection(.providerSecretNotFound, FieldPath(.secret)) }
    var account = try transaction.needAccount(at: provider)
    if !account.value.webhookSecrets.contains(where: { $0.fingerprint == secret.mark.fingerprint }) {
      try account.value.requireRoom()
      account.value.webhookSecrets.append(secret.mark)
    }
    try transaction.save(account)
  }
}

/// Believes no webhook any more that is known by a secret.
package struct RetireProviderSecret: RecordWork {
  package let kind = OperationKind.setProviders
  let provider: ProviderName
  let secret: ProviderSecretID

  package init(_ provider: ProviderName, _ secret: ProviderSecretID) {
    self.provider = provider
    self.secret = secret
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.provider, Text(provider.rawValue))
    fields.text(.change, "retire_secret")
    fields.number(.secret, secret.rawValue)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    var account = try transaction.needAccount(at: provider)
    guard account.value.apiKey.id != secret else { throw Rejection(.providerSecretInUse, FieldPath(.secret)) }
    guard account.value.webhookSecrets.contains(where: { $0.id == secret }) else {
      throw Rejection(.providerSecretNotFound, FieldPath(.secret))
    }
    account.value.webhookSecrets.removeAll { $0.id == secret }
    try transaction.save(account)
  }
}

/// Charges nobody at a provider any more, or again.
package struct MoveProvider: RecordWork {
  package let kind = OperationKind.setProviders
  let provider: ProviderName
  let state: ProviderAccountRecord.State

  package init(_ provider: ProviderName, _ state: ProviderAccountRecord.State) {
    self.provider = provider
    self.state = state
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.provider, Text(provider.rawValue))
    fields.text(.change, Text(state.rawValue))
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    var account = try transaction.needAccount(at: provider)
    account.value.state = state
    try transaction.save(account)
  }
}

/// Changes what is given of how a tenant takes payments.
package struct SetPaymentSettings: RecordWork {
  package let kind = OperationKind.setProviders
  package let routes: [ProviderRoute]?
  package let returnsFees: Bool?
  package let merchantDebt: PaymentSettings.MerchantDebt?
  package var transferFee: FeePolicy?
  package var tiers: [KYCTier]?
  package var utcOffset: UTCOffset?
  /// All its days; its clock is `utcOffset`.
  package var calendar: WorkingDays?
  package var writeOffLimit: Int64?
  package var payouts = PayoutPolicy.Change()

  package init(routes: [ProviderRoute]? = nil, returnsFees: Bool? = nil, merchantDebt: PaymentSettings.MerchantDebt? = nil) {
    self.routes = routes
    self.returnsFees = returnsFees
    self.merchantDebt = merchantDebt
  }

  /// Whether anything is to be set.
  package var saysSomething: Bool {
    routes != nil || returnsFees != nil || merchantDebt != nil || transferFee != nil || tiers != nil || utcOffset != nil
      || calendar != nil || writeOffLimit != nil || !payouts.isEmpty
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.change, "settings")
    // One text: no routes are another request than none that are named.
    if let routes { fields.text(.routes, Text(routes.map { Text($0.encoded).string }.joined(separator: "\n") + ".")) }
    if let returnsFees { fields.integer(.returnsFees, returnsFees ? 1 : 0) }
    fields.text(.merchantDebt, merchantDebt.map { Text($0.rawValue) })
    fields.text(.transferFee, transferFee.map { Text("\($0.share) \($0.fixed) \($0.currency?.code ?? "")") })
    if let tiers { fields.text(.tiers, Text(tiers.map { Text($0.encoded).string }.joined(separator: "\n") + ".")) }
    fields.text(.utcOffset, utcOffset.map { Text($0.text) })
    if let calendar {
      let days = [calendar.closed, calendar.open].map { $0.sorted().map(\.text).joined(separator: " ") }
      fields.text(.calendar, Text("\(days[0]), \(days[1])"))
    }
    if let writeOffLimit { fields.integer(.writeOffLimit, writeOffLimit) }
    if let above = payouts.approvalAbove { fields.integer(.payoutApprovalAbove, above) }
    if let minimum = payouts.minimum { fields.integer(.payoutMinimum, minimum) }
    if let share = payouts.share { fields.integer(.payoutFeePercent, share) }
    if let fixed = payouts.fixed { fields.integer(.payoutFeeFixed, fixed) }
    fields.text(.payoutFeeCurrency, payouts.currency.map { Text($0.code) })
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    if var kept = try transaction.find(named: PaymentSettings.name, PaymentSettings.self) {
      change(&kept.value)
      try transaction.save(kept)
    } else {
      var settings = PaymentSettings()
      change(&settings)
      try transaction.create(settings)
    }
  }

  private func change(_ settings: inout PaymentSettings) {
    if let routes { settings.routes = routes }
    if let returnsFees { settings.returnsFees = returnsFees }
    if let merchantDebt { settings.merchantDebt = merchantDebt }
    if let transferFee { settings.transferFee = transferFee }
    if let tiers { settings.tiers = tiers }
    if let utcOffset { settings.utcOffset = utcOffset }
    if let calendar { (settings.calendar.closed, settings.calendar.open) = (calendar.closed, calendar.open) }
    if let writeOffLimit { settings.writeOffLimit = writeOffLimit }
    settings.payouts.apply(payouts)
  }
}

extension ProviderName {
  /// Whether the key that opens an account there signs its webhooks, too.
  package var signsWithAPIKey: Bool {
    switch self {
    case .midtrans: true
    case .xendit: false
    }
  }
}

extension ProviderAccountRecord {
  fileprivate func requireRoom() throws {
    let most = ProviderAccountRecord.mostWebhookSecrets
    guard webhookSecrets.count < most else {
      throw Rejection(.providerSecretsFull, FieldPath(.secret), needed: Int64(most))
    }
  }
}

extension RecordTransaction {
  fileprivate func account(at provider: ProviderName) throws -> Kept<ProviderAccountRecord>? {
    try find(named: Text(provider.rawValue), ProviderAccountRecord.self)
  }

  fileprivate func needAccount(at provider: ProviderName) throws -> Kept<ProviderAccountRecord> {
    guard let account = try account(at: provider) else { throw Rejection(.providerNotFound, FieldPath(.provider)) }
    return account
  }
}
