import HTTPServer
import JSON
import LedgerCore
import Tenancy
import Vault
import WalletAPI

extension WalletService {
  /// What a backup copies.
  private enum Scope {
    case everything
    case tenant(Tenant)

    var tenant: Tenant? { if case .tenant(let tenant) = self { tenant } else { nil } }

    var stamp: String {
      switch self {
      case .everything: "everything"
      case .tenant(let tenant): tenant.id.text
      }
    }
  }

  func makeBackup(_ call: Call) throws(Problem) {
    let (key, fields) = try mutation(call, allowed: BodyFields(.directory), required: BodyFields(.directory))
    guard let path = fields.directory?.string else { preconditionFailure("a required field was checked") }
    let scope: Scope = call.request.header("walletd-tenant") == nil ? .everything : .tenant(try place(call))
    if case .everything = scope, call.caller?.principal.reach != .everything {
      throw Problem(
        .tenantRequired, "The caller's reach is some tenants: name the one to copy in the Walletd-Tenant header.",
        param: "Walletd-Tenant")
    }
    let origin = call.origin
    let stamp = "\(key.string)\n\(scope.stamp)\n"
    try record([RecordedAct(.backupRequested, path)], call, tenant: scope.tenant, under: key) { [self] () throws(Problem) in
      var target = try BackupDirectory(path)
      try target.requireOutside(directory.path)
      if let manifest = try target.manifest(stamp: stamp) {
        call.exchange.reply(201, "application/json", manifest, isReplay: true)
        return
      }
      let manifest: [UInt8]
      do throws(Problem) {
        manifest = try copy(scope, into: &target, stamp: stamp)
      } catch {
        target.discard()
        throw error
      }
      log.record(.info, "backup made", [("request_id", call.exchange.identity.text), ("directory", path)])
      note(AuditEntry(origin, .backupMade, tenant: scope.tenant?.id, subject: path))
      call.exchange.reply(201, "application/json", manifest)
    }
  }

  /// Remembers that a backup is complete. It is on the disk whether or not this can be written: then it only looks older than it is.
  private func note(_ made: AuditEntry) {
    do throws(TenantFailure) { try directory.audit([made]) } catch {
      log.record(.warning, "a backup could not be noted", [("directory", made.subject), ("reason", "\(Problem(error).detail)")])
    }
  }

  /// Copies ledger after ledger, then writes the manifest, which it returns.
  private func copy(_ scope: Scope, into target: inout BackupDirectory, stamp: String) throws(Problem) -> [UInt8] {
    try target.create()
    var copies: [BackupManifest.Copy] = []
    for tenant in try tenants(in: scope, &target) {
      let ledger = try ledger(of: tenant)
      let folder = try target.makeFolder(of: tenant.id)
      // Signed before the copy is made: the copy then holds all that the head speaks of.
      let signed = try directory.head(of: tenant.id)
      let file = target.file(folder + "/ledger.db")
      let head = try asking { () throws(LedgerFailure) in try ledger.backup(to: file) }
      let hasVault = try copyVault(of: tenant, to: target.file(folder + "/vault.db"))
      var writer = JSONWriter()
      signed.write(to: &writer)
      try target.write(writer.bytes, to: folder + "/head.json")
      copies.append(BackupManifest.Copy(tenant: tenant, head: head, hasVault: hasVault))
    }
    let manifest = BackupManifest.render(directory: target.path, madeAt: .now, copies)
    try target.finish(manifest, stamp: stamp)
    return manifest
  }

  /// Sealed as it is: the keys it is sealed under are kept elsewhere, and copied by nobody here.
  private func copyVault(of tenant: Tenant, to file: String) throws(Problem) -> Bool {
    guard let vaults else { return false }
    do throws(VaultFailure) { return try vaults.copyVault(of: tenant.id, to: file) } catch { throw Problem(error) }
  }

  /// All tenants: the catalogue is copied before they are listed, so that it names none whose ledger is not copied.
  private func tenants(in scope: Scope, _ target: inout BackupDirectory) throws(Problem) -> [Tenant] {
    if case .tenant(let tenant) = scope { return [tenant] }
    let catalog = target.file("catalog.db")
    do throws(TenantFailure) { try directory.backupCatalog(to: catalog) } catch { throw Problem(error) }
    var tenants: [Tenant] = []
    var cursor: TenantID?
    repeat {
      let page = directory.tenants(after: cursor, limit: Limits.pageItems)
      tenants += page.items
      cursor = page.next
    } while cursor != nil
    return tenants
  }
}

enum BackupManifest {
  struct Copy {
    let tenant: Tenant
    let head: LedgerHead
    let hasVault: Bool
  }

  static func render(directory: String, madeAt: Timestamp, _ copies: [Copy]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("directory")
    writer.string(directory)
    writer.key("made_at")
    writer.time(madeAt)
    writer.key("tenants")
    writer.beginArray()
    for copy in copies {
      let head = copy.head
      writer.beginObject()
      copy.tenant.writeMembers(to: &writer)
      writer.key("sequence")
      writer.integer(head.sequence)
      writer.key("seal_number")
      writer.integer(head.sealNumber)
      writer.key("seal")
      writer.hex(head.seal)
      writer.key("vault")
      writer.bool(copy.hasVault)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}
