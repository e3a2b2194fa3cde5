package import LedgerCore

/// Takes in what came of a payout: of sending it, or of asking what became of it. It may come twice, and in any order.
package struct ResolvePayout: RecordWork {
  package let kind = OperationKind.housekeeping
  /// As it was when the provider was asked.
  let asked: Kept<Payout>
  let outcome: ProviderOutcome
  let isAnswerToQuestion: Bool

  package init(_ asked: Kept<Payout>, _ outcome: ProviderOutcome, isAnswerToQuestion: Bool) {
    self.asked = asked
    self.outcome = outcome
    self.isAnswerToQuestion = isAnswerToQuestion
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var payout = try transaction.find(asked.id, Payout.self), payout.value.state.isOpen || payout.value.state == .paid,
      payout.value.transfers == asked.value.transfers, let provider = payout.value.provider
    else { return }
    let books = PaymentBooks(transaction: transaction)
    let (before, isHinted) = (payout.value.state, payout.isHinted(since: asked))
    payout.value.questions += isAnswerToQuestion ? 1 : 0
    var posts: [(Kept<Payout>) throws -> Void] = []
    switch outcome {
    case .done(let facts), .pending(let facts):
      if let amount = facts.amount, amount != payout.value.amount {
        // Somebody has to look: nothing is moved on the strength of another amount.
        let detail = Text("the provider tells of \(amount.amount) instead of \(payout.value.amount.amount)")
        postpone(&payout, ProviderRefusal(.otherAmount, detail), transaction.now)
        break
      }
      payout.value.providerReference = facts.providerReference ?? payout.value.providerReference
      payout.value.refusal = nil
      payout.value.misses = 0
      payout.value.denial = nil
      switch facts.state {
      case .pending, .authorized: move(&payout, transaction.now)
      case .succeeded:
        if before != .paid { posts.append { try books.payoutPaid($0, at: provider) } }
        pay(&payout, transaction.now)
      case .refunded:
        if before != .paid { posts.append { try books.payoutPaid($0, at: provider) } }
        payout.value.paidAt = payout.value.paidAt ?? transaction.now
        posts.append { try books.payoutReturned($0, at: provider) }
        end(&payout, as: .returned, facts)
      case .failed, .cancelled, .expired:
        // What was told to be paid and failed after all has come back.
        if before == .paid {
          posts.append { try books.payoutReturned($0, at: provider) }
          end(&payout, as: .returned, facts)
        } else if !tryAgain(&payout, facts, transaction.now) {
          posts.append { try books.payoutFailed($0) }
          end(&payout, as: .failed, facts)
        }
      }
    // What was refused is the question; and one that is there already is asked about.
    case .declined(let refusal)
    where !isAnswerToQuestion && refusal.reason != .exists && payout.value.sends == 1 && before != .paid:
      posts.append { try books.payoutFailed($0) }
      fail(&payout, refusal)
    // It never left this machine, and never had before.
    case .notSent(let refusal) where !isAnswerToQuestion && before == .sending:
      // A key is put right, or the vault unsealed.
      if refusal.reason.mayPass || refusal.reason == .credentials {
        payout.value.state = .approved
        payout.value.refusal = refusal
        payout.value.dueAt = PollSchedule.nextUnsent(payout.number, now: transaction.now)
      } else {
        posts.append { try books.payoutFailed($0) }
        fail(&payout, refusal)
      }
    case .declined(let refusal), .notSent(let refusal), .unknown(let refusal):
      if isAnswerToQuestion {
        if refusal.reason == .notFound { payout.value.misses += 1 }
      } else {
        // It may be there now; and what was refused this time may be there from the time before.
        if case .notSent = outcome {} else { payout.value.misses = 0 }
        if case .declined = outcome, refusal.reason != .exists { payout.value.denial = refusal }
      }
      if let denial = payout.value.denial, payout.value.isMissing(at: transaction.now) {
        posts.append { try books.payoutFailed($0) }
        fail(&payout, denial)
        break
      }
      postpone(&payout, refusal, transaction.now)
    }
    if isHinted, payout.value.state.isOpen || payout.value.state == .paid { payout.value.dueAt = PollSchedule.atOnce }
    payout.value.isUnmoved = payout.value.state == before || payout.value.state == .approved
    payout = try transaction.save(payout)
    for post in posts { try post(payout) }
  }

  private func move(_ payout: inout Kept<Payout>, _ now: Timestamp) {
    // A provider may tell of an earlier state late.
    guard payout.value.state != .paid else { return pay(&payout, now) }
    payout.value.state = .inTransit
    payout.value.dueAt = PollSchedule.nextWhileGivingBack(payout.number, payout.value.questions, now: now)
  }

  private func pay(_ payout: inout Kept<Payout>, _ now: Timestamp) {
    // One that somebody has told of was looked at out of turn.
    if payout.value.state == .paid, let dueAt = payout.value.dueAt, dueAt != PollSchedule.atOnce { payout.value.checks += 1 }
    payout.value.state = .paid
    payout.value.paidAt = payout.value.paidAt ?? now
    payout.value.dueAt = PollSchedule.nextAfterPaid(payout.number, payout.value.checks, now: now)
  }

  /// Whether the provider is asked for another transfer: this one has failed for good, and for a reason that passes.
  private func tryAgain(_ payout: inout Kept<Payout>, _ facts: ProviderFacts, _ now: Timestamp) -> Bool {
    guard facts.mayPass, facts.state == .failed,
      let next = PollSchedule.nextTransfer(payout.number, payout.value.transfers, now: now)
    else { return false }
    payout.value.state = .approved
    payout.value.transfers += 1
    payout.value.refusal = ProviderRefusal(.declined, facts.failureCode ?? Text(facts.state.rawValue))
    payout.value.dueAt = next
    return true
  }

  private func end(_ payout: inout Kept<Payout>, as state: PayoutState, _ facts: ProviderFacts) {
    payout.value.state = state
    payout.value.refusal = ProviderRefusal(.declined, facts.failureCode ?? Text(facts.state.rawValue))
    payout.value.dueAt = nil
  }

  private func fail(_ payout: inout Kept<Payout>, _ refusal: ProviderRefusal) {
    payout.value.state = .failed
    payout.value.refusal = refusal
    payout.value.dueAt = nil
  }

  /// It is asked about again. One that is paid stays paid.
  private func postpone(_ payout: inout Kept<Payout>, _ refusal: ProviderRefusal, _ now: Timestamp) {
    payout.value.refusal = payout.value.state == .paid ? nil : refusal
    if payout.value.state == .sending { payout.value.state = .unknown }
    payout.value.dueAt =
      payout.value.state == .paid
      ? PollSchedule.nextAfterPaid(payout.number, 0, now: now)
      : PollSchedule.nextWhileUnknown(payout.number, payout.value.questions, now: now)
  }
}

