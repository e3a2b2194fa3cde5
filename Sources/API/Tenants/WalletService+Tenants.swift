import JSON
import LedgerCore
import Tenancy
import WalletAPI

extension WalletService {
  func createTenant(_ call: Call) throws(Problem) {
    let fields = BodyFields(.code, .name)
    let (key, request) = try mutation(call, allowed: fields, required: fields)
    guard let code = request.code?.string, let name = request.name?.string else {
      preconditionFailure("required fields were checked")
    }
    guard Tenant.isCode(code) else {
      throw Problem(
        .invalidCode, "A tenant's code is 2 to 40 lower-case letters, digits and dashes, a letter first.", param: "code")
    }
    let mode = TenantMode.live
    let origin = call.origin
    try onWorker(call.exchange) { [directory, log] () throws(Problem) in
      let (tenant, isReplay) = try directory.creating(code: code, name: name, mode: mode, key: key.string, origin: origin)
      if !isReplay {
        log.record(
          .info, "tenant created",
          [("request_id", call.exchange.identity.text), ("tenant", tenant.id.text), ("code", tenant.code)])
      }
      call.exchange.reply(201, isReplay: isReplay) { tenant.write(to: &$0) }
    }
  }

  func listTenants(_ call: Call) throws(Problem) {
    let cursor = try call.query.cursor(.tenants).map { TenantID(rawValue: $0) }
    let page = directory.tenants(after: cursor, limit: try call.query.limit())
    call.exchange.reply(200) { writer in
      ListRendering.write(page.items, next: page.next.map { PageCursor(.tenants, $0.rawValue) }, to: &writer) {
        $0.write(to: &$1)
      }
    }
  }

  func getTenant(_ call: Call) throws(Problem) {
    guard let tenant = directory.tenant(call.argument.string), call.caller?.principal.reach.includes(tenant) == true else {
      throw Problem(.tenantNotFound, "There is no such tenant as the path names.")
    }
    call.exchange.reply(200) { tenant.write(to: &$0) }
  }
}

extension TenantDirectory {
  fileprivate func creating(
    code: String, name: String, mode: TenantMode, key: String, origin: Origin
  ) throws(Problem) -> (Tenant, isReplay: Bool) {
    do throws(TenantFailure) {
      let (tenant, isReplay) = try create(code: code, name: name, mode: mode, key: key, origin: origin)
      return (tenant, isReplay)
    } catch {
      throw Problem(error)
    }
  }
}

extension Problem {
  init(_ failure: TenantFailure) {
    switch failure {
    case .codeTaken: self.init(.tenantCodeTaken, "Another tenant has this code.", param: "code")
    case .mismatch(let field):
      self.init(
        .idempotencyMismatch,
        "The idempotency key was used before for a request that differs in '\(field)'; use a new key for a new request.",
        param: field)
    case .unknownTenant: self.init(.tenantNotFound, "There is no such tenant.", param: "Walletd-Tenant")
    case .unknownKey: self.init(.keyNotFound, "There is no such API key.", param: "key")
    case .wrongStatus(let status):
      switch status {
      case .closed: self.init(.tenantClosed, "The tenant is closed: nothing in it changes any more.")
      case .active: self.init(.tenantNotSuspended, "The tenant is active; only a suspended one can be resumed.")
      case .suspended: self.init(.tenantSuspended, "The tenant is suspended already.")
      }
    case .keyNotActive(let status):
      self.init(.keyNotActive, "The API key is \(status.rawValue); only an active one can be rotated or revoked.", param: "key")
    case .ledger(let failure): self.init(failure)
    }
  }
}

extension Tenant {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer)
    writer.endObject()
  }

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
