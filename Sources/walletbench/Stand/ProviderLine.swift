import Payments
import Threads

/// The line to a provider that is in this process: calls are answered on a thread of its own, as those over HTTP are on their client's.
final class ProviderLine: Sendable {
  private struct State {
    var calls: [@Sendable () -> Void] = []
    var isClosed = false
  }

  private let state: Monitor<State>
  private let thread: Thread
  private let provider: InstantProvider

  init(_ provider: InstantProvider) {
    let state = Monitor(State())
    self.state = state
    self.provider = provider
    thread = Thread.start("provider") {
      var calls: [@Sendable () -> Void] = []
      while true {
        calls.removeAll(keepingCapacity: true)
        let isClosed: Bool = state.wait { state in
          guard !state.calls.isEmpty else { return state.isClosed ? .done(true) : .wait(nil) }
          swap(&state.calls, &calls)
          return .done(false)
        }
        if isClosed { return }
        for call in calls { call() }
      }
    }
  }

  func send(_ request: ProviderRequest, _ answer: @escaping @Sendable (ProviderAnswer) -> Void) {
    let wasEmpty = state.withLock { [provider] state in
      defer {
        state.calls.append {
          let answered = provider.answer(request.path, request.body)
          answer(.answered(status: answered.status, body: answered.body))
        }
      }
      return state.calls.isEmpty
    }
    if wasEmpty { state.signal() }
  }

  /// Answers what was taken, then ends.
  func close() {
    state.withLock { $0.isClosed = true }
    state.broadcast()
    thread.join()
  }
}
