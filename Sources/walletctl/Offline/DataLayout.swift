import Audit
import LedgerCore

/// A data directory, or a backup of one: `catalog.db`, and `tenants/{id}/ledger.db` for each tenant.
struct DataLayout {
  struct Ledger {
    let tenant: TenantID
    let path: String
    /// Heads that were kept with it: the catalogue's, and a backup's `head.json`.
    let anchors: [Anchor]
  }

  /// Heads of a ledger taken from the catalogue: the last ones say the most.
  private static let keptHeads = 16

  let directory: String
  let ledgers: [Ledger]
  /// Nil where there is no catalogue: a backup of one tenant.
  let tenants: [CatalogFile.Tenant]?
  /// Audit trails of which the catalogue keeps heads.
  let signedTrails: Set<String>

  init(_ directory: String) throws(CommandFailure) {
    self.directory = directory
    guard try Files.holdsDirectory(directory) else { throw CommandFailure(.notFound, "there is no directory \(directory)") }
    let folder = directory + "/tenants"
    guard try Files.holdsDirectory(folder) else {
      throw .usage("\(directory) is neither a data directory nor a backup: it has no folder 'tenants'")
    }
    let catalog = try DataLayout.catalog(directory)
    let tenants = try asking { () throws(AuditFailure) in try catalog?.tenants() }
    var ledgers: [Ledger] = []
    for name in try Files.names(in: folder) {
      guard let tenant = TenantID(name), Files.exists("\(folder)/\(name)/ledger.db") else { continue }
      // What a creation that was cut off has left is no tenant's ledger.
      if let tenants, !tenants.contains(where: { $0.id == tenant }) { continue }
      ledgers.append(
        Ledger(
          tenant: tenant, path: "\(folder)/\(name)/ledger.db",
          anchors: try DataLayout.heads(of: tenant, catalog) + DataLayout.head(beside: "\(folder)/\(name)")))
    }
    self.ledgers = ledgers
    self.tenants = tenants
    signedTrails = try asking { () throws(AuditFailure) in try catalog?.signedTrails() ?? [] }
    try requireLedgers()
  }

  /// Every tenant of the catalogue has its ledger.
  private func requireLedgers() throws(CommandFailure) {
    for tenant in tenants ?? [] where !ledgers.contains(where: { $0.tenant == tenant.id }) {
      throw CommandFailure(
        .integrity, "\(directory) has no ledger of tenant \(tenant.code) (\(tenant.id)), which its catalogue names")
    }
  }

  private static func catalog(_ directory: String) throws(CommandFailure) -> CatalogFile? {
    let path = directory + "/catalog.db"
    guard Files.exists(path) else { return nil }
    return try asking { () throws(AuditFailure) in try CatalogFile(path: path) }
  }

  private static func heads(of tenant: TenantID, _ catalog: CatalogFile?) throws(CommandFailure) -> [Anchor] {
    guard let catalog else { return [] }
    return try asking { () throws(AuditFailure) in try catalog.heads(of: tenant, limit: keptHeads) }
  }

  private static func head(beside folder: String) throws(CommandFailure) -> [Anchor] {
    Files.exists(folder + "/head.json") ? [try AnchorFile.read(folder + "/head.json")] : []
  }
}

/// Runs something of the auditor's; that a file cannot be looked at is the command's failure.
func asking<R>(_ body: () throws(AuditFailure) -> R) throws(CommandFailure) -> R {
  do {
    return try body()
  } catch {
    throw CommandFailure(error)
  }
}

extension CommandFailure {
  init(_ failure: AuditFailure) {
    switch failure {
    case .noSuchFile: self.init(.notFound, "\(failure)")
    case .stopped: self.init(.interrupted, "interrupted")
    case .notACatalog: self.init(.integrity, "\(failure)")
    case .notAFile, .unreadable, .live: self.init(.error, "\(failure)")
    }
  }
}
