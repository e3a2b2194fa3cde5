import LedgerCore
import Synchronization

/// Asking providers, and having the answers taken in.
extension PaymentDesk {
  /// Asks what `changes` say is about to be asked. Calls back with what changed then; nil where there is nothing to ask.
  func ask(
    _ changes: [RecordChange], _ tenant: TenantID, _ ledger: any Ledger, then: @escaping @Sendable ([RecordChange]?) -> Void
  ) {
    let tag = ledger.tag
    guard let first = changes.first else { return then(nil) }
    do {
      switch first.content.kind {
      case Attempt.kind where first.content.state == Text(AttemptState.sending.rawValue):
        let attempt = try Kept<Attempt>(first, tag)
        switch attempt.value.purpose {
        case .charge:
          guard let change = changes.last(where: { $0.content.kind == Intent.kind }) else { return then(nil) }
          charge(attempt, try Kept<Intent>(change, tag), tenant, ledger, then: then)
        case .capture:
          ask(.capture(attempt.pointer, amount: attempt.value.amount), attempt, tenant, ledger) { outcome in
            ResolveCapture(attempt.id, outcome)
          } then: {
            then($0.changes)
          }
        case .cancel:
          ask(.cancel(attempt.pointer), attempt, tenant, ledger) {
            ResolveCancel(attempt.id, $0)
          } then: {
            then($0.changes)
          }
        }
      case Refund.kind where first.content.state == Text(RefundState.sending.rawValue):
        let refund = try Kept<Refund>(changes.last { $0.record == first.record } ?? first, tag)
        give(refund, tenant, ledger, then: then)
      case Payout.kind where first.content.state == Text(PayoutState.sending.rawValue):
        pay(out: try Kept<Payout>(first, tag), tenant, ledger) { then($0.changes) }
      default: then(nil)
      }
    } catch {
      // What cannot be read cannot be asked; it stays due, and whoever looks at it then reports it.
      then([])
    }
  }

  private func charge(
    _ attempt: Kept<Attempt>, _ intent: Kept<Intent>, _ tenant: TenantID, _ ledger: any Ledger,
    then: @escaping @Sendable ([RecordChange]?) -> Void
  ) {
    guard case .provider(let method)? = intent.value.method else { return then([]) }
    let charge = Charge(
      reference: Text(attempt.id.text), amount: attempt.value.amount, method: method,
      capturesAtOnce: intent.value.captureMethod == .automatic, expiresAt: attempt.value.expiresAt, now: attempt.createdAt,
      description: intent.value.description, returnURL: intent.value.returnURL, items: intent.value.items)
    reach(tenant) { [self] setup in
      let candidates = candidates(tenant, setup ?? .none)
      ask(.charge(charge), attempt, tenant, ledger) {
        ResolveCharge(attempt, $0, isAnswerToQuestion: false, candidates: candidates)
      } then: { [self] result in
        let resolved = result.changes
        // Another provider's turn: the first of what was written is then its attempt.
        if let next = resolved.first, next.isCreation, next.content.kind == Attempt.kind {
          return ask(resolved, tenant, ledger, then: then)
        }
        then(resolved)
      }
    }
  }

  private func give(
    _ refund: Kept<Refund>, _ tenant: TenantID, _ ledger: any Ledger, then: @escaping @Sendable ([RecordChange]?) -> Void
  ) {
    guard let request = refund.request, let provider = refund.value.charge?.provider else { return then([]) }
    ask(.refund(request), refund, at: provider, tenant, ledger) {
      ResolveRefund(refund, $0, isAnswerToQuestion: false)
    } then: {
      then($0.changes)
    }
  }

  /// One call, and the commit of what came of it.
  func ask(
    _ call: ProviderCall, _ attempt: Kept<Attempt>, _ tenant: TenantID, _ ledger: any Ledger,
    resolve: @escaping @Sendable (ProviderOutcome) -> any RecordWork, then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    ask(call, attempt, at: attempt.value.provider, tenant, ledger, resolve: resolve, then: then)
  }

  func ask<R: PaymentRecord>(
    _ call: ProviderCall, _ record: Kept<R>, at provider: ProviderName, _ tenant: TenantID, _ ledger: any Ledger,
    resolve: @escaping @Sendable (ProviderOutcome) -> any RecordWork, then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    let key = Key(tag: ledger.tag, record: record.number)
    busy.withLock { _ = $0.insert(key) }
    outcome(of: call, at: provider, tenant) { [self] outcome in
      submit(resolve(outcome), "", ledger) { [self] result in
        busy.withLock { _ = $0.remove(key) }
        // What could not be committed is due, and asked again.
        then(result)
      }
    }
  }

  /// Makes one call. What comes of it is always one of the five outcomes.
  func outcome(
    of call: ProviderCall, at provider: ProviderName, _ tenant: TenantID, then: @escaping @Sendable (ProviderOutcome) -> Void
  ) {
    reach(tenant) { [self] setup in
      guard let account = setup?.account(provider) else {
        let reason = setup == nil ? "the account's key cannot be had for now" : "this tenant has no account at the provider"
        return then(.notSent(ProviderRefusal(.credentials, Text(reason))))
      }
      send(call, by: account, tenant, then: then)
    }
  }

  private func send(
    _ call: ProviderCall, by account: ProviderAccount, _ tenant: TenantID, then: @escaping @Sendable (ProviderOutcome) -> Void
  ) {
    let request: ProviderRequest
    do throws(ProviderRefusal) {
      request = try account.adapter.request(for: call)
    } catch {
      return then(.notSent(error))
    }
    let key = BreakerBoard.Key(tenant: tenant.rawValue, provider: account.name, operation: call.operation)
    // Only what is new is kept away: all else must be known, however often it fails.
    guard !call.operation.isBeginning || breakers.admits(key) else {
      traffic.keptAway(account.name, call.operation)
      return then(.notSent(ProviderRefusal(.unreachable, "the provider failed too often lately and is left alone for a while")))
    }
    let start = traffic.begin()
    account.send(request) { [breakers, traffic] answer in
      let outcome = account.adapter.outcome(of: call, answer)
      traffic.note(outcome, account.name, call.operation, since: start)
      breakers.note(outcome, key)
      then(outcome)
    }
  }
}

extension Kept<Attempt> {
  /// The charge it is, or is about.
  var pointer: ChargePointer {
    var pointer = ChargePointer(
      reference: Text((value.charge ?? id).text), providerReference: value.providerReference, method: value.method,
      amount: Money(value.chargeAmount ?? value.amount.amount, value.amount.currency))
    pointer.isOnlyUnpaid = value.purpose == .cancel && !value.isVoid
    return pointer
  }
}

extension Kept<Refund> {
  /// What a provider is asked; nil where none has a part in it.
  var request: RefundRequest? {
    guard let charge = value.charge else { return nil }
    return RefundRequest(
      reference: Text(id.text),
      charge: ChargePointer(
        reference: Text(charge.attempt.text), providerReference: charge.reference, method: charge.method,
        amount: Money(charge.amount, value.amount.currency)),
      amount: value.amount, reason: value.reason, providerReference: value.providerReference)
  }
}
