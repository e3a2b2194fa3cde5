import Glibc
import LedgerCore
import Synchronization
import Tenancy
import Threads
package import Vault

/// Going over to another key-encryption key, for all vaults there are, on a thread of its own. What is done is told by the vaults alone.
extension SQLiteVaults {
  package var masterRotation: MasterRotationStatus { rotation.withLock { $0 } }

  package func continueMasterRotation() {
    rotator.withLock { rotator in
      guard ring.retiring != nil, !state.withLock({ $0.isShuttingDown }), begins() else { return }
      guard threads.hasThreads else { return rotate() }
      // The one before has come to its end, or it would be under way.
      rotator?.join()
      rotator = Thread.start("vault-rotation") { [self] in rotate() }
    }
  }

  private func begins() -> Bool {
    rotation.withLock { status in
      guard !status.isUnderWay else { return false }
      status = MasterRotationStatus(isUnderWay: true)
      return true
    }
  }

  private func rotate() {
    var hasMore = true
    while hasMore {
      let trouble = rotateAll()
      rotation.withLock { status in
        status.isUnderWay = false
        status.trouble = trouble
      }
      // The next one may have been begun before this one was over.
      hasMore = trouble == nil && ring.retiring != nil && begins()
    }
  }

  /// All of them, then the old key. Until it comes to the end both keys are there.
  private func rotateAll() -> VaultFailure? {
    do {
      let tenants = try tenantsWithVault()
      rotation.withLock { $0.total = tenants.count }
      for tenant in tenants {
        try rewrap(tenant)
        rotation.withLock { $0.done += 1 }
      }
      try ring.finishRotation()
      return nil
    } catch let failure as VaultFailure { return failure } catch { return .notApplied("\(error)") }
  }

  private func rewrap(_ tenant: TenantID) throws {
    let wasOpen = state.withLock { $0.open.contains(tenant) }
    do throws(VaultFailure) { try rewrapKeys(of: tenant) } catch {
      // One that is being deleted has no keys, or will have none in a moment.
      if isShredded(tenant) { return }
      throw error
    }
    if !wasOpen { try closeUnused(tenant) }
  }

  private func rewrapKeys(of tenant: TenantID) throws(VaultFailure) {
    // As long as it takes: those who use vaults let go of them, and a daemon that stops says so.
    guard let vault = try vault(of: tenant, making: false, waiting: .max / 2) else { return }
    let answered = Monitor<Result<Int, VaultFailure>?>(nil)
    vault.rewrapKeys(.daemon) { result in
      answered.withLock { $0 = result }
      answered.broadcast()
    }
    runReadyIfAlone()
    let result: Result<Int, VaultFailure> = answered.wait { result in result.map { .done($0) } ?? .wait(nil) }
    _ = try result.get()
  }

  /// Thousands of vaults are not kept open, and their keys not in memory, for this. One that somebody else has begun to use stays.
  private func closeUnused(_ tenant: TenantID) throws {
    // The vault's thread lets go of the work a moment after its answer.
    for _ in 0..<50 {
      if try closeIfIdle(tenant) { return }
      poll(nil, 0, 1)
    }
  }

  /// The tenants that have a vault, or have lost it, by their folders: a vault that no list knows must not lose its key.
  func tenantsWithVault() throws -> [TenantID] {
    // A vault that is being made has its keys wrapped already, perhaps under the old key: it is waited for.
    let making = state.withLock { $0.making }
    state.wait { state -> Step<Void> in state.making.isDisjoint(with: making) ? .done(()) : .wait(nil) }
    let folder = path + "/tenants"
    guard let directory = opendir(folder) else { throw FileError("open", folder) }
    defer { closedir(directory) }
    var found: [TenantID] = []
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let tenant = TenantID(name), exists(tenant) || VaultMark.isThere(beside: file(of: tenant)) { found.append(tenant) }
      errno = 0
    }
    guard errno == 0 else { throw FileError("read", folder) }
    return found.sorted { $0.rawValue < $1.rawValue }
  }
}
