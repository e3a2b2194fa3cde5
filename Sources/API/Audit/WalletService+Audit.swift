import JSON
import LedgerCore
import Tenancy
import Vault
import WalletAPI

/// Reading who did what.
extension WalletService {
  func listAudit(_ call: Call) throws(Problem) {
    var filter = AuditFilter()
    let vault = try vaultOfTrail(call)
    // All rows of a vault's trail are about its tenant.
    if vault == nil { filter.tenants = try auditedTenants(call) }
    filter.action = try call.query.choice("action", AuditAction.self)
    if let actor = call.query["actor"] {
      if let problem = PlainText.problem(actor, "actor", most: WireLimits.actorLength) { throw problem }
      filter.actor = actor.string
    }
    let range = try call.query.range()
    (filter.from, filter.to) = (range.from, range.to)
    let cursor = try call.query.sequence(.audit)
    let limit = try call.query.limit()
    let asked = filter
    try onWorker(call.exchange) { [self] () throws(Problem) in
      let page =
        if let vault {
          try vaultPage(of: vault, asked, before: cursor, limit: limit)
        } else {
          try catalogPage(asked, before: cursor, limit: limit)
        }
      call.exchange.reply(200, capacity: 512 * (1 + page.items.count)) { writer in
        ListRendering.write(page.items, next: page.next.map { PageCursor(.audit, $0) }, to: &writer) { $0.write(to: &$1) }
      }
    }
  }

  private func catalogPage(_ filter: AuditFilter, before cursor: Int64?, limit: Int) throws(Problem) -> Page<AuditRecord, Int64> {
    let found: [AuditRecord]
    do throws(TenantFailure) {
      // One more than asked for tells whether there is another page.
      found = try directory.auditRecords(filter, before: cursor, limit: limit + 1)
    } catch { throw Problem(error) }
    let items = Array(found.prefix(limit))
    return Page(items: items, next: found.count > limit ? items.last?.sequence : nil)
  }

  private func vaultPage(
    of tenant: TenantID, _ filter: AuditFilter, before cursor: Int64?, limit: Int
  ) throws(Problem) -> Page<AuditRecord, Int64> {
    guard let vaults else { return Page(items: [], next: nil) }
    do throws(VaultFailure) { return try vaults.auditRecords(of: tenant, filter, before: cursor, limit: limit) } catch {
      throw Problem(error)
    }
  }

  func getAuditHead(_ call: Call) throws(Problem) {
    let vault = try vaultOfTrail(call)
    if vault == nil, call.query["tenant"] != nil {
      throw Problem(
        .contradiction, "The daemon's own trail is not one tenant's: 'tenant' goes with 'trail=vault'.", param: "tenant")
    }
    try onWorker(call.exchange) { [self] () throws(Problem) in
      let head = if let vault { try vaultHead(of: vault) } else { try catalogHead() }
      call.exchange.reply(200) { head.write(to: &$0) }
    }
  }

  private func catalogHead() throws(Problem) -> SignedAuditHead {
    do throws(TenantFailure) { return try directory.auditHead() } catch { throw Problem(error) }
  }

  private func vaultHead(of tenant: TenantID) throws(Problem) -> SignedAuditHead {
    guard let vaults else { throw Problem(VaultFailure.notApplied("this daemon keeps no vaults")) }
    do throws(VaultFailure) { return try vaults.auditHead(of: tenant) } catch { throw Problem(error) }
  }

  /// Whose vault's trail is asked for; nil for the daemon's own. That of a deleted tenant went with its vault.
  private func vaultOfTrail(_ call: Call) throws(Problem) -> TenantID? {
    switch try call.query.choice("trail", AuditTrailKind.self) ?? .catalog {
    case .catalog: return nil
    case .vault: break
    }
    guard let name = call.query["tenant"]?.string else {
      throw Problem(.tenantRequired, "Each tenant's vault has a trail of its own: name the tenant in 'tenant'.", param: "tenant")
    }
    guard let tenant = directory.tenant(name), call.reaches(tenant) else { throw unknownAuditedTenant }
    return tenant.id
  }

  /// The tenants whose rows are asked for and in reach; nil for all rows there are.
  private func auditedTenants(_ call: Call) throws(Problem) -> [TenantID]? {
    if let name = call.query["tenant"]?.string {
      if let tenant = directory.tenant(name) {
        guard call.reaches(tenant) else { throw unknownAuditedTenant }
        return [tenant.id]
      }
      // What was done to a tenant that is deleted stays readable, by its id.
      guard call.caller?.principal.reach == .everything, let id = TenantID(name) else { throw unknownAuditedTenant }
      return [id]
    }
    guard case .named(let names)? = call.caller?.principal.reach else { return nil }
    return names.compactMap { directory.tenant($0)?.id }
  }

  private var unknownAuditedTenant: Problem {
    Problem(.tenantNotFound, "There is no such tenant as 'tenant' names.", param: "tenant")
  }
}

extension AuditRecord {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("sequence")
    writer.integer(sequence)
    writer.key("at")
    writer.time(at)
    writer.key("actor")
    writer.string(actor)
    writer.key("action")
    writer.string(action)
    writer.key("tenant")
    if let tenant { writer.string(tenant) } else { writer.null() }
    writer.key("subject")
    writer.string(subject)
    writer.key("request_id")
    writer.string(requestID)
    writer.key("before")
    writer.raw(Array(before.utf8))
    writer.key("after")
    writer.raw(Array(after.utf8))
    writer.key("seal")
    writer.hex(seal)
    writer.endObject()
  }
}

extension SignedAuditHead {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("trail")
    writer.string(trail)
    writer.key("sequence")
    writer.integer(sequence)
    writer.key("seal")
    writer.hex(seal)
    writer.key("signed_at")
    writer.time(signedAt)
    writer.key("public_key")
    writer.hex(publicKey)
    writer.key("signature")
    writer.hex(signature)
    writer.endObject()
  }
}
