import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Vault

/// Which cards are taken, as a table: number, expiry, holder → masked form and brand, or the field and the reason.
@Suite struct `Cards` {
  static let now = Timestamp(microseconds: 1_795_000_000_000_000)  // 2026-11-18

  static func card(
    _ number: String, _ month: Int = 12, _ year: Int = 2030, holder: String? = "BUDI SANTOSO", cvv: Bool = false,
    placement: NewMethod.Placement = .init()
  ) -> Result<MethodDetails, InputProblem> {
    do {
      let method = try NewMethod.card(
        number: SecretBytes(copying: Array(number.utf8)), expiryMonth: month, expiryYear: year, holder: holder,
        hasSecurityCode: cvv, placement, now: now)
      return .success(method.details)
    } catch { return .failure(error) }
  }

  @Test(arguments: [
    ("4811111111111114", CardBrand.visa, "48111111****1114"), ("4911111111111113", .visa, "49111111****1113"),
    ("5211111111111117", .mastercard, "52111111****1117"), ("2223003122003222", .mastercard, "22230031****3222"),
    ("378282246310005", .amex, "378282*****0005"), ("3530111333300000", .jcb, "35301113****0000"),
    ("6011111111111117", .discover, "601111******1117"), ("6200000000000005", .unionpay, "620000******0005"),
    ("30569309025904", .diners, "305693****5904"), ("36227206271667", .diners, "362272****1667"),
    ("4222222222222", .visa, "*********2222"), ("4811 1111 1111 1114", .visa, "48111111****1114"),
    ("4811-1111-1111-1114", .visa, "48111111****1114"),
  ])
  func `of known brands are taken, and shown as PCI allows`(number: String, brand: CardBrand, masked: String) throws {
    let details = try Cards.card(number).get()
    #expect(details.brand == brand)
    #expect(details.masked == masked)
    #expect(details.expiry == CardExpiry(year: 2030, month: 12))
  }

  @Test(arguments: [
    ("4111111111111112", InputProblem(.number, .checksum)), ("", InputProblem(.number, .missing)),
    ("4111", InputProblem(.number, .tooShort(least: 12))), ("48111111111111111111", InputProblem(.number, .tooLong(most: 19))),
    ("481111111111111x", InputProblem(.number, .characters(allowed: "digits, spaces and dashes"))),
    ("9111111111111110", InputProblem(.number, .unknownBrand)), ("0000000000000000", InputProblem(.number, .unknownBrand)),
    ("481111111111111", InputProblem(.number, .lengthOfBrand)), ("3782822463100052", InputProblem(.number, .lengthOfBrand)),
    ("٤٨١١١١١١١١١١١١١٤", InputProblem(.number, .characters(allowed: "digits, spaces and dashes"))),
  ])
  func `with a wrong number are refused, and the number is not repeated`(number: String, problem: InputProblem) {
    guard case .failure(let found) = Cards.card(number) else {
      Issue.record("taken: \(number)")
      return
    }
    #expect(found == problem)
    #expect(number.count < 6 || !found.description.contains(number))
  }

  @Test(
    arguments: [
      (11, 2026, nil), (12, 2051, nil), (10, 2026, InputProblem(.expiryMonth, .expired)),
      (12, 2025, InputProblem(.expiryYear, .expired)), (0, 2030, InputProblem(.expiryMonth, .outOfRange)),
      (13, 2030, InputProblem(.expiryMonth, .outOfRange)), (1, 2052, InputProblem(.expiryYear, .outOfRange)),
      (1, 30, InputProblem(.expiryYear, .outOfRange)),
    ] as [(Int, Int, InputProblem?)])
  func `expire at the end of their month`(month: Int, year: Int, problem: InputProblem?) {
    switch Cards.card("4811111111111114", month, year) {
    case .success: #expect(problem == nil)
    case .failure(let found): #expect(found == problem)
    }
  }

  @Test func `with a security code are refused: it is never stored`() {
    #expect(Cards.card("4811111111111114", cvv: true) == .failure(InputProblem(.securityCode, .neverStored)))
  }

  @Test(
    arguments: [
      ("Nguyễn Văn A", nil), ("O'Brien-Smith, Jr.", nil), ("", .tooShort(least: 1)),
      (String(repeating: "A", count: 65), .tooLong(most: 64)),
      ("4811111111111114", .characters(allowed: "letters, spaces and . , ' - / & ( )")),
      ("A\nB", .characters(allowed: "all but control characters")),
    ] as [(String, InputProblem.Reason?)])
  func `have a holder of letters`(holder: String, reason: InputProblem.Reason?) {
    switch Cards.card("4811111111111114", holder: holder) {
    case .success: #expect(reason == nil)
    case .failure(let found): #expect(found == reason.map { InputProblem(.holder, $0) })
    }
  }

  @Test(arguments: ["4811111111111114", "x4811 1111-1111 1114y"]) func `are not repeated in what is kept in the clear`(
    _ text: String
  ) {
    #expect(
      Cards.card("4811111111111114", placement: .init(customer: text)) == .failure(InputProblem(.customer, .repeatsSecret)))
    #expect(
      Cards.card("4811111111111114", placement: .init(reference: text)) == .failure(InputProblem(.reference, .repeatsSecret)))
    #expect(throws: Never.self) { try Cards.card("4811111111111114", placement: .init(customer: "4811111111111113")).get() }
  }

  @Test func `become a default only of a customer`() {
    #expect(Cards.card("4811111111111114", placement: .init(isDefault: true)) == .failure(InputProblem(.customer, .missing)))
  }

  @Test func `pass Luhn's check only with the right last digit, and with no two neighbours exchanged`() {
    let number = Array("4811111111111114".utf8)
    for digit in UInt8(48)...57 {
      let passes = (number.dropLast() + [digit]).withUnsafeBytes { CardNumber.passesLuhn($0) }
      #expect(passes == (digit == number.last))
    }
    #expect(!Array("8411111111111114".utf8).withUnsafeBytes { CardNumber.passesLuhn($0) })
  }

  @Test func `of every brand hide at least three digits, and never show more than eight and four`() {
    for brand in CardBrand.allCases {
      for length in CardNumber.digits where brand.allows(length: length) {
        let digits = [UInt8](repeating: 55, count: length)
        let masked = digits.withUnsafeBytes { DigitString.masked($0, first: brand.shownFirst(length: length), last: 4) }
        #expect(masked.utf8.count == length)
        let hidden = masked.utf8.count { $0 == 42 }
        #expect(hidden >= 4 && length - hidden <= 12, "\(brand) \(length): \(masked)")
      }
    }
  }
}
