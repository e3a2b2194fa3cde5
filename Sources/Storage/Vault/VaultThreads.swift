import Threads

/// The few threads that serve all vaults: one with work is on the ready list once, and is served by one thread at a time.
final class VaultThreads: Sendable {
  private struct State {
    var ready: [SQLiteVault] = []
    var isStopping = false
  }

  private let state = Monitor(State())
  private let threads = Monitor([Thread]())
  /// Without threads whoever waits for a vault serves it.
  let hasThreads: Bool

  init(count: Int) {
    hasThreads = count > 0
    for number in 0..<count {
      let thread = Thread.start("vault-\(number)") { [self] in work() }
      threads.withLock { $0.append(thread) }
    }
  }

  /// Puts a vault on the ready list. The vault sees to it that it is there only once.
  func schedule(_ vault: SQLiteVault) {
    state.withLock { $0.ready.append(vault) }
    state.signal()
  }

  /// Lets the threads finish what is ready, and ends them.
  func stop() {
    state.withLock { $0.isStopping = true }
    state.broadcast()
    let running = threads.withLock { running in
      defer { running.removeAll() }
      return running
    }
    for thread in running { thread.join() }
  }

  /// Serves on this thread what is ready, until nothing is.
  func runReady() {
    while let vault = state.withLock({ $0.ready.isEmpty ? nil : $0.ready.removeFirst() }) { vault.serve() }
  }

  private func work() {
    while let vault = next() { vault.serve() }
  }

  private func next() -> SQLiteVault? {
    state.wait { state in
      if !state.ready.isEmpty { return .done(state.ready.removeFirst()) }
      return state.isStopping ? .done(nil) : .wait(nil)
    }
  }
}
