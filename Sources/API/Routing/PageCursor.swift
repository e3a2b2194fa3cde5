import LedgerCore

/// Where the next page of a list begins: opaque to callers, a letter for the list and a number in base 32 for us. Each has one spelling.
struct PageCursor: Equatable {
  enum List: Character {
    case tenants = "t"
    case accounts = "a"
    case entries = "e"
    case transactions = "x"
    case holds = "h"
    case keys = "k"
    case audit = "u"
    case paymentMethods = "m"
    case events = "v"
    case records = "r"
    case jobs = "j"
  }

  let list: List
  let value: UInt128

  init(_ list: List, _ value: UInt128) {
    self.list = list
    self.value = value
  }

  init(_ list: List, _ sequence: Int64) {
    self.init(list, UInt128(UInt64(bitPattern: sequence)))
  }

  init?(_ text: String) {
    guard let first = text.first, let list = List(rawValue: first), text.utf8.count <= 27,
      let value = UInt128(text.dropFirst(), radix: 32)
    else { return nil }
    self.init(list, value)
    // Upper case, leading zeros and signs are read too, but never written.
    guard self.text == text else { return nil }
  }

  var text: String { String(list.rawValue) + String(value, radix: 32) }
}
