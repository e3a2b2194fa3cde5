import Synchronization

/// The circuit breakers of all tenants' accounts, one for each provider and operation, with what came of the last call.
package final class BreakerBoard: Sendable {
  package struct Key: Hashable, Sendable {
    package let tenant: UInt128
    package let provider: ProviderName
    package let operation: ProviderOperation

    package init(tenant: UInt128, provider: ProviderName, operation: ProviderOperation) {
      self.tenant = tenant
      self.provider = provider
      self.operation = operation
    }
  }

  /// How one operation goes at one provider. All times are microseconds from now.
  package struct Standing: Sendable, Hashable {
    package let state: CircuitBreaker.State
    /// In a row.
    package let failures: Int
    /// Until a call is tried again; nil while none is kept away.
    package let triesAgainIn: Int64?
    package let last: Last

    package struct Last: Sendable, Hashable {
      package let outcome: ProviderOutcome.Name
      /// Why, where it was no success.
      package let reason: ProviderRefusal.Reason?
      /// How long ago.
      package let ago: Int64
    }
  }

  private struct Entry {
    var breaker = CircuitBreaker()
    var outcome: ProviderOutcome.Name
    var reason: ProviderRefusal.Reason?
    var at: Int64
  }

  private let entries = Mutex<[Key: Entry]>([:])
  let monotonic: @Sendable () -> Int64

  /// `monotonic`: microseconds that only grow.
  package init(monotonic: @escaping @Sendable () -> Int64) { self.monotonic = monotonic }

  package func isCutOff(_ key: Key) -> Bool { entries.withLock { $0[key]?.breaker.isCutOff(now: monotonic()) ?? false } }

  package func admits(_ key: Key) -> Bool { entries.withLock { $0[key]?.breaker.admits(now: monotonic()) ?? true } }

  package func note(_ outcome: ProviderOutcome, _ key: Key) {
    let now = monotonic()
    entries.withLock { entries in
      var entry = entries[key] ?? Entry(outcome: outcome.name, reason: nil, at: now)
      if outcome.isProviderFailure { entry.breaker.failed(now: now) } else { entry.breaker.succeeded() }
      (entry.outcome, entry.reason, entry.at) = (outcome.name, outcome.refusal?.reason, now)
      entries[key] = entry
    }
  }

  /// An account was set anew: what failed before says nothing about it.
  package func forget(_ tenant: UInt128, _ provider: ProviderName) {
    entries.withLock { entries in
      for operation in ProviderOperation.allCases { entries[Key(tenant: tenant, provider: provider, operation: operation)] = nil }
    }
  }

  /// How an operation goes; nil where none was called since the daemon started, or the account was set.
  package func standing(_ key: Key) -> Standing? {
    let now = monotonic()
    return entries.withLock { entries in
      entries[key].map { entry in
        Standing(
          state: entry.breaker.state, failures: entry.breaker.failures, triesAgainIn: entry.breaker.triesAgain(in: now),
          last: .init(outcome: entry.outcome, reason: entry.reason, ago: now - entry.at))
      }
    }
  }

  /// How many are in a state now, over all tenants: for each provider and operation of which one is.
  package var counts: [Line: Int] {
    entries.withLock { entries in
      var counts: [Line: Int] = [:]
      for (key, entry) in entries {
        counts[Line(provider: key.provider, operation: key.operation, state: entry.breaker.state), default: 0] += 1
      }
      return counts
    }
  }

  package struct Line: Hashable, Sendable {
    package let provider: ProviderName
    package let operation: ProviderOperation
    package let state: CircuitBreaker.State

    package init(provider: ProviderName, operation: ProviderOperation, state: CircuitBreaker.State) {
      self.provider = provider
      self.operation = operation
      self.state = state
    }
  }
}

extension ProviderOutcome {
  /// What it is called where it is shown.
  package enum Name: String, Sendable, CaseIterable {
    case done, pending, declined
    case notSent = "not_sent"
    case unknown
  }

  package var name: Name {
    switch self {
    case .done: .done
    case .pending: .pending
    case .declined: .declined
    case .notSent: .notSent
    case .unknown: .unknown
    }
  }

  package var refusal: ProviderRefusal? {
    switch self {
    case .done, .pending: nil
    case .declined(let refusal), .notSent(let refusal), .unknown(let refusal): refusal
    }
  }
}
