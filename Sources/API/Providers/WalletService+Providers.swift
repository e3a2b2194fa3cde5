import HTTPServer
import JSON
import LedgerCore
import Payments
import Sodium
import Tenancy
import Vault
import WalletAPI

/// A tenant's accounts at payment providers: where they are, what opens them, what their webhooks are known by, and how they do.
extension WalletService {
  // MARK: Looking

  func listProviders(_ call: TenantCall) throws(Problem) {
    try onWorker(call.exchange) { [desk] () throws(Problem) in
      let accounts = try WalletService.reading { () throws in
        try call.ledger.records(RecordQuery(kind: ProviderAccountRecord.kind), before: nil, limit: 100).items.map {
          try Kept<ProviderAccountRecord>($0, call.ledger.tag)
        }
      }
      let rendering = ProviderRendering(tenant: call.tenant.id, breakers: desk.breakers, now: .now)
      call.exchange.reply(200) { writer in
        ListRendering.write(accounts, next: nil, to: &writer) { rendering.write($0, to: &$1) }
      }
    }
  }

  func getProvider(_ call: TenantCall) throws(Problem) {
    let provider = try provider(call.argument)
    try onWorker(call.exchange) { [desk] () throws(Problem) in
      let found = try WalletService.reading { () throws in
        try call.ledger.find(named: Text(provider.rawValue), ProviderAccountRecord.self)
      }
      guard let found else { throw Problem(Rejection(.providerNotFound, FieldPath(.provider))) }
      let rendering = ProviderRendering(tenant: call.tenant.id, breakers: desk.breakers, now: .now)
      call.exchange.reply(200) { rendering.write(found, to: &$0) }
    }
  }

  func getPaymentSettings(_ call: TenantCall) throws(Problem) {
    try onWorker(call.exchange) { () throws(Problem) in
      let found = try WalletService.reading { () throws in
        try call.ledger.find(named: PaymentSettings.name, PaymentSettings.self)
      }
      call.exchange.reply(200) { ProviderRendering.write(found, to: &$0) }
    }
  }

  // MARK: Changing

  func setProvider(_ call: Call) throws(Problem) {
    _ = try place(call)
    let provider = try provider(call.argument)
    let (header, form) = try secretBody(call, ProviderForm.account)
    let key = try IdempotencyKey.choose(header: header, body: form.key)
    var facts = [AuditEntry.Fact("change", "set")]
    if let url = form.url { facts.append(.init("url", url.string)) }
    if let timeout = form.timeout { facts.append(.init("timeout_ms", String(timeout))) }
    if form.secret != nil { facts.append(.init("api_key", "given")) }
    let (given, said) = (form, facts)
    try inTenant(call) { [self] (call) throws(Problem) in
      try change(call, provider, key, said, bringing: given.secret, as: "api_key", isAnew: true) { secret in
        SetProvider(provider, url: given.url, timeout: given.timeout, apiKey: secret)
      }
    }
  }

  func addProviderSecret(_ call: Call) throws(Problem) {
    _ = try place(call)
    let provider = try provider(call.argument)
    let (header, form) = try secretBody(call, ProviderForm.secret)
    let key = try IdempotencyKey.choose(header: header, body: form.key)
    let given = form.secret
    try inTenant(call) { [self] (call) throws(Problem) in
      try change(call, provider, key, [.init("change", "add_secret")], bringing: given, as: "secret") { secret in
        guard let secret else { preconditionFailure("a required field was checked") }
        return AddProviderSecret(provider, secret)
      }
    }
  }

  func retireProviderSecret(_ call: TenantCall) throws(Problem) {
    let provider = try provider(call.argument)
    let (key, secret) = try paymentBody(call) { (body) throws(Problem) in
      let text = try body.required("secret", most: 64)
      guard let id = text.withBytes({ ProviderSecretID($0) }) else {
        throw Problem(.invalidID, "The field 'secret' is no id of a secret, such as `sec_…`.", param: "secret")
      }
      return id
    }
    try change(call, provider, key, [.init("change", "retire_secret"), .init("secret", secret.text)]) { _ in
      RetireProviderSecret(provider, secret)
    }
  }

