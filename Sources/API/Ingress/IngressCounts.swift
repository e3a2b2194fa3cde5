package import Payments
import Synchronization
package import WalletAPI

/// What came on `ingress.sock` since the daemon started. Over all tenants.
package final class IngressCounts: Sendable {
  package struct Refusal: Hashable, Sendable {
    /// Nil where nobody could be found to whom it was addressed.
    package let provider: ProviderName?
    package let reason: ProblemCode
  }

  private struct State {
    var kept: [ProviderName: Int64] = [:]
    var repeated: [ProviderName: Int64] = [:]
    var refused: [Refusal: Int64] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// `isNew`: false for one that was kept before.
  func took(_ provider: ProviderName, isNew: Bool) {
    state.withLock { state in
      if isNew { state.kept[provider, default: 0] += 1 } else { state.repeated[provider, default: 0] += 1 }
    }
  }

  func refused(_ provider: ProviderName?, _ reason: ProblemCode) {
    state.withLock { $0.refused[Refusal(provider: provider, reason: reason), default: 0] += 1 }
  }

  package var kept: [ProviderName: Int64] { state.withLock { $0.kept } }
  package var repeated: [ProviderName: Int64] { state.withLock { $0.repeated } }
  package var refused: [Refusal: Int64] { state.withLock { $0.refused } }
}
