import JSON
import LedgerCore
import Sodium
import Vault

/// Payment methods on the wire.
enum MethodRendering {
  static func write(_ method: PaymentMethod, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.id(method.token)
    writer.key("type")
    writer.string(method.kind.rawValue)
    if method.deletedAt == nil {
      writer.key(method.kind.rawValue)
      writer.beginObject()
      details(method.details, to: &writer)
      writer.endObject()
    }
    writer.key("fingerprint")
    writer.string(method.fingerprint)
    writer.key("customer")
    writer.stringOrNull(method.customer)
    writer.key("reference")
    writer.stringOrNull(method.details.reference)
    writer.key("default")
    writer.bool(method.isDefault)
    writer.key("created_at")
    writer.time(method.createdAt)
    writer.key("deleted_at")
    if let deletedAt = method.deletedAt { writer.time(deletedAt) } else { writer.null() }
    writer.endObject()
  }

  /// What there is; the others are left out.
  private static func details(_ details: MethodDetails, to writer: inout JSONWriter) {
    let texts: [(StaticString, String?)] = [
      ("brand", details.brand?.rawValue), ("masked", details.masked), ("holder", details.holder), ("provider", details.provider),
      ("country", details.country), ("bank", details.bank), ("label", details.label), ("media_type", details.mediaType),
    ]
    for (name, text) in texts {
      guard let text else { continue }
      writer.key(name)
      writer.string(text)
    }
    if let expiry = details.expiry {
      writer.key("expiry_month")
      writer.integer(expiry.month)
      writer.key("expiry_year")
      writer.integer(expiry.year)
    }
    if let size = details.size {
      writer.key("size")
      writer.integer(size)
    }
  }

  /// The same with the secret as the first field of the type's object, in an array of its own that never grows: growing would leave a
  /// copy behind.
  static func bytes(_ revealed: borrowing TenantVault.Revealed) -> [UInt8] {
    var writer = JSONWriter(capacity: 1_024)
    write(revealed.method, to: &writer)
    let plain = writer.bytes
    let kind = revealed.method.kind
    let mark = Array("\"\(kind.rawValue)\":{".utf8)
    guard let place = plain.firstRange(of: mark)?.upperBound else { preconditionFailure("a method that is there has its object") }
    let name = Array("\"\(kind.secretField.rawValue)\":\"".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(plain.count + name.count + 6 * revealed.secret.count + 8)
    bytes += plain[..<place]
    bytes += name
    revealed.secret.withBytes { secret in
      if kind == .file { Base64.append(secret, to: &bytes) } else { escape(secret, to: &bytes) }
    }
    bytes.append(UInt8(ascii: "\""))
    if plain[place] != UInt8(ascii: "}") { bytes.append(UInt8(ascii: ",")) }
    bytes += plain[place...]
    return bytes
  }

  /// The secret came in as a JSON string, so it is UTF-8.
  private static func escape(_ secret: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    let digits: StaticString = "0123456789abcdef"
    for byte in secret {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case ..<0x20:
        for letter in [UInt8(ascii: "\\"), UInt8(ascii: "u"), 48, 48] { bytes.append(letter) }
        bytes.append(digits.utf8Start[Int(byte >> 4)])
        bytes.append(digits.utf8Start[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
  }
}

extension JSONWriter {
  mutating func stringOrNull(_ text: String?) {
    if let text { string(text) } else { null() }
  }
}
