import JSON
import LedgerCore
import Tenancy
import WalletAPI

/// Reading who did what.
extension WalletService {
  func listAudit(_ call: Call) throws(Problem) {
    var filter = AuditFilter()
    filter.tenants = try auditedTenants(call)
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
    try onWorker(call.exchange) { [directory] () throws(Problem) in
      let found: [AuditRecord]
      do throws(TenantFailure) {
        // One more than asked for tells whether there is another page.
        found = try directory.auditRecords(asked, before: cursor, limit: limit + 1)
      } catch { throw Problem(error) }
      let items = Array(found.prefix(limit))
      let next = found.count > limit ? items.last.map { PageCursor(.audit, $0.sequence) } : nil
      call.exchange.reply(200, capacity: 512 * (1 + items.count)) { writer in
        ListRendering.write(items, next: next, to: &writer) { $0.write(to: &$1) }
      }
    }
  }

  func getAuditHead(_ call: Call) throws(Problem) {
    try onWorker(call.exchange) { [directory] () throws(Problem) in
      let head: SignedAuditHead
      do throws(TenantFailure) { head = try directory.auditHead() } catch { throw Problem(error) }
      call.exchange.reply(200) { head.write(to: &$0) }
    }
  }

  /// The tenants whose rows are asked for and in reach; nil for all rows there are.
  private func auditedTenants(_ call: Call) throws(Problem) -> [TenantID]? {
    let unknown = Problem(.tenantNotFound, "There is no such tenant as 'tenant' names.", param: "tenant")
    if let name = call.query["tenant"]?.string {
      if let tenant = directory.tenant(name) {
        guard call.reaches(tenant) else { throw unknown }
        return [tenant.id]
      }
      // What was done to a tenant that is deleted stays readable, by its id.
      guard call.caller?.principal.reach == .everything, let id = TenantID(name) else { throw unknown }
      return [id]
    }
    guard case .named(let names)? = call.caller?.principal.reach else { return nil }
    return names.compactMap { directory.tenant($0)?.id }
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
