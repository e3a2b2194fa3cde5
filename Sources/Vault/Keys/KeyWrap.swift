import LedgerCore
import Sodium

/// A tenant's key sealed under a key-encryption key. What it is for, whose it is and when it was made are bound in: a wrapped key that was
/// put in another place does not open.
enum KeyWrap {
  static func wrap(
    _ secret: borrowing SecretBytes, number: Int64, purpose: WrappedKey.Purpose, createdAt: Timestamp, tenant: TenantID,
    under master: MasterKey, state: WrappedKey.State = .active
  ) -> WrappedKey {
    let binding = binding(number: number, purpose, createdAt, tenant, master.id)
    let wrapped = secret.withBytes { AEAD.seal($0, key: master.secret, associated: binding) }
    return WrappedKey(
      number: number, purpose: purpose, state: state, createdAt: createdAt, wrappedUnder: master.id, wrapped: wrapped)
  }

  /// Nil where the key is not what was wrapped.
  static func open(_ key: WrappedKey, tenant: TenantID, with master: MasterKey) -> SecretBytes? {
    guard let wrapped = key.wrapped else { return nil }
    let binding = binding(number: key.number, key.purpose, key.createdAt, tenant, master.id)
    guard wrapped.count == AEAD.keyBytes + AEAD.overhead else { return nil }
    return AEAD.open(wrapped, key: master.secret, associated: binding)
  }

  private static func binding(
    number: Int64, _ purpose: WrappedKey.Purpose, _ createdAt: Timestamp, _ tenant: TenantID, _ master: MasterKeyID
  ) -> [UInt8] {
    var bytes = Binding("walletd vault key 1")
    bytes.add(tenant)
    bytes.add(number)
    bytes.add(purpose.rawValue)
    bytes.add(createdAt.microseconds)
    bytes.add(Int64(bitPattern: master.rawValue))
    return bytes.bytes
  }
}
