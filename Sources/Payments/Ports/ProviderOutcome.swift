package import LedgerCore

/// What came of a call. Unknown is an outcome of its own: money may have moved, and only asking again finds out.
package enum ProviderOutcome: Sendable, Hashable {
  /// It has happened, or stands as described: `facts` say how.
  case done(ProviderFacts)
  /// The provider has it and has not decided: for a charge, the customer has not paid yet.
  case pending(ProviderFacts)
  /// It will not happen.
  case declined(ProviderRefusal)
  /// Certainly nothing has left this machine, or the provider says that it has taken nothing: another provider may be tried at once.
  case notSent(ProviderRefusal)
  /// Nobody knows: asked before it was answered, or answered without sense.
  case unknown(ProviderRefusal)
}

/// How a charge or a refund stands at a provider.
package enum ProviderState: String, Sendable, CaseIterable {
  /// Waiting for the customer, or for the provider's own work.
  case pending
  case authorized
  /// Paid; for a refund: given back.
  case succeeded
  case failed
  case cancelled
  case expired
  /// Paid, and some or all of it given back since; of a payout: the bank has sent it back.
  case refunded
}

/// What a provider says of a charge or a refund, in our words.
package struct ProviderFacts: Sendable, Hashable {
  package var state: ProviderState
  /// Ours, as the provider repeats it.
  package var reference: Text?
  /// The provider's own.
  package var providerReference: Text?
  /// What the provider says it is about; nil where it does not say.
  package var amount: Money?
  /// How much of it was given back.
  package var refunded: Money?
  package var action: CustomerAction?
  package var expiresAt: Timestamp?
  /// Why it failed, in the provider's own code, for a person to look up.
  package var failureCode: Text?
  /// Of what failed: whether the same may go well some hours later.
  package var mayPass = false

  package init(
    state: ProviderState, reference: Text? = nil, providerReference: Text? = nil, amount: Money? = nil, refunded: Money? = nil,
    action: CustomerAction? = nil, expiresAt: Timestamp? = nil, failureCode: Text? = nil
  ) {
    self.state = state
    self.reference = reference
    self.providerReference = providerReference
    self.amount = amount
    self.refunded = refunded
    self.action = action
    self.expiresAt = expiresAt
    self.failureCode = failureCode
  }
}

package struct ProviderRefusal: Error, Sendable, Hashable {
  package var reason: Reason
  /// The provider's own code or words, cut to 200 bytes; never a credential.
  package var detail: Text
  /// Of a wallet that has not got enough.
  package var shortfall: Shortfall?

  /// Minor units of the payment's currency.
  package struct Shortfall: Sendable, Hashable {
    package var available: Int64
    package var needed: Int64
  }

  package init(_ reason: Reason, _ detail: Text, _ shortfall: Shortfall? = nil) {
    self.reason = reason
    self.detail = detail
    self.shortfall = shortfall
  }

  package enum Reason: String, Sendable, CaseIterable {
    /// No connection was made.
    case unreachable
    /// The connection broke, or time was up, after something may have been sent.
    case interrupted
    /// The answer makes no sense, or is an error of the provider's own.
    case malfunction
    /// The provider wants fewer calls for a while.
    case throttled
    /// The channel is down or not enabled there: another provider may have it.
    case unavailable
    /// Our key is wrong, or may not do this: an administrator must look.
    case credentials
    /// The provider finds our request wrong: a bug of ours, and no other provider is tried.
    case invalid
    /// The bank or the wallet said no to this customer.
    case declined
    /// The amount, currency or method is not one the provider takes. Found before anything is sent.
    case unsupported
    /// There is nothing under this reference.
    case notFound = "not_found"
    /// It is in a state in which this cannot be done: ask for its status.
    case wrongState = "wrong_state"
    /// There is one under this reference already: ask for its status, and adopt it when it is the same.
    case exists
    /// The wallet has less than is to be paid. No provider says this: it is found in our own books.
    case insufficientFunds = "insufficient_funds"
    /// Another amount was taken than was asked for. Found by comparing, too.
    case otherAmount = "other_amount"
  }
}
