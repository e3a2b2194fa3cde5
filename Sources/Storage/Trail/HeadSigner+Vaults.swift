import LedgerCore
import Tenancy

/// Heads of the trails of vaults: signed with the daemon's key, and kept in the catalogue, which is another file than what they are of.
extension HeadSigner {
  /// The last head that was kept of a vault's trail; nil where none was. Waits for the catalogue.
  func lastHead(ofVault tenant: TenantID) throws -> SignedAuditHead? {
    try registry.reading { catalog in
      try Catalog.lastAuditHead(of: VaultFile.trailName(tenant), on: catalog.connection)
    }
  }

  /// The head as it was signed and kept before, or signed now and kept. What `end` names must be durable. Waits for the catalogue.
  func keep(_ end: TrailEnd, ofVault tenant: TenantID) throws -> SignedAuditHead {
    try registry.reading { catalog in
      try catalog.auditHead(of: VaultFile.trailName(tenant), at: end, signedBy: key, options.clock.now())
    }
  }
}
