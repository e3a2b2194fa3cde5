/// Keeps calls from a provider that fails at one operation: after so many failures in a row nobody asks for a while, then one call tries.
///
/// A value with a clock handed in; whoever owns it has the lock. Source: Nygard, "Release It!", 2007.
package struct CircuitBreaker: Sendable, Hashable {
  package enum State: String, Sendable, CaseIterable {
    case closed, open
    case halfOpen = "half_open"
  }

  /// Failures in a row that open it.
  package static let threshold = 5
  /// Microseconds it stays open: the first time, and at most; doubled each time the trial fails.
  package static let shortest: Int64 = 10_000_000
  package static let longest: Int64 = 300_000_000

  package private(set) var state = State.closed
  package private(set) var failures = 0
  /// When it lets a trial through, by the monotonic clock.
  private var opensAgainAt: Int64 = 0
  private var pause = shortest
  private var isTrying = false

  package init() {}

  /// Whether a call may be made now. The one that is let through half-open must tell how it went.
  package mutating func admits(now: Int64) -> Bool {
    switch state {
    case .closed: return true
    case .open where now < opensAgainAt: return false
    case .open:
      state = .halfOpen
      isTrying = true
      return true
    case .halfOpen:
      defer { isTrying = true }
      return !isTrying
    }
  }

  /// Whether calls are kept away now.
  package func isCutOff(now: Int64) -> Bool {
    switch state {
    case .closed: false
    case .open: now < opensAgainAt
    case .halfOpen: isTrying
    }
  }

  /// Microseconds until a call is tried again; nil while none is kept away.
  package func triesAgain(in now: Int64) -> Int64? { state == .closed ? nil : max(0, opensAgainAt - now) }

  package mutating func succeeded() { self = CircuitBreaker() }

  package mutating func failed(now: Int64) {
    failures += 1
    guard state == .halfOpen || failures >= CircuitBreaker.threshold else { return }
    if state == .halfOpen { pause = min(pause * 2, CircuitBreaker.longest) }
    state = .open
    isTrying = false
    opensAgainAt = now + pause
  }
}

extension ProviderOutcome {
  /// Whether it speaks against the provider, rather than about a payment.
  package var isProviderFailure: Bool {
    switch self {
    case .done, .pending, .declined: false
    case .notSent(let refusal), .unknown(let refusal):
      [.unreachable, .interrupted, .malfunction, .throttled, .unavailable, .credentials].contains(refusal.reason)
    }
  }
}
