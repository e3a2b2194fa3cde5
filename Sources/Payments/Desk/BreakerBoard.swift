import Synchronization

/// The circuit breakers of all tenants' accounts, one for each provider and operation.
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

  private let breakers = Mutex<[Key: CircuitBreaker]>([:])
  let monotonic: @Sendable () -> Int64

  /// `monotonic`: microseconds that only grow.
  package init(monotonic: @escaping @Sendable () -> Int64) { self.monotonic = monotonic }

  package func isCutOff(_ key: Key) -> Bool { breakers.withLock { $0[key]?.isCutOff(now: monotonic()) ?? false } }

  package func admits(_ key: Key) -> Bool { breakers.withLock { $0[key]?.admits(now: monotonic()) ?? true } }

  package func note(_ outcome: ProviderOutcome, _ key: Key) {
    breakers.withLock { breakers in
      // One that never failed needs no entry.
      guard outcome.isProviderFailure else { return breakers[key] = nil }
      breakers[key, default: CircuitBreaker()].failed(now: monotonic())
    }
  }

  /// How many are in a state now, over all tenants: for each provider and operation of which one is.
  package var counts: [Line: Int] {
    breakers.withLock { breakers in
      var counts: [Line: Int] = [:]
      for (key, breaker) in breakers {
        counts[Line(provider: key.provider, operation: key.operation, state: breaker.state), default: 0] += 1
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

  /// Those that have counted a failure lately.
  package func all(of tenant: UInt128) -> [(key: Key, breaker: CircuitBreaker)] {
    breakers.withLock { $0.filter { $0.key.tenant == tenant }.map { ($0.key, $0.value) } }
  }
}
