import JSON
import WalletClient

/// What the commands about one tenant share.
extension Session {
  /// Changes the tenant the command names, with the reason that is given, and shows it.
  func changeTenant(_ verb: String, _ body: JSONObject = JSONObject(), as columns: [Column] = TenantColumns.details)
    throws(CommandFailure)
  {
    let path = PercentCoding.path("/v1/tenants", invocation.argument("TENANT"), "/\(verb)")
    output.show(try post(path, .object(withReason(body))), as: columns)
  }

  func withReason(_ body: JSONObject = JSONObject()) -> JSONObject {
    var body = body
    body["reason"] = invocation.value("reason").map { .string($0) }
    return body
  }
}

extension Argument {
  static let tenant = Argument("TENANT", "its code or id")
}

extension Option {
  static let reason = Option.value("reason", nil, "TEXT", "why, for the audit trail")
}
