import JSON
import LedgerCore
import Tenancy

/// Answers to administrative requests. What they say of a key is stored without its secret.
enum AdministrativeRendering {
  static func write(_ result: AdministrativeResult, to writer: inout JSONWriter) {
    switch result {
    case .tenant(let tenant): tenant.write(to: &writer)
    case .deleted(let tenant, let at):
      writer.beginObject()
      writer.key("id")
      writer.id(tenant.id)
      writer.key("code")
      writer.string(tenant.code)
      writer.key("status")
      writer.string("deleted")
      writer.key("deleted_at")
      writer.time(at)
      writer.endObject()
    case .key(let key, secret: _):
      writer.beginObject()
      key.writeMembers(lastUsedAt: nil, to: &writer)
      writer.endObject()
    }
  }

  static func write(newKey result: AdministrativeResult, to writer: inout JSONWriter) {
    write(newKey: result, replacing: nil, to: &writer)
  }

  static func write(newKey result: AdministrativeResult, replacing old: KeyID?, to writer: inout JSONWriter) {
    guard case .key(let key, let secret) = result else { preconditionFailure("a key was made") }
    writer.beginObject()
    key.writeMembers(lastUsedAt: nil, to: &writer)
    if let old {
      writer.key("replaces")
      writer.id(old)
    }
    writer.key("secret")
    if let secret {
      writer.string(secret)
    } else {
      writer.null()
      writer.key("detail")
      writer.string("The secret was shown once, in the first answer to this request. Where it is lost, rotate the key.")
    }
    writer.endObject()
  }
}
