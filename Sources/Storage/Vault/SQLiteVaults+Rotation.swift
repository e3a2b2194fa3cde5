import Glibc
package import LedgerCore
import Synchronization
package import Tenancy
import Threads
import Vault

/// Going over to another key-encryption key, for all vaults there are.
extension SQLiteVaults {
  /// How many vaults are under the new key, of how many.
  package struct MasterRotation: Sendable, Equatable {
    package var done: Int
    package var total: Int
  }

  /// Wraps the keys of every vault anew, one after the other, and then destroys the old key-encryption key. `KeyRing.beginRotation` comes
  /// before. Waits for the disk, while the vaults serve. When it stops, by a failure or a kill, it is to be called again, and passes over
  /// what is done; until it has come to the end both keys are there.
  package func finishMasterRotation(_ origin: Origin) throws {
    guard ring.retiring != nil else { return }
    let tenants = try tenantsWithVault()
    masterRotation.withLock { $0 = MasterRotation(done: 0, total: tenants.count) }
    defer { masterRotation.withLock { $0 = nil } }
    for tenant in tenants {
      try rewrap(tenant, origin)
      masterRotation.withLock { $0?.done += 1 }
    }
    try ring.finishRotation()
  }

  private func rewrap(_ tenant: TenantID, _ origin: Origin) throws {
    let wasOpen = isOpen(tenant)
    guard let vault = try vault(of: tenant, making: false) else { return }
    let answered = Monitor<Result<Int, VaultFailure>?>(nil)
    vault.rewrapKeys(origin) { result in
      answered.withLock { $0 = result }
      answered.broadcast()
    }
    runReadyIfAlone()
    let result: Result<Int, VaultFailure> = answered.wait { result in result.map { .done($0) } ?? .wait(nil) }
    _ = try result.get()
    // Thousands of vaults are not kept open for this.
    if !wasOpen { try close(tenant) }
  }

  /// The tenants that have a vault, by their folders: a vault that no list knows must not lose its key.
  package func tenantsWithVault() throws -> [TenantID] {
    // A vault that is being made has its keys wrapped already, perhaps under the old key: it is waited for.
    afterOpening {}
    let folder = path + "/tenants"
    guard let directory = opendir(folder) else { throw FileError("open", folder) }
    defer { closedir(directory) }
    var found: [TenantID] = []
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let tenant = TenantID(name), exists(tenant) { found.append(tenant) }
      errno = 0
    }
    guard errno == 0 else { throw FileError("read", folder) }
    return found.sorted { $0.rawValue < $1.rawValue }
  }
}
