import LedgerCore

/// Amounts, times, ids, currencies: text → value → text is the identity, value → text → value too, and a refusal is all that can go
/// wrong. The first byte says which.
enum ValuesTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    guard let kind = bytes.first else { return nil }
    let rest = Array(bytes.dropFirst())
    return switch kind {
    case UInt8(ascii: "a"): amount(rest, planted: planted)
    case UInt8(ascii: "n"): number(rest)
    case UInt8(ascii: "t"): time(rest, planted: planted)
    case UInt8(ascii: "m"): moment(rest)
    case UInt8(ascii: "i"): id(rest)
    case UInt8(ascii: "c"): currency(rest)
    default: nil
    }
  }

  /// `IDR 25000.50`: the digits of the text, padded to the currency's decimals, are the amount, and nothing else is.
  private static func amount(_ bytes: [UInt8], planted: Bool) -> String? {
    let text = String(decoding: bytes.dropFirst(4), as: UTF8.self)
    guard let currency = Currency(String(decoding: bytes.prefix(3), as: UTF8.self)) else { return nil }
    do {
      let money = try Money(major: text, currency: currency)
      if planted, money.amount == -1_234 { return "planted" }
      let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let decimals = parts.count == 2 ? parts[1].count : 0
      guard parts.count <= 2, decimals <= currency.decimals else { return "an amount with too many points or decimals" }
      let digits = text.utf8.filter { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") }
      guard digits.allSatisfy({ (48...57).contains($0) }),
        digits.count + (text.utf8.first == 45 ? 1 : 0) + parts.count - 1 == text.utf8.count
      else { return "an amount of other things than digits" }
      var value = Int128(0)
      for digit in digits + [UInt8](repeating: 48, count: currency.decimals - decimals) where value < Int128(1) << 100 {
        value = value * 10 + Int128(digit - 48)
      }
      if text.utf8.first == UInt8(ascii: "-") { value = -value }
      guard Int128(money.amount) == value else { return "\(text) \(currency) became \(money.amount)" }
      return back(money)
    } catch {
      switch error {
      case .overflow, .notAnAmount: return nil
      case .currencyMismatch: return "one currency does not match itself"
      }
    }
  }

  private static func number(_ bytes: [UInt8]) -> String? {
    let amount = bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    return ["IDR", "JPY", "BHD", "CLF"].lazy.compactMap { Currency($0) }.compactMap { back(Money(amount, $0)) }.first
  }

  private static func back(_ money: Money) -> String? {
    // The lowest Int64 is beyond any counter; its text is not read again.
    guard money.amount != .min else { return money.majorText.isEmpty || money.displayText.isEmpty ? "no text" : nil }
    do {
      let again = try Money(major: money.majorText, currency: money.currency)
      guard again == money, !money.displayText.isEmpty else {
        return "\(money.amount) \(money.currency) came back as \(again.amount)"
      }
      return nil
    } catch {
      return "\(money.majorText) is not read again: \(error)"
    }
  }

  private static func time(_ bytes: [UInt8], planted: Bool) -> String? {
    guard let time = bytes.withUnsafeBytes({ Timestamp(rfc3339: $0) }) else { return nil }
    let text = time.rfc3339
    if planted, text.hasPrefix("2024-02-29") { return "planted" }
    guard Timestamp(rfc3339: text) == time else { return "\(text) does not come back" }
    // Written in UTC with six decimals it is its own text.
    if bytes.count == Timestamp.textLength, bytes.last == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T") {
      return text.utf8.elementsEqual(bytes) ? nil : "\(String(decoding: bytes, as: UTF8.self)) became \(text)"
    }
    return nil
  }

  private static func moment(_ bytes: [UInt8]) -> String? {
    let time = Timestamp(microseconds: bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) })
    let text = time.rfc3339
    guard text.utf8.count == Timestamp.textLength else { return "a time of another length" }
    // The years 0000 to 9999.
    guard (-62_167_219_200_000_000..<253_402_300_800_000_000).contains(time.microseconds) else { return nil }
    return Timestamp(rfc3339: text) == time ? nil : "\(time.microseconds) became \(text)"
  }

  private static func id(_ bytes: [UInt8]) -> String? {
    let value = bytes.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    guard TransactionID(TransactionID(rawValue: value).text)?.rawValue == value else { return "an id does not come back" }
    for id in [HoldID(Text(bytes))?.text, AccountID(Text(bytes))?.text, TenantID(Text(bytes))?.text].compactMap(\.self) {
      guard id.utf8.elementsEqual(bytes) else { return "two spellings of one id: \(id)" }
    }
    return nil
  }

  private static func currency(_ bytes: [UInt8]) -> String? {
    guard let currency = bytes.withUnsafeBytes({ Currency($0) }) else { return nil }
    return currency.code.utf8.elementsEqual(bytes) && Currency(rawValue: currency.rawValue) == currency
      ? nil : "a currency with two spellings"
  }
}
