/// CRC-16/CCITT-FALSE: polynomial 0x1021, initially 0xFFFF, not reflected. `123456789` gives 29B1.
enum Checksum {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt16 {
    var sum: UInt16 = 0xFFFF
    for byte in bytes {
      sum ^= UInt16(byte) << 8
      for _ in 0..<8 { sum = sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
    }
    return sum
  }

  /// Four upper-case hexadecimal digits.
  static func text(of text: String) -> String {
    let digits = String(of(text.utf8), radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
