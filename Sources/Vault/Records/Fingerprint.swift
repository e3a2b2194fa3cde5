import LedgerCore
import Sodium

/// Keyed hashes that recognise without telling: a card inside its tenant, a request that comes again.
enum Fingerprint {
  static let bytes = 16
  /// Bytes of the hash of each part of a request, and what is said when it differs.
  private static let partBytes = 8
  private static let parts: [RequestPart?] = [nil, nil, .customer, .isDefault]

  /// Of what the method is: the card's number, not its expiry or holder; the account with its bank.
  static func of(_ method: borrowing NewMethod, _ keys: IndexKeys) -> [UInt8] {
    var binding = Binding("walletd fingerprint 1")
    binding.add(method.kind.number)
    // Whose number it is where that takes more than the number.
    switch method.kind {
    case .card, .file: break
    case .providerCardToken, .ewallet, .providerCredentials: binding.add(optional: method.details.provider)
    case .bankAccount:
      binding.add(optional: method.details.country)
      binding.add(optional: method.details.bank)
    }
    return hash(binding, method.secret, keys.fingerprints, bytes)
  }

  /// Of a secret of an account at a provider.
  static func ofSecret(_ secret: borrowing SecretBytes, _ provider: String, _ keys: IndexKeys) -> [UInt8] {
    var binding = Binding("walletd provider secret fingerprint 1")
    binding.add(provider)
    return hash(binding, secret, keys.fingerprints, bytes)
  }

  static func ofRequest(_ method: borrowing NewMethod, encoded details: [UInt8], _ keys: IndexKeys) -> [UInt8] {
    var whole = Binding("walletd request secret 1")
    whole.add(method.kind.number)
    var shown = Binding("walletd request details 1")
    shown.add(details)
    var customer = Binding("walletd request customer 1")
    customer.add(optional: method.placement.customer)
    var isDefault = Binding("walletd request default 1")
    isDefault.add(method.placement.isDefault ? 1 : 0)
    return hash(whole, method.secret, keys.requests, 16).prefix(partBytes)
      + [shown, customer, isDefault].flatMap { KeyedHash.of($0.bytes, key: keys.requests, count: 16).prefix(partBytes) }
  }

  /// Nil when two requests are the same; otherwise the first part that differs, as far as it has a name.
  static func difference(_ stored: [UInt8], _ asked: [UInt8]) -> RequestPart?? {
    guard !ConstantTime.equal(stored, asked) else { return nil }
    for (index, field) in parts.enumerated() {
      let range = index * partBytes..<(index + 1) * partBytes
      guard stored.count == asked.count, stored[range] == asked[range] else { return .some(field) }
    }
    return .some(nil)
  }

  private static func hash(_ binding: Binding, _ secret: borrowing SecretBytes, _ key: borrowing SecretBytes, _ count: Int)
    -> [UInt8]
  {
    binding.bytes.withUnsafeBytes { prefix in secret.withBytes { KeyedHash.of(prefix, $0, key: key, count: count) } }
  }
}