  func moveProvider(_ call: TenantCall, _ state: ProviderAccountRecord.State) throws(Problem) {
    let provider = try provider(call.argument)
    let (key, _) = try paymentBody(call, mayBeEmpty: true) { (_) throws(Problem) in }
    let verb = state == .active ? "enable" : "disable"
    try change(call, provider, key, [.init("change", verb)], isAnew: state == .active) { _ in MoveProvider(provider, state) }
  }

  func setPaymentSettings(_ call: TenantCall) throws(Problem) {
    let (key, work) = try paymentBody(call) { (body) throws(Problem) in
      let (routes, returnsFees) = (try body.routes(), try body.flag("returns_fees"))
      let debt = try body.choice("merchant_debt", PaymentSettings.MerchantDebt.self)
      var work = SetPaymentSettings(routes: routes, returnsFees: returnsFees, merchantDebt: debt)
      work.transferFee = try body.fee("transfer_fee")
      work.tiers = try body.tiers()
      work.utcOffset = try body.utcOffset()
      work.calendar = try body.calendar()
      work.writeOffLimit = try body.integer("write_off_limit", 0...Limits.highestCounter)
      work.payouts = try body.payoutPolicy()
      guard work.saysSomething else { throw body.missing("routes") }
      return work
    }
    var facts: [AuditEntry.Fact] = []
    if let routes = work.routes {
      let order = routes.map(\.provider.rawValue).joined(separator: " ")
      facts.append(.init("routes", order.isEmpty ? "none" : String(order.prefix(500))))
    }
    if let returnsFees = work.returnsFees { facts.append(.init("returns_fees", String(returnsFees))) }
    if let debt = work.merchantDebt { facts.append(.init("merchant_debt", debt.rawValue)) }
    if let fee = work.transferFee {
      let fixed = fee.currency.map { " and \(fee.fixed) \($0.code)" } ?? ""
      facts.append(.init("transfer_fee", PaymentRendering.percent(fee.share) + fixed))
    }
    if let tiers = work.tiers {
      let names = tiers.map { "\($0.name) \($0.currency.code)" }.joined(separator: ", ")
      facts.append(.init("kyc_tiers", names.isEmpty ? "none" : String(names.prefix(500))))
    }
    if let offset = work.utcOffset { facts.append(.init("utc_offset", offset.text)) }
    if let calendar = work.calendar {
      let counts = "\(calendar.closed.count) closed, \(calendar.open.count) open"
      facts.append(.init("calendar", counts))
    }
    if let limit = work.writeOffLimit { facts.append(.init("write_off_limit", String(limit))) }
    facts += work.payouts.facts
    let act = RecordedAct(.paymentSettingsChanged, call.tenant.id.text, facts)
    try record([act], call, under: key) { [self] () throws(Problem) in
      commit(call, work, key) { _ in }
    }
  }

  // MARK: The way there and back

  private func provider(_ name: Text) throws(Problem) -> ProviderName {
    guard let provider = ProviderName(rawValue: name.string) else {
      let known = ProviderName.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(.providerNotFound, "This version speaks to no such provider; it speaks to: \(known).")
    }
    return provider
  }

  /// Read at once: the bytes of such a request are wiped when its first turn is over.
  private func secretBody(
    _ call: Call, _ read: ([UInt8]) throws(Problem) -> ProviderForm
  ) throws(Problem) -> (Text?, ProviderForm) {
    let request = call.request
    try refuseMediaType(request)
    let header = try IdempotencyKey.inHeader(request)
    guard !request.body.isEmpty else { throw Problem(.bodyRequired, "The request has no body; it needs a JSON object.") }
    return (header, try read(request.body))
  }

