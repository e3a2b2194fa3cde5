import JSON
import LedgerCore
import Sodium
import Vault

enum VaultRendering {
  static func write(_ ring: KeyRing?, _ rotation: MasterRotationStatus, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("state")
    writer.string(ring?.state.name ?? "absent")
    writer.key("key")
    writer.stringOrNull(ring?.state.key)
    writer.key("retiring_key")
    writer.stringOrNull(ring?.retiring?.description)
    writer.key("memory")
    writer.string(ProtectedMemory.kind.rawValue)
    writer.key("rotation")
    writer.beginObject()
    writer.key("is_under_way")
    writer.bool(rotation.isUnderWay)
    writer.key("tenants_done")
    writer.integer(rotation.done)
    writer.key("tenants")
    writer.integer(rotation.total)
    writer.key("trouble")
    writer.stringOrNull(rotation.trouble.map { Problem($0).detail })
    writer.endObject()
    writer.endObject()
  }
}

/// A tenant's own keys. Nil: it has no vault yet.
enum DataKeyRendering {
  static func write(_ vault: TenantVault?, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("data")
    writer.beginArray()
    for key in vault?.keys ?? [] {
      writer.beginObject()
      writer.key("number")
      writer.integer(key.number)
      writer.key("purpose")
      writer.string(key.purpose == .records ? "records" : "index")
      writer.key("state")
      writer.string(key.state.rawValue)
      writer.key("created_at")
      writer.time(key.createdAt)
      writer.key("wrapped_under")
      writer.stringOrNull(key.wrappedUnder?.description)
      writer.endObject()
    }
    writer.endArray()
    writer.key("rotation")
    writer.beginObject()
    let status = vault?.rotationStatus
    writer.key("is_under_way")
    writer.bool(status?.isUnderWay ?? false)
    writer.key("resealed")
    writer.integer(status?.resealed ?? 0)
    writer.key("trouble")
    writer.stringOrNull(status?.trouble.map { Problem($0).detail })
    writer.endObject()
    writer.endObject()
  }
}

extension KeyRing.State {
  var name: String {
    switch self {
    case .absent: "absent"
    case .sealed: "sealed"
    case .unsealed: "unsealed"
    }
  }

  /// The id of the key, while it is known.
  var key: String? {
    switch self {
    case .absent, .sealed: nil
    case .unsealed(let id): id.description
    }
  }
}
