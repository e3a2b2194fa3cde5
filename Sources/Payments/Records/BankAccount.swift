package import LedgerCore

/// Where a payout goes: an account at an Indonesian bank.
package struct BankAccount: Sendable, Hashable {
  /// The bank's three digits (`014`).
  package var bank: Text
  package var number: Text
  /// As the bank has it: some providers compare it.
  package var holder: Text

  package static let holderBytes = 100

  package init(bank: Text, number: Text, holder: Text) {
    self.bank = bank
    self.number = number
    self.holder = holder
  }

  /// What no provider needs to be asked about: which field is wrong. Nil where nothing is.
  package var fault: Fault? {
    guard let known = Bank(code: bank) else { return .bank }
    let digits = number.withBytes { $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
    guard digits, known.lengths.contains(number.count) else { return .number }
    return holder.count == 0 || holder.count > BankAccount.holderBytes ? .holder : nil
  }

  package enum Fault: Sendable, Hashable { case bank, number, holder }

  /// The number as it is shown to those who need not have it: its last four digits.
  package var maskedNumber: Text {
    let digits = number.string
    let shown = digits.count > 4 ? 4 : 0
    return Text(String(repeating: "*", count: digits.count - shown) + digits.suffix(shown))
  }
}

/// The banks that a payout may go to. Codes are kept as the three characters they are.
package enum Bank: String, Sendable, CaseIterable {
  case bri = "002"
  case mandiri = "008"
  case bni = "009"
  case danamon = "011"
  case permata = "013"
  case bca = "014"
  case maybank = "016"
  case panin = "019"
  case cimb = "022"
  case uob = "023"
  case ocbc = "028"
  case dbs = "046"
  case muamalat = "147"
  case sinarmas = "153"
  case btn = "200"
  case smbc = "213"
  case mega = "426"
  case bsi = "451"
  case bcaDigital = "501"
  case seabank = "535"
  case jago = "542"

  package init?(code: Text) { self.init(rawValue: code.string) }

  package var code: Text { Text(rawValue) }

  /// How many digits its account numbers have; where that is not known, what any bank's have.
  package var lengths: ClosedRange<Int> {
    switch self {
    case .bca: 10...10
    case .bri: 13...17
    case .bni: 7...11
    case .mandiri: 12...17
    case .permata: 7...16
    case .danamon, .maybank, .panin, .cimb, .uob, .ocbc, .dbs, .muamalat, .sinarmas, .btn, .smbc, .mega, .bsi, .bcaDigital,
      .seabank,
      .jago:
      5...20
    }
  }
}

extension RecordFields {
  mutating func set(_ account: BankAccount?) {
    guard let account else { return }
    set("bank_code", account.bank)
    set("account_number", account.number)
    set("account_holder", account.holder)
  }

  /// Nil where none is written.
  func bankAccount() throws(MalformedRecord) -> BankAccount? {
    guard let bank = text("bank_code") else { return nil }
    return BankAccount(
      bank: bank, number: try required("account_number", text("account_number")),
      holder: try required("account_holder", text("account_holder")))
  }
}
