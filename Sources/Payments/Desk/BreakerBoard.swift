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
  private let monotonic: @Sendable () -> Int64

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

  /// Those that have counted a failure lately.
  package func all(of tenant: UInt128) -> [(key: Key, breaker: CircuitBreaker)] {
    breakers.withLock { $0.filter { $0.key.tenant == tenant }.map { ($0.key, $0.value) } }
  }
}