  /// First the row in the audit trail, then the secret in the vault, under an id of its own, then the record that names it. A crash between the
  /// last two leaves a secret that nobody names: it is destroyed later, or named when the same request comes again.
  private func change(
    _ call: TenantCall, _ provider: ProviderName, _ key: Text, _ facts: [AuditEntry.Fact], bringing secret: HeldText? = nil,
    as field: String = "", isAnew: Bool = false, _ work: @escaping @Sendable (NewSecret?) -> any RecordWork
  ) throws(Problem) {
    let act = RecordedAct(.providerChanged, provider.rawValue, facts)
    try record([act], call, under: key) { [self] () throws(Problem) in
      let before = try WalletService.reading { () throws in
        try call.ledger.find(named: Text(provider.rawValue), ProviderAccountRecord.self)
      }
      let named = before.map { $0.value.secrets.map(\.id) } ?? []
      guard let secret else {
        return commit(call, work(nil), key, isAnew: isAnew) { [self] in tidy(call, named, after: $0) }
      }
      let vault = try vaultForSecrets(of: call.tenant)
      let tenant = call.tenant.id
      providers.beginChange(of: tenant)
      vault.keepSecret(secret.bytes.copy(), provider: provider.rawValue, key: key.string, call.call.origin) { [self] kept in
        switch kept {
        case .success(let kept):
          let mark = SecretMark(
            id: kept.id, fingerprint: Text(kept.fingerprint), ending: secret.ending, since: kept.createdAt)
          commit(call, work(NewSecret(mark, isDestroyed: kept.isDestroyed)), key, isAnew: isAnew) { [self] change in
            providers.endChange(of: tenant)
            tidy(call, named + [kept.id], after: change)
          }
        case .failure(.mismatch):
          providers.endChange(of: tenant)
          call.exchange.refuse(
            Problem(
              .idempotencyMismatch,
              "The idempotency key was used before for a request that differs in '\(field)'; use a new key for a new request.",
              param: field))
        case .failure(let failure):
          providers.endChange(of: tenant)
          call.exchange.refuse(Problem(failure))
        }
      }
    }
  }

  /// Where it may wait for the disk.
  private func vaultForSecrets(of tenant: Tenant) throws(Problem) -> TenantVault {
    guard let vaults else { throw Problem(VaultFailure.keyAbsent) }
    do throws(VaultFailure) {
      switch vaults.ring.state {
      case .absent: throw .keyAbsent
      case .sealed: throw .keySealed
      case .unsealed: break
      }
      guard let vault = try vaults.vault(of: tenant.id, making: true) else { throw .keyAbsent }
      return vault
    } catch { throw Problem(error) }
  }

  /// Hands the work to the ledger, and has the providers made anew before it is answered. `then` gets the change that was made now; nil where
  /// none was. `isAnew`: what failed at the provider before says nothing any more.
  private func commit(
    _ call: TenantCall, _ work: any RecordWork, _ key: Text, isAnew: Bool = false,
    _ then: @escaping @Sendable (RecordChange?) -> Void
  ) {
    let tenant = call.tenant.id
    providers.beginChange(of: tenant)
    desk.begin(work, key, tenant, call.ledger) { [self] reply in
      var change: RecordChange?
      if case .settled(let made, isReplay: false) = reply { change = made }
      providers.endChange(of: tenant)
      if isAnew, let change,
        let provider = change.content.name.flatMap({ ProviderName(rawValue: $0.string) })
      {
        desk.breakers.forget(tenant.rawValue, provider)
      }
      then(change)
      show(reply, 200, confirming: false, call.exchange, call.ledger)
    }
  }

  /// Destroys what the account named before, or was to name, and does not name now. What a crash keeps from it is destroyed later.
  private func tidy(_ call: TenantCall, _ candidates: [ProviderSecretID], after change: RecordChange?) {
    guard let change, let vaults else { return }
    let named: [ProviderSecretID]
    do { named = try Kept<ProviderAccountRecord>(change, call.ledger.tag).value.secrets.map(\.id) } catch { return }
    let doomed = candidates.filter { !named.contains($0) }
    guard !doomed.isEmpty else { return }
    let origin = call.call.origin
    _ = workers.run(for: call.tenant.id.rawValue) { [log] in
      @Sendable func report(_ failure: VaultFailure) {
        log.record(.warning, "a retired provider secret is still there", [("reason", Problem(failure).detail)])
      }
      do throws(VaultFailure) {
        try vaults.vault(of: call.tenant.id, making: false)?.destroySecrets(doomed, origin) { result in
          if case .failure(let failure) = result { report(failure) }
        }
      } catch { report(error) }
    }
  }
}

/// Whether a merchant may come to owe what is given back for it.
enum MerchantDebt: String, CaseIterable { case refused, allowed }