/// Notes that a payout is about to be sent once more, because its provider certainly has not got it. Under its reference it stays one transfer.
///
/// Without this a daemon that died just then would send it once more instead of asking, while the provider may be at it already.
package struct SendPayoutAgain: RecordWork {
  package let kind = OperationKind.housekeeping
  let payout: PayoutID

  package init(_ payout: PayoutID) { self.payout = payout }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var payout = try transaction.find(payout, Payout.self), payout.value.mustBeSentAgain(at: transaction.now) else {
      return
    }
    payout.value.sends += 1
    payout.value.sentAt = transaction.now
    payout.value.misses = 0
    payout.value.isUnmoved = true
    payout.value.dueAt = transaction.now.adding(seconds: PollSchedule.patience)
    try transaction.save(payout)
  }
}

extension Payout {
  /// Whether its provider certainly has not got it: it was asked often enough, and long enough after it was sent.
  func isMissing(at now: Timestamp) -> Bool {
    state == .unknown && misses >= PollSchedule.missesOfProof
      && now >= (sentAt ?? now).adding(seconds: PollSchedule.secondsOfProof)
  }

  /// Whether nothing of it is on its way, and it is to be.
  func mustBeSentAgain(at now: Timestamp) -> Bool { denial == nil && isMissing(at: now) }
}
