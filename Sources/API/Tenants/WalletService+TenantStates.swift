import LedgerCore
import Tenancy
import WalletAPI

/// What becomes of a tenant.
extension WalletService {
  enum TenantVerb {
    case suspend, resume, close
  }

  func moveTenant(_ call: Call, _ verb: TenantVerb) throws(Problem) {
    let tenant = try tenantInPath(call)
    let (key, fields) = try administration(call, allowed: [.reason], mayBeEmpty: true)
    let act: AdministrativeAct =
      switch verb {
      case .suspend: .suspend(tenant.id)
      case .resume: .resume(tenant.id)
      case .close: .close(tenant.id)
      }
    // Nobody is charged for a closed tenant: what opens its accounts leaves memory.
    if case .close = verb { providers.forget(tenant.id) }
    try administer(call, act, administrativeRequest(call, key, fields), render: AdministrativeRendering.write(_:to:))
  }

  func setTenant(_ call: Call) throws(Problem) {
    let tenant = try tenantInPath(call)
    let (key, fields) = try administration(
      call, allowed: AdministrativeField.settings + [.reason], nullable: AdministrativeField.settings)
    var change = TenantSettingsChange()
    if fields.has(.currencies) { change.currencies = .set(fields.list(.currencies) ?? []) }
    change.requestsPerSecond = fields.setting(.requestsPerSecond)
    change.concurrentRequests = fields.setting(.concurrentRequests)
    change.bodyBytes = fields.setting(.bodyBytes)
    change.batchItems = fields.setting(.batchItems)
    change.retentionDays = fields.setting(.retentionDays)
    try administer(
      call, .change(tenant.id, change), administrativeRequest(call, key, fields), render: AdministrativeRendering.write(_:to:))
  }

  func deleteTenant(_ call: Call) throws(Problem) {
    let tenant = directory.tenant(call.argument.string)
    if let tenant, !call.reaches(tenant) { throw .noTenantInPath }
    let (key, fields) = try administration(call, allowed: [.confirm, .reason], required: [.confirm])
    let request = administrativeRequest(call, key, fields)
    guard let tenant else { return try repeatDeletion(call, request) }
    try administer(
      call, .delete(tenant.id, confirmation: fields.text(.confirm) ?? ""), request, render: AdministrativeRendering.write(_:to:))
  }

  /// A deleted tenant is unknown, but who has deleted it and has not heard so asks again.
  private func repeatDeletion(_ call: Call, _ request: AdministrativeRequest) throws(Problem) {
    guard call.reaches(call.argument.string) else { throw .noTenantInPath }
    try onWorker(call.exchange) { [directory] () throws(Problem) in
      let stored: String?
      do throws(TenantFailure) { stored = try directory.storedReply(to: request) } catch { throw Problem(error) }
      guard let stored else { throw .noTenantInPath }
      call.exchange.reply(200, "application/json", Array(stored.utf8), isReplay: true)
    }
  }
}

extension AdministrativeFields {
  fileprivate func setting(_ field: AdministrativeField) -> TenantSettingsChange.Setting<Int?> {
    has(field) ? .set(integer(field).map { Int($0) }) : .kept
  }
}
