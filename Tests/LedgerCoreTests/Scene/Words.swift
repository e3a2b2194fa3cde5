import LedgerCore

/// Single words of a table.
enum Words {
  /// `100`, `max` (the highest counter), `max-1`.
  static func amount(_ word: String, in line: Line) throws -> Int64 {
    if word.hasPrefix("max") {
      if word == "max" { return Limits.highestCounter }
      guard let less = Int64(word.dropFirst(3)) else { throw Unreadable(line: line.text, why: "no amount: \(word)") }
      return Limits.highestCounter + less
    }
    guard let amount = Int64(word) else { throw Unreadable(line: line.text, why: "no amount: \(word)") }
    return amount
  }

  /// `900s`, `-1us`: in microseconds.
  static func duration(_ word: String, in line: Line) throws -> Int64 {
    if word.hasSuffix("us"), let micro = Int64(word.dropLast(2)) { return micro }
    if word.hasSuffix("s"), let seconds = Int64(word.dropLast()) { return seconds * 1_000_000 }
    throw Unreadable(line: line.text, why: "no duration: \(word)")
  }

  /// `none`, `no_overdraft`, or a floor.
  static func limit(_ word: String, in line: Line) throws -> BalanceLimit {
    switch word {
    case "none": .none
    case "no_overdraft": .noOverdraft
    default: .floor(try amount(word, in: line))
    }
  }

  static func freeze(_ word: String, in line: Line) throws -> Freeze {
    switch word {
    case "debits": .debits
    case "credits": .credits
    case "both": [.debits, .credits]
    default: throw Unreadable(line: line.text, why: "no side: \(word)")
    }
  }

  static func currency(_ word: String, in line: Line) throws -> Currency {
    guard let currency = Currency(word) else { throw Unreadable(line: line.text, why: "no currency: \(word)") }
    return currency
  }
}
