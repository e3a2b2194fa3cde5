import CSodium

/// Bytes as text, in a time that depends on how many they are and not on what they are: they may be secret.
///
/// Source: https://doc.libsodium.org/helpers
package enum TextForms {
  /// Base 64 of RFC 4648 with its padding.
  package static func base64(_ bytes: UnsafeRawBufferPointer) -> String {
    text(sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL)) { out, count in
      _ = sodium_bin2base64(
        out, count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, sodium_base64_VARIANT_ORIGINAL)
    }
  }

  package static func base64(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { base64($0) } }

  /// Two lower-case hexadecimal digits for each byte.
  package static func hex(_ bytes: [UInt8]) -> String {
    text(2 * bytes.count + 1) { out, count in _ = sodium_bin2hex(out, count, bytes, bytes.count) }
  }

  /// What C writes into `count` bytes, the last of which is its zero; the buffer is zeroed behind it.
  private static func text(_ count: Int, _ write: (UnsafeMutablePointer<CChar>, Int) -> Void) -> String {
    Sodium.start()
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: count) { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a buffer has an address") }
      write(start, count)
      let text = String(decoding: UnsafeRawBufferPointer(buffer).prefix(count - 1), as: UTF8.self)
      wipe(UnsafeMutableRawBufferPointer(buffer))
      return text
    }
  }
}
