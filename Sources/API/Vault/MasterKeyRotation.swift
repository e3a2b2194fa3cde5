import LedgerCore
import Synchronization
import Tenancy
import Vault

/// Wraps the keys of all tenants anew, one after the other, and then lets the old key-encryption key be destroyed. Nothing waits for it: each
/// step begins the next one on a worker. What was done is told by the vaults alone, so one that was cut off begins again, and finds most
/// of it done.
final class MasterKeyRotation: Sendable {
  struct Progress: Sendable {
    var isUnderWay = false
    var done = 0
    var all = 0
    /// What stopped it.
    var trouble: String?
  }

  private let state = Mutex(Progress())

  var progress: Progress { state.withLock { $0 } }

  /// Only one at a time.
  func run(_ vaults: any VaultDirectory, _ directory: any TenantDirectory, _ workers: WorkerPool) {
    var tenants: [TenantID] = []
    var cursor: TenantID?
    repeat {
      let page = directory.tenants(after: cursor, limit: 1_000)
      tenants += page.items.map(\.id)
      cursor = page.next
    } while cursor != nil
    let count = tenants.count
    let begins = state.withLock { state in
      guard !state.isUnderWay else { return false }
      state = Progress(isUnderWay: true, all: count)
      return true
    }
    if begins { step(Walk(vaults: vaults, workers: workers, tenants: tenants[...])) }
  }

  private struct Walk: Sendable {
    let vaults: any VaultDirectory
    let workers: WorkerPool
    var tenants: ArraySlice<TenantID>
  }

  private func step(_ walk: Walk) {
    let isTaken = walk.workers.run { [self] in
      var walk = walk
      do {
        while let tenant = walk.tenants.popFirst() {
          if let vault = try walk.vaults.vault(of: tenant, making: false) {
            let rest = walk
            return vault.rewrapKeys(.daemon) { [self] result in
              switch result {
              // A vault without keys has none to wrap.
              case .success, .failure(.shredded):
                state.withLock { $0.done += 1 }
                step(rest)
              case .failure(let failure): stop(Problem(failure).detail)
              }
            }
          }
          state.withLock { $0.done += 1 }
        }
        try walk.vaults.ring.finishRotation()
        stop(nil)
      } catch let failure as VaultFailure { stop(Problem(failure).detail) } catch { stop("\(error)") }
    }
    if !isTaken { stop("too many requests wait for the disk; rotate once more to go on") }
  }

  private func stop(_ trouble: String?) {
    state.withLock { state in
      state.isUnderWay = false
      state.trouble = trouble
    }
  }
}
