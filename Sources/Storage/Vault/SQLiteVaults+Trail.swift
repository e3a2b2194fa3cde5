package import LedgerCore
import Synchronization
package import Tenancy
import Threads
package import Vault

/// The audit trails of the vaults: reading them, and signing their heads. None of it needs a key.
///
/// A head is signed of what a commit has made durable and the vault has published since, never of what is in a file by chance. Nothing on
/// the path of a commit waits for the catalogue: heads are kept when a vault is closed, from time to time, and when somebody asks.
extension SQLiteVaults {
  package func auditRecords(
    of tenant: TenantID, _ filter: AuditFilter, before cursor: Int64?, limit: Int
  ) throws(VaultFailure) -> Page<AuditRecord, Int64> {
    guard let (vault, file) = try opened(tenant) else { return Page(items: [], next: nil) }
    typealias Answer = Result<Page<AuditRecord, Int64>, VaultFailure>
    let read = Monitor<Answer?>(nil)
    @Sendable func answer(_ result: Answer) {
      read.withLock { $0 = result }
      read.broadcast()
    }
    file.read(
      { answer(.success(try $0.auditRecords(filter, before: cursor, limit: limit))) }, refused: { answer(.failure($0)) })
    runReadyIfAlone()
    let result: Answer = read.wait { result in result.map { .done($0) } ?? .wait(nil) }
    withExtendedLifetime(vault) {}
    return try result.get()
  }

  package func auditHead(of tenant: TenantID) throws(VaultFailure) -> SignedAuditHead {
    guard let signer = heads.withLock({ $0 }) else { throw .notApplied("nobody signs heads of vaults here") }
    let opened = try opened(tenant)
    let end = opened?.file.trailEnd ?? VaultFile.beginning(of: tenant)
    do {
      return try signer.keep(end, ofVault: tenant)
    } catch let conflict as AuditHeadConflict {
      throw .fenced("\(conflict)")
    } catch {
      throw .notApplied("the catalogue could not be read: \(Outage.sentence(error))")
    }
  }

  /// The vault of a tenant, which stays open while it is held, and its file; nil where there is none.
  private func opened(_ tenant: TenantID) throws(VaultFailure) -> (vault: TenantVault, file: SQLiteVault)? {
    guard let vault = try vault(of: tenant, making: false) else { return nil }
    guard let file = state.withLock({ $0.open.file(of: tenant) }) else {
      throw .notApplied("the vault is being closed; send the request again")
    }
    return (vault, file)
  }

  // MARK: Heads

  /// The last head that was kept of a tenant's trail; nil where none was, and where nobody keeps any.
  func lastHead(of tenant: TenantID) throws(VaultFailure) -> SignedAuditHead? {
    guard let signer = heads.withLock({ $0 }) else { return nil }
    do { return try signer.lastHead(ofVault: tenant) } catch {
      throw .notApplied("the vault could not be opened: the catalogue could not be read: \(Outage.sentence(error))")
    }
  }

  /// Signs the heads of all that are open. What cannot be kept now is kept the next time.
  func signHeads() {
    for file in state.withLock({ $0.open.files }) { keepHead(of: file) }
  }

  /// Signs where a vault's trail stands, and keeps that. A vault of which nothing was written needs none.
  func keepHead(of file: SQLiteVault) {
    let end = file.trailEnd
    guard end.sequence > 0, let signer = heads.withLock({ $0 }) else { return }
    do { _ = try signer.keep(end, ofVault: file.tenant) } catch let conflict as AuditHeadConflict {
      options.report(file.tenant, "\(conflict)")
    } catch {
      // The rows are durable, and the next head says the same of them.
    }
  }
}
