import HTTPServer
import JSON
import LedgerCore
import Tenancy
import WalletAPI

/// What all administrative mutations share: the body's fields, the key, the one commit, and the answer that is stored.
extension WalletService {
  func administration(
    _ call: Call, allowed: [AdministrativeField], required: [AdministrativeField] = [], nullable: [AdministrativeField] = [],
    mayBeEmpty: Bool = false
  ) throws(Problem) -> (key: Text, fields: AdministrativeFields) {
    let request = call.request
    try refuseMediaType(request)
    let header = try IdempotencyKey.inHeader(request)
    var fields = AdministrativeFields()
    if request.body.isEmpty {
      guard mayBeEmpty else { throw Problem(.bodyRequired, "The request has no body; it needs a JSON object.") }
    } else {
      fields = try AdministrativeReader.read(request.body, allowed: allowed, nullable: nullable)
    }
    for field in required where !fields.has(field) { throw .missing(field.rawValue) }
    return (try IdempotencyKey.choose(header: header, body: fields.key), fields)
  }

  /// The request as it is kept: the same operation on the same path with the same fields is the same request. A key is one tenant's own
  /// where the operation is.
  func administrativeRequest(
    _ call: Call, _ key: Text, _ fields: AdministrativeFields, in tenant: Tenant? = nil
  ) -> AdministrativeRequest {
    var facts = [AuditEntry.Fact("operation", call.operation.rawValue)]
    if !call.argument.isEmpty { facts.append(AuditEntry.Fact("path", call.argument.string)) }
    return AdministrativeRequest(
      call.origin, key: tenant.map { "\($0.id)\n\(key)" } ?? key.string, fields: facts + fields.facts)
  }

  /// Does it, and answers what it came to: `render` for the answer that is stored, `once` for what only the first answer shows.
  func administer(
    _ call: Call, _ act: AdministrativeAct, _ request: AdministrativeRequest, status: UInt16 = 200,
    render: @escaping @Sendable (AdministrativeResult, inout JSONWriter) -> Void
  ) throws(Problem) {
    try onWorker(call.exchange) { [directory, log] () throws(Problem) in
      let reply: AdministrativeReply
      do throws(TenantFailure) {
        reply = try directory.administer(act, request) { result in
          var writer = JSONWriter()
          render(result, &writer)
          return String(decoding: writer.bytes, as: UTF8.self)
        }
      } catch { throw Problem(error) }
      switch reply {
      case .replayed(let text): call.exchange.reply(status, "application/json", Array(text.utf8), isReplay: true)
      case .done(let result):
        log.record(
          .info, "administered",
          [
            ("request_id", call.exchange.identity.text), ("operation", call.operation.rawValue), ("subject", result.subject),
          ])
        guard case .key(_, secret: .some) = result else { return call.exchange.reply(status) { render(result, &$0) } }
        call.exchange.replySecret(status) {
          var writer = JSONWriter()
          render(result, &writer)
          return writer.bytes
        }
      }
    }
  }
}

extension AdministrativeResult {
  fileprivate var subject: String {
    switch self {
    case .tenant(let tenant), .deleted(let tenant, at: _): tenant.id.text
    case .key(let key, secret: _): key.id.text
    }
  }
}
