import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Vault

@Suite struct `Other payment methods` {
  func secret(_ text: String) -> SecretBytes { SecretBytes(copying: Array(text.utf8)) }

  @Test(
    arguments: [
      ("ID", "014", "123 456-7890", nil, "******7890"), ("ID", "014", "12345", InputProblem(.account, .tooShort(least: 6)), ""),
      ("ID", "014", "123456789012345678901", InputProblem(.account, .tooLong(most: 20)), ""),
      ("ID", "014", "12345678a", InputProblem(.account, .characters(allowed: "digits, spaces and dashes")), ""),
      ("id", "014", "1234567890", InputProblem(.country, .characters(allowed: "two capital letters (ISO 3166)")), ""),
      ("ID", "", "1234567890", InputProblem(.bank, .missing), ""),
      ("ID", "B CA", "1234567890", InputProblem(.bank, .characters(allowed: "letters, digits and - . _")), ""),
      ("DE", "DEUTDEFF", "DE89370400440532013000", nil, "******************3000"),
      ("DE", "DEUTDEFF", "DE89 3704", InputProblem(.account, .characters(allowed: "letters and digits")), ""),
    ] as [(String, String, String, InputProblem?, String)])
  func `bank accounts`(country: String, bank: String, account: String, problem: InputProblem?, masked: String) throws {
    do {
      let method = try NewMethod.bankAccount(
        country: country, bank: bank, account: secret(account), holder: "PT Maju (Jaya)", .init())
      #expect(problem == nil)
      #expect(method.details.masked == masked)
    } catch { #expect(error as InputProblem == problem) }
  }

  @Test func `e-wallets, providers' tokens, credentials and files`() throws {
    let wallet = try NewMethod.ewallet(provider: "dana", account: secret("+628123456789"), holder: nil, .init())
    #expect(wallet.details.masked == "*********6789")
    let token = try NewMethod.providerCardToken(
      provider: "midtrans", token: secret("481111-1114-abc"), brand: .visa, lastFour: "1114", expiryMonth: 12,
      expiryYear: 2030, holder: nil, .init(), now: Cards.now)
    #expect(token.details.masked == "************1114")
    let credentials = try NewMethod.providerCredentials(
      provider: "xendit", label: "live", credentials: secret("xnd_production_abc"), .init())
    #expect(credentials.details.masked == nil)
    let file = try NewMethod.file(
      name: "ktp.jpg", mediaType: "image/jpeg", content: SecretBytes.random(VaultLimits.fileBytes), .init())
    #expect(file.details.size == 65_536)
  }

  @Test func `what is empty or too large is refused`() {
    #expect(throws: InputProblem(.content, .tooLong(most: 65_536))) {
      _ = try NewMethod.file(name: nil, mediaType: nil, content: SecretBytes.random(65_537), .init())
    }
    #expect(throws: InputProblem(.credentials, .missing)) {
      _ = try NewMethod.providerCredentials(provider: "xendit", label: nil, credentials: secret(""), .init())
    }
    #expect(throws: InputProblem(.token, .characters(allowed: "ASCII without spaces"))) {
      _ = try NewMethod.providerCardToken(
        provider: "midtrans", token: secret("a b"), brand: nil, lastFour: nil, expiryMonth: nil, expiryYear: nil, holder: nil,
        .init(), now: Cards.now)
    }
    #expect(throws: InputProblem(.lastFour, .characters(allowed: "four digits"))) {
      _ = try NewMethod.providerCardToken(
        provider: "midtrans", token: secret("ab"), brand: nil, lastFour: "11144", expiryMonth: nil, expiryYear: nil,
        holder: nil, .init(), now: Cards.now)
    }
  }

  @Test func `details are read back as they were written, and nothing else is`() throws {
    var details = MethodDetails()
    details.masked = "48111111****1114"
    details.brand = .visa
    details.expiry = CardExpiry(year: 2030, month: 12)
    details.holder = "Budi"
    details.provider = "midtrans"
    details.bank = "014"
    details.country = "ID"
    details.label = "ktp.jpg"
    details.mediaType = "image/jpeg"
    details.size = 65_536
    details.reference = String(repeating: "é", count: 127)
    let encoded = details.encoded
    #expect(encoded.withUnsafeBytes { MethodDetails($0) } == details)
    #expect(MethodDetails().encoded.withUnsafeBytes { MethodDetails($0) } == MethodDetails())
    for count in 0..<encoded.count {
      let cut = encoded[..<count].withUnsafeBytes { MethodDetails($0) }
      #expect(cut != details)
    }
    #expect([2].withUnsafeBytes { MethodDetails($0) } == nil)
    #expect([1, 99, 0, 0].withUnsafeBytes { MethodDetails($0) } == nil)
  }

  @Test func `every problem has a sentence that names its field`() {
    for field in InputProblem.Field.allCases {
      let sentence = InputProblem(field, .missing).description
      #expect(sentence.hasPrefix(field.rawValue))
    }
  }
}
