import LedgerCore

/// An API key as it is sent: `wk_live_` or `wk_test_`, 12 characters of handle, 32 characters (160 bits) of secret; Crockford's base 32.
package enum KeyText {
  package static let secretCharacters = 32
  private static let prefixCharacters = 8

  /// The parts of a key; the secret stays where it is. Nil where it cannot be one.
  package static func parts(
    _ text: UnsafeRawBufferPointer
  ) -> (mode: TenantMode, handle: KeyHandle, secret: UnsafeRawBufferPointer)? {
    guard text.count == prefixCharacters + KeyHandle.characters + secretCharacters else { return nil }
    let prefix = UnsafeRawBufferPointer(rebasing: text[..<prefixCharacters])
    let mode: TenantMode
    if prefix.elementsEqual("wk_live_".utf8) {
      mode = .live
    } else if prefix.elementsEqual("wk_test_".utf8) {
      mode = .test
    } else {
      return nil
    }
    var handle: UInt64 = 0
    for index in prefixCharacters..<prefixCharacters + KeyHandle.characters {
      guard let digit = CrockfordBase32.value(text[index]) else { return nil }
      handle = handle << 5 | UInt64(digit)
    }
    let secret = UnsafeRawBufferPointer(rebasing: text[(prefixCharacters + KeyHandle.characters)...])
    return (mode, KeyHandle(rawValue: handle), secret)
  }

  /// What everybody may see of a key: all but its secret.
  package static func masked(_ mode: TenantMode, _ handle: KeyHandle) -> String { prefix(mode, handle) + "…" }

  package static func prefix(_ mode: TenantMode, _ handle: KeyHandle) -> String {
    var digits: [UInt8] = []
    for index in 0..<KeyHandle.characters {
      let value = Int(handle.rawValue >> UInt64(5 * (KeyHandle.characters - 1 - index)) & 31)
      digits.append(CrockfordBase32.alphabet.utf8Start[value])
    }
    return "wk_\(mode.rawValue)_" + String(decoding: digits, as: UTF8.self)
  }

  /// The characters of a secret that random bytes give, five bits each: one byte a character.
  package static func secret(_ random: [UInt8]) -> [UInt8] {
    random.prefix(secretCharacters).map { CrockfordBase32.alphabet.utf8Start[Int($0 & 31)] }
  }
}
