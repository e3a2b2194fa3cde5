/// The parts of a request that differ from one to the next. All have a fixed width, so that a request is written once and then
/// only patched.
enum Field {
  /// Accounts that transfers are drawn from, `wallet:00000` and up.
  static let accounts = 10_000
  static let accountDigits = 5
  /// Amounts are uniform over 10000...99999 minor units.
  static let lowestAmount = 10_000
  static let amounts = 90_000
  static let amountDigits = 5
  /// 128 random bits in hexadecimal.
  static let keyBytes = 32

  static func account(_ number: Int) -> String {
    var bytes = Array("wallet:00000".utf8)
    write(number, digits: accountDigits, into: &bytes, at: 7)
    return String(decoding: bytes, as: UTF8.self)
  }

  @inline(__always)
  static func write(_ number: Int, digits: Int, into bytes: inout [UInt8], at offset: Int) {
    var rest = UInt32(truncatingIfNeeded: number)
    var index = offset + digits
    while index > offset {
      index -= 1
      bytes[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  @inline(__always)
  static func writeKey(_ random: inout Randomness, into bytes: inout [UInt8], at offset: Int) {
    write(hexadecimal: random.next(), into: &bytes, at: offset)
    write(hexadecimal: random.next(), into: &bytes, at: offset + 16)
  }

  @inline(__always)
  private static func write(hexadecimal number: UInt64, into bytes: inout [UInt8], at offset: Int) {
    var rest = number
    for index in offset..<offset + 16 {
      let digit = UInt8(truncatingIfNeeded: rest & 15)
      bytes[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
      rest >>= 4
    }
  }
}
