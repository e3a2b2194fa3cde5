import HTTPServer
import JSON
import LedgerCore
import Tenancy
import WalletAPI

extension WalletService {
  func makeBackup(_ call: Call) throws(Problem) {
    let (key, fields) = try mutation(call, allowed: BodyFields(.directory), required: BodyFields(.directory))
    guard let directory = fields.directory?.string else { preconditionFailure("a required field was checked") }
    let tenants = try tenantsToCopy(call)
    try onWorker(call.exchange) { [self] () throws(Problem) in
      let target = try BackupDirectory(directory)
      if let manifest = try target.manifest(madeWith: key.string, tenants) {
        call.exchange.reply(201, "application/json", manifest, isReplay: true)
        return
      }
      let manifest = try copy(tenants, into: target, key: key.string)
      log.record(
        .info, "backup made",
        [("request_id", call.exchange.identity.text), ("directory", directory), ("tenants", String(tenants.count))])
      call.exchange.reply(201, "application/json", manifest)
    }
  }

  /// The tenant that the request names, otherwise all.
  private func tenantsToCopy(_ call: Call) throws(Problem) -> [Tenant] {
    if call.request.header("walletd-tenant") != nil { return [try tenant(call).tenant] }
    var tenants: [Tenant] = []
    var cursor: TenantID?
    repeat {
      let page = directory.tenants(after: cursor, limit: Limits.pageItems)
      tenants += page.items
      cursor = page.next
    } while cursor != nil
    return tenants
  }

  /// Copies ledger after ledger, then writes the manifest: a directory without one is not a backup. Returns the manifest.
  private func copy(_ tenants: [Tenant], into target: BackupDirectory, key: String) throws(Problem) -> [UInt8] {
    try target.create()
    var copies: [(tenant: Tenant, head: LedgerHead)] = []
    for tenant in tenants {
      guard let ledger = directory.ledger(of: tenant.id) else { throw Problem(TenantFailure.unknownTenant) }
      let folder = try target.folder(of: tenant.id)
      // Signed before the copy is made: the copy then holds all that the head speaks of.
      let signed = try directory.head(of: tenant.id)
      let head = try asking { () throws(LedgerFailure) in try ledger.backup(to: folder + "/ledger.db") }
      var writer = JSONWriter()
      signed.write(to: &writer)
      try target.write(writer.bytes, to: folder + "/head.json")
      copies.append((tenant, head))
    }
    let manifest = BackupManifest.render(directory: target.path, madeAt: .now, copies)
    try target.finish(manifest, key: key, tenants)
    return manifest
  }
}

enum BackupManifest {
  static func render(directory: String, madeAt: Timestamp, _ copies: [(tenant: Tenant, head: LedgerHead)]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("directory")
    writer.string(directory)
    writer.key("made_at")
    writer.time(madeAt)
    writer.key("tenants")
    writer.beginArray()
    for (tenant, head) in copies {
      writer.beginObject()
      tenant.writeMembers(to: &writer)
      writer.key("sequence")
      writer.integer(head.sequence)
      writer.key("seal_number")
      writer.integer(head.sealNumber)
      writer.key("seal")
      writer.hex(head.seal)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}
