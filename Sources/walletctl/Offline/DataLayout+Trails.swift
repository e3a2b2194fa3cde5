import LedgerCore

/// The audit trails of a data directory or a backup.
extension DataLayout {
  /// The catalogue's, if there is one, and that of every vault that stands beside a tenant's ledger.
  func trails() throws(CommandFailure) -> [(path: String, trail: String)] {
    var found: [(path: String, trail: String)] = []
    if tenants != nil { found.append((directory + "/catalog.db", "catalog")) }
    for ledger in ledgers {
      let vault = "\(directory)/tenants/\(ledger.tenant.text)/vault.db"
      if Files.exists(vault) { found.append((vault, "vault \(ledger.tenant.text)")) }
    }
    return found
  }
}
