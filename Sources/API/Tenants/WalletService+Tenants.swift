import JSON
import LedgerCore
import Tenancy
import WalletAPI

extension WalletService {
  func createTenant(_ call: Call) throws(Problem) {
    let (key, fields) = try administration(call, allowed: [.code, .name, .mode], required: [.code, .name])
    guard let code = fields.text(.code), let name = fields.text(.name) else {
      preconditionFailure("required fields were checked")
    }
    guard Tenant.isCode(code) else {
      throw Problem(
        .invalidCode, "A tenant's code is 2 to 40 lower-case letters, digits and dashes, a letter first.", param: "code")
    }
    guard call.reaches(code) else {
      throw Problem(.permissionDenied, "The caller's reach is some tenants, and '\(code)' is none of them.", param: "code")
    }
    let mode = fields.text(.mode).flatMap { TenantMode(rawValue: $0) } ?? .live
    try administer(
      call, .create(code: code, name: name, mode: mode), administrativeRequest(call, key, fields), status: 201,
      render: AdministrativeRendering.write(_:to:))
  }

  func listTenants(_ call: Call) throws(Problem) {
    let limit = try call.query.limit()
    var cursor = try call.query.cursor(.tenants).map { TenantID(rawValue: $0) }
    var found: [Tenant] = []
    // One more than asked for tells whether there is another page.
    while found.count <= limit {
      let page = directory.tenants(after: cursor, limit: Limits.pageItems)
      found += page.items.filter(call.reaches)
      cursor = page.next
      guard cursor != nil else { break }
    }
    let items = Array(found.prefix(limit))
    let next = found.count > limit ? items.last.map { PageCursor(.tenants, $0.id.rawValue) } : nil
    call.exchange.reply(200) { writer in
      ListRendering.write(items, next: next, to: &writer) { $0.write(to: &$1) }
    }
  }

  func getTenant(_ call: Call) throws(Problem) {
    let tenant = try tenantInPath(call)
    call.exchange.reply(200) { tenant.write(to: &$0) }
  }

  /// The tenant that a path names, if it is in reach: one that is not is answered like one that there is not.
  func tenantInPath(_ call: Call) throws(Problem) -> Tenant {
    guard let tenant = directory.tenant(call.argument.string), call.reaches(tenant) else { throw .noTenantInPath }
    return tenant
  }
}

extension Problem {
  static var noTenantInPath: Problem { Problem(.tenantNotFound, "There is no such tenant as the path names.") }
}

extension Call {
  func reaches(_ tenant: Tenant) -> Bool { caller?.principal.reach.includes(tenant) == true }

  /// Whether a tenant by this id or code would be in reach.
  func reaches(_ reference: String) -> Bool {
    switch caller?.principal.reach {
    case .everything: true
    case .named(let names): names.contains(reference)
    case .only, nil: false
    }
  }
}

extension Tenant {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer)
    writer.key("mode")
    writer.string(mode.rawValue)
    writer.key("status")
    writer.string(status.rawValue)
    writer.key("closed_at")
    writer.timeOrNull(closedAt)
    writer.key("deletable_at")
    writer.timeOrNull(deletableAt)
    writer.key("settings")
    writer.beginObject()
    writer.key("currencies")
    writer.beginArray()
    for currency in settings.currencies { writer.string(currency) }
    writer.endArray()
    writer.key("requests_per_second")
    writer.integerOrNull(settings.requestsPerSecond)
    writer.key("concurrent_requests")
    writer.integerOrNull(settings.concurrentRequests)
    writer.key("body_bytes")
    writer.integerOrNull(settings.bodyBytes)
    writer.key("batch_items")
    writer.integerOrNull(settings.batchItems)
    writer.key("retention_days")
    writer.integerOrNull(settings.retentionDays)
    writer.endObject()
    writer.endObject()
  }

  /// What a tenant is for ever.
  func writeMembers(to writer: inout JSONWriter) {
    writer.key("id")
    writer.id(id)
    writer.key("code")
    writer.string(code)
    writer.key("name")
    writer.string(name)
    writer.key("created_at")
    writer.time(createdAt)
  }
}

extension JSONWriter {
  mutating func timeOrNull(_ value: Timestamp?) {
    if let value { time(value) } else { null() }
  }

  mutating func integerOrNull(_ value: Int?) {
    if let value { integer(value) } else { null() }
  }
}
