import Synchronization

/// Whether the daemon serves: set by who composes it, shown by `/readyz`.
package final class Readiness: Sendable {
  private let isReady = Atomic(false)

  package init() {}

  package var value: Bool {
    get { isReady.load(ordering: .acquiring) }
    set { isReady.store(newValue, ordering: .releasing) }
  }
}
