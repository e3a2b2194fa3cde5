import Glibc
import LedgerCore
import SQLite
import Synchronization
import Tenancy
import Threads

/// Removing what a deleted tenant has left. The catalogue says first that it is deleted; everything here can be done again after a kill at
/// any point, and is, at the next start.
extension DataDirectory {
  /// What must happen before anything else of a deleted tenant goes: its vault's keys are destroyed, so that whatever copy of its files
  /// there is can no longer be read. Done again when it was cut off; does nothing where there is nothing.
  private func shred(_ tenant: TenantID) throws {
    if let vaults = vaults.withLock({ $0 }) {
      try vaults.shred(tenant, .daemon)
    } else {
      try VaultShredding.shred(path: folder(of: tenant) + "/vault.db", tenant: tenant, origin: .daemon, options: options)
    }
  }

  /// Tells who has vaults open, so that one of a tenant that is deleted is closed first, and so that the heads of their trails are signed
  /// and kept here. To be called before a vault is opened: each is held against what was kept.
  package func attach(_ vaults: SQLiteVaults) {
    vaults.heads.withLock { $0 = heads }
    self.vaults.withLock { $0 = vaults }
  }

  func finishDeletion(of tenant: TenantID) throws(TenantFailure) {
    do {
      try removeFiles(of: tenant)
    } catch {
      // The same request sent again goes on here.
      throw .ledger(.outcomeUnknown)
    }
  }

  /// At the start, before anything is served. What cannot be removed now does not keep the others from being served.
  func finishDeletions() throws {
    for tenant in try catalog.withLock({ try $0.deletedTenants() }) { _ = Result { try removeFiles(of: tenant) } }
  }

  private func removeFiles(of tenant: TenantID) throws {
    let folder = folder(of: tenant)
    guard Directory.exists(folder) else { return }
    try shred(tenant)
    shelf.end(tenant, because: "the tenant was deleted")
    try Directory.removeTree(folder)
    try Directory.sync(path + "/tenants")
  }
}

extension Directory {
  /// Removes a folder of plain files. What is already gone is no error.
  static func removeTree(_ path: String) throws(FileError) {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return }
      throw FileError("open", path)
    }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      guard unlink(path + "/" + name) == 0 || errno == ENOENT else { throw FileError("delete", path + "/" + name) }
    }
    guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("delete", path) }
  }
}
