package import Sodium

/// A key or token of one provider's account: in protected memory, and never described.
package final class ProviderSecret: Sendable {
  private let bytes: SecretBytes

  /// Nil for what no key can be: nothing at all, or bytes that no header may carry. An empty token would let everybody in.
  package init?(_ secret: borrowing SecretBytes) {
    let isVisible = secret.withBytes { !$0.isEmpty && $0.allSatisfy { (0x21...0x7e).contains($0) } }
    guard isVisible else { return nil }
    bytes = secret.copy()
  }

  /// As above, of bytes that their owner wipes.
  package convenience init?(_ secret: [UInt8]) { self.init(SecretBytes(copying: secret)) }

  /// `Basic base64(secret + ":")` of RFC 7617: the secret is the name, and there is no password.
  func basicAuthorization() -> String {
    let pair = SecretBytes(count: bytes.count + 1) { pair in
      bytes.withBytes { pair.copyMemory(from: $0) }
      pair[pair.count - 1] = UInt8(ascii: ":")
    }
    return "Basic " + pair.withBytes { TextForms.base64($0) }
  }

  /// Whether `text` is this secret, in a time that depends on their lengths only.
  func isSame(as text: String) -> Bool {
    let text = Array(text.utf8)
    return bytes.withBytes { secret in text.withUnsafeBytes { ConstantTime.equal(secret, $0) } }
  }

  /// Whether `signature` is the SHA-512 of `text` with this secret behind it, in lower-case hexadecimal digits.
  func signs(_ text: String, _ signature: String) -> Bool {
    let expected = TextForms.hex(SHA512.of(Array(text.utf8), then: bytes))
    return ConstantTime.equal(Array(expected.utf8), Array(signature.utf8))
  }

  /// Whether `text` shows this secret, as it is or as the header has it. Looked for where it lies: a copy would stay in memory.
  func isShown(in text: String) -> Bool {
    var text = text
    let isPlain = text.withUTF8 { text in bytes.withBytes { ProviderSecret.stands($0, in: UnsafeRawBufferPointer(text)) } }
    return isPlain || text.contains(basicAuthorization().dropFirst("Basic ".count))
  }

  private static func stands(_ secret: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer) -> Bool {
    guard text.count >= secret.count else { return false }
    return (0...text.count - secret.count).contains { start in
      text[start..<start + secret.count].elementsEqual(secret)
    }
  }
}

extension ProviderSecret: CustomStringConvertible {
  package var description: String { "ProviderSecret(…)" }
}
