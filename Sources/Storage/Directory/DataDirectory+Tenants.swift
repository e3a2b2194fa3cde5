package import LedgerCore
import SQLite
import Synchronization
package import Tenancy
import Threads

/// Creating tenants and listing them.
extension DataDirectory {
  package func create(
    code: String, name: String, mode: TenantMode, key: String, origin: Origin
  ) throws(TenantFailure) -> (tenant: Tenant, isReplay: Bool) {
    if let made = try replay(code: code, name: name, mode: mode, key: key) { return (made, true) }
    // Before the catalogue is taken: who uses the ledgers that are open may be waiting for it.
    guard shelf.waitForPlace() else { throw .ledger(shelf.inUse) }
    var isPlaceTaken = false
    defer { if !isPlaceTaken { shelf.givePlaceBack() } }
    let (tenant, ledger) = try catalog.withLock { catalog throws(TenantFailure) -> (Tenant, SQLiteLedger?) in
      if let made = try replay(code: code, name: name, mode: mode, key: key) { return (made, nil) }
      guard !state.withLock({ $0.isShuttingDown }) else { throw .ledger(LedgerShelf.stopping) }
      let (tenant, ledger) = try make(code: code, name: name, mode: mode, key: key, origin, catalog)
      // Before the catalogue is given back: a directory that shuts down finds the ledger.
      isPlaceTaken = true
      shelf.add(ledger, of: tenant.id, isWanted: true)
      return (tenant, ledger)
    }
    return (tenant, ledger == nil)
  }

  /// The tenant that was made under the key before; nil where there is none.
  private func replay(code: String, name: String, mode: TenantMode, key: String) throws(TenantFailure) -> Tenant? {
    let (made, isTaken) = state.withLock { ($0.list.made(under: key), $0.list[code] != nil) }
    if let made {
      guard made.code == code else { throw .mismatch("code") }
      guard made.name == name else { throw .mismatch("name") }
      guard made.mode == mode else { throw .mismatch("mode") }
      return made
    }
    guard !isTaken else { throw .codeTaken }
    return nil
  }

  private func make(code: String, name: String, mode: TenantMode, key: String, _ origin: Origin, _ catalog: Catalog)
    throws(TenantFailure) -> (
      Tenant, SQLiteLedger
    )
  {
    let now = options.clock.now()
    let tenant = Tenant(id: TenantID(time: now, low: options.randomInteger()), code: code, name: name, mode: mode, createdAt: now)
    var isWanted = false
    do {
      try catalog.act {
        try catalog.add(tenant, key: key)
        try catalog.trail.append(
          AuditEntry(origin, .tenantCreated, tenant: tenant.id, subject: tenant.id.text, after: tenant.facts), at: now)
      }
      isWanted = true
      let ledger = try files.make(tenant.id, signed: nil, expiryClock: shelf.queue.expiryClock)
      try Directory.sync(path + "/tenants")
      try catalog.confirm(tenant.id)
      state.withLock { $0.list.add(tenant, key: key) }
      return (tenant, ledger)
    } catch {
      // Once it is written down that the tenant is wanted, the next start may finish what failed here.
      let sqlite = error as? SQLiteError
      guard !isWanted, sqlite?.isFull == true || sqlite?.isBusy == true else { throw .ledger(.outcomeUnknown) }
      throw .ledger(.notApplied("the tenant could not be stored: \(Outage.sentence(error))"))
    }
  }

  package func tenant(_ reference: String) -> Tenant? { state.withLock { $0.list[reference] } }

  package func tenant(id: TenantID) -> Tenant? { state.withLock { $0.list[id: id] } }

  /// Puts what a tenant has become in the place of what it was.
  func replace(_ tenant: Tenant) { state.withLock { $0.list.replace(tenant) } }

  package func tenants(after cursor: TenantID?, limit: Int) -> Page<Tenant, TenantID> {
    state.withLock { $0.list.page(after: cursor, limit: limit) }
  }

  /// Writes the catalogue's copy of a backup, with heads of the vaults that are open: their copies, which are made later, reach them.
  package func backupCatalog(to path: String) throws(TenantFailure) {
    guard !Directory.exists(path) else {
      throw .ledger(.notApplied("\(path) exists already: a backup is never written over anything"))
    }
    vaults.withLock { $0 }?.signHeads()
    try catalog.withLock { catalog throws(TenantFailure) in
      do { try catalog.copy(to: path) } catch {
        throw .ledger(.notApplied("the catalogue could not be copied: \(Outage.sentence(error))"))
      }
    }
  }
}
