import Sodium

/// Base64 with padding (RFC 4648, 4), in and out of protected memory.
enum Base64 {
  /// Nil for anything but the one spelling of some bytes.
  static func decode(_ text: borrowing SecretBytes) -> SecretBytes? {
    text.withBytes { text -> SecretBytes? in
      guard text.count % 4 == 0, !text.isEmpty else { return nil }
      let padding = text.suffix(2).count { $0 == 61 }
      let letters = UnsafeRawBufferPointer(rebasing: text.dropLast(padding))
      guard letters.allSatisfy({ value(of: $0) != nil }) else { return nil }
      // What the last letter says beyond the last byte is zero, or two texts would mean the same.
      let unused: UInt8 = padding == 1 ? 0b11 : padding == 2 ? 0b1111 : 0
      guard let last = letters.last.flatMap(value), last & unused == 0 else { return nil }
      return SecretBytes(count: text.count / 4 * 3 - padding) { bytes in
        var (bits, word, place) = (0, UInt32(0), 0)
        for letter in letters {
          word = word << 6 | UInt32(value(of: letter) ?? 0)
          bits += 6
          guard bits >= 8 else { continue }
          bits -= 8
          bytes[place] = UInt8(truncatingIfNeeded: word >> UInt32(bits))
          place += 1
        }
      }
    }
  }

  static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    let alphabet = alphabet
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let piece = bytes[start..<min(start + 3, bytes.count)]
      let word = piece.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - piece.count))
      for place in 0..<4 {
        let letter = alphabet.utf8Start[Int(word >> UInt32(18 - 6 * place) & 63)]
        text.append(place <= piece.count ? letter : 61)
      }
    }
  }

  private static var alphabet: StaticString { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }

  private static func value(of letter: UInt8) -> UInt8? {
    switch letter {
    case 65...90: letter - 65
    case 97...122: letter - 71
    case 48...57: letter + 4
    case 43: 62
    case 47: 63
    default: nil
    }
  }
}
