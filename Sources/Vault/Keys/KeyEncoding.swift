import Sodium

/// How keys are written in files.
enum KeyEncoding {
  /// A key of 32 bytes, as they are or as 64 hexadecimal digits with or without a line's end; nil for anything else.
  static func parse(_ content: borrowing SecretBytes) -> SecretBytes? {
    if content.count == AEAD.keyBytes { return content.copy() }
    return content.withBytes { content in
      let isLine = content.count == 2 * AEAD.keyBytes + 1 && content.last == 10
      guard content.count == 2 * AEAD.keyBytes || isLine else { return nil }
      return secret(fromHex: UnsafeRawBufferPointer(rebasing: content.prefix(2 * AEAD.keyBytes)))
    }
  }

  private static func secret(fromHex digits: UnsafeRawBufferPointer) -> SecretBytes? {
    guard digits.allSatisfy({ nibble($0) != nil }) else { return nil }
    return SecretBytes(count: digits.count / 2) { bytes in
      for index in 0..<bytes.count {
        guard let high = nibble(digits[2 * index]), let low = nibble(digits[2 * index + 1]) else { continue }
        bytes[index] = high << 4 | low
      }
    }
  }

  static func bytes(fromHex text: some StringProtocol) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func nibble(_ character: UInt8) -> UInt8? {
    switch character {
    case 48...57: character - 48
    case 65...70: character - 55
    case 97...102: character - 87
    default: nil
    }
  }
}
