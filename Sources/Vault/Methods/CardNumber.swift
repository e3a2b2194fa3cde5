import Sodium

/// A primary account number: what may be one, and what may be shown of it. Works on bytes in protected memory; no digit becomes text but
/// those of the masked form.
enum CardNumber {
  static let digits = 12...19

  /// The number without the spaces and dashes that people write.
  static func parse(_ written: borrowing SecretBytes) throws(InputProblem) -> SecretBytes {
    guard written.count > 0 else { throw InputProblem(.number, .missing) }
    guard written.count <= 40 else { throw InputProblem(.number, .tooLong(most: digits.upperBound)) }
    return try DigitString.parse(written, field: .number, limits: digits)
  }

  /// Its brand, when check digit and length are right too.
  static func brand(of number: borrowing SecretBytes) throws(InputProblem) -> CardBrand {
    try number.withBytes { digits throws(InputProblem) in
      // A mistyped digit is the likeliest mistake; saying so does not depend on the brand.
      guard passesLuhn(digits) else { throw InputProblem(.number, .checksum) }
      guard let brand = CardBrand(digits: digits) else { throw InputProblem(.number, .unknownBrand) }
      guard brand.allows(length: digits.count) else { throw InputProblem(.number, .lengthOfBrand) }
      return brand
    }
  }

  /// ISO/IEC 7812-1, annex B.
  static func passesLuhn(_ digits: UnsafeRawBufferPointer) -> Bool {
    var sum = 0
    for (place, character) in digits.reversed().enumerated() {
      let digit = Int(character) - 48
      sum += place % 2 == 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit
    }
    return sum % 10 == 0
  }

  static func masked(_ number: borrowing SecretBytes, _ brand: CardBrand) -> String {
    number.withBytes { DigitString.masked($0, first: brand.shownFirst(length: $0.count), last: 4) }
  }
}

/// Numbers as people write them.
enum DigitString {
  /// The digits of a text; spaces and dashes are left out, anything else is refused.
  static func parse(
    _ written: borrowing SecretBytes, field: InputProblem.Field, limits: ClosedRange<Int>
  ) throws(InputProblem) -> SecretBytes {
    let count = try written.withBytes { written throws(InputProblem) in
      var count = 0
      for character in written {
        switch character {
        case 48...57: count += 1
        case 32, 45: break
        default: throw InputProblem(field, .characters(allowed: "digits, spaces and dashes"))
        }
      }
      return count
    }
    guard count > 0 else { throw InputProblem(field, .missing) }
    guard count >= limits.lowerBound else { throw InputProblem(field, .tooShort(least: limits.lowerBound)) }
    guard count <= limits.upperBound else { throw InputProblem(field, .tooLong(most: limits.upperBound)) }
    return SecretBytes(count: count) { digits in
      written.withBytes { written in
        var position = 0
        for character in written where (48...57).contains(character) {
          digits[position] = character
          position += 1
        }
      }
    }
  }

  /// The first and last characters with stars between; at least half of a short text stays hidden.
  static func masked(_ bytes: UnsafeRawBufferPointer, first: Int, last: Int) -> String {
    let last = min(last, max(0, (bytes.count - first) / 2))
    let stars = String(repeating: "*", count: bytes.count - first - last)
    return String(decoding: bytes.prefix(first), as: UTF8.self) + stars + String(decoding: bytes.suffix(last), as: UTF8.self)
  }
}
