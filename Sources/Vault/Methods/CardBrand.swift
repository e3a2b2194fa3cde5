/// Card brands, told by the first digits of the number (the issuer identification number, ISO/IEC 7812).
package enum CardBrand: String, Sendable, CaseIterable {
  case visa, mastercard, amex, jcb, discover, unionpay, diners

  /// The brand of a number that begins with these digits; nil for none that is known. Needs six digits.
  package init?(digits: UnsafeRawBufferPointer) {
    guard digits.count >= 6 else { return nil }
    let six = digits[..<6].reduce(0) { $0 * 10 + Int($1) - 48 }
    switch six {
    case 400_000...499_999: self = .visa
    case 510_000...559_999, 222_100...272_099: self = .mastercard
    case 340_000...349_999, 370_000...379_999: self = .amex
    case 352_800...358_999: self = .jcb
    case 601_100...601_199, 644_000...649_999, 650_000...659_999: self = .discover
    case 620_000...629_999, 810_000...819_999: self = .unionpay
    case 360_000...369_999, 380_000...399_999, 300_000...305_999: self = .diners
    default: return nil
    }
  }

  /// Digits that a number of the brand may have.
  package func allows(length: Int) -> Bool {
    switch self {
    case .visa: [13, 16, 19].contains(length)
    case .mastercard: length == 16
    case .amex: length == 15
    case .diners: (14...19).contains(length)
    case .jcb, .discover, .unionpay: (16...19).contains(length)
    }
  }

  /// How many digits at the beginning may be shown beside the last four. PCI DSS 4, requirement 3.4.1, with the brands' own rules: eight
  /// for 16 digits of Visa, Mastercard and JCB, six otherwise, and none where too few would be left to hide.
  package func shownFirst(length: Int) -> Int {
    switch self {
    case .visa, .mastercard, .jcb: length == 16 ? 8 : length > 13 ? 6 : 0
    case .amex, .discover, .unionpay, .diners: length > 13 ? 6 : 0
    }
  }
}
