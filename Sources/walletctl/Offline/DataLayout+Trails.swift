import LedgerCore

/// The audit trails of a data directory or a backup.
extension DataLayout {
  /// The catalogue's, if there is one, and that of every vault that stands beside a tenant's ledger. Throws where a vault is missing of
  /// which the catalogue keeps a head.
  func trails() throws(CommandFailure) -> [(path: String, trail: String)] {
    var found: [(path: String, trail: String)] = []
    if tenants != nil { found.append((directory + "/catalog.db", "catalog")) }
    for ledger in ledgers {
      let vault = "\(directory)/tenants/\(ledger.tenant.text)/vault.db"
      let trail = "vault \(ledger.tenant.text)"
      if Files.exists(vault) {
        found.append((vault, trail))
      } else if signedTrails.contains(trail) {
        throw CommandFailure(.integrity, "\(vault) is missing, of whose audit trail the catalogue keeps signed heads")
      }
    }
    return found
  }
}
