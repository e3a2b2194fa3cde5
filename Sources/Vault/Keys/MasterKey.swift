import Sodium

/// Names a key-encryption key without saying anything about it: 64 bits that only the key itself gives. On paper and in messages
/// `kek_` and 16 hexadecimal digits.
package struct MasterKeyID: Hashable, Sendable, CustomStringConvertible {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  init(of key: borrowing SecretBytes) {
    let hash = KeyedHash.of(Array("walletd key-encryption key id".utf8), key: key)
    rawValue = hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 20, text.hasPrefix("kek_"), let value = UInt64(text.dropFirst(4), radix: 16) else { return nil }
    self.init(rawValue: value)
    guard description == text else { return nil }
  }

  package var description: String {
    let digits = String(rawValue, radix: 16)
    return "kek_" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// A key-encryption key: what seals the tenants' own keys, and nothing else.
final class MasterKey: Sendable {
  let id: MasterKeyID
  let secret: SecretBytes

  /// Traps unless it has 32 bytes.
  init(_ secret: consuming SecretBytes) {
    precondition(secret.count == AEAD.keyBytes, "a key-encryption key has \(AEAD.keyBytes) bytes")
    id = MasterKeyID(of: secret)
    self.secret = secret
  }
}
