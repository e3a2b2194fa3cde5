/// A set of accounts that answers at once: a bit for each number up to the highest in it.
package struct AccountSet: Sendable, Equatable {
  // Without zeros at its end, so that equal sets have equal words.
  private var words: [UInt64] = []

  package init() {}

  package init(_ accounts: some Sequence<AccountNumber>) { for account in accounts { insert(account) } }

  package var isEmpty: Bool { words.isEmpty }

  package func contains(_ account: AccountNumber) -> Bool {
    let number = Int(account.rawValue)
    guard number >= 0, number >> 6 < words.count else { return false }
    return words[number >> 6] & (1 << UInt64(number & 63)) != 0
  }

  package func forEach(_ body: (AccountNumber) -> Void) {
    for (index, word) in words.enumerated() where word != 0 {
      var left = word
      while left != 0 {
        body(AccountNumber(Int32(index << 6 + left.trailingZeroBitCount)))
        left &= left - 1
      }
    }
  }

  /// Traps for a negative number: no account has one.
  package mutating func insert(_ account: AccountNumber) {
    let number = Int(account.rawValue)
    precondition(number >= 0, "account numbers begin at 1")
    while words.count <= number >> 6 { words.append(0) }
    words[number >> 6] |= 1 << UInt64(number & 63)
  }

  package mutating func formUnion(_ other: AccountSet) {
    while words.count < other.words.count { words.append(0) }
    for (index, word) in other.words.enumerated() { words[index] |= word }
  }
}

extension AccountSet: ExpressibleByArrayLiteral {
  package init(arrayLiteral accounts: AccountNumber...) { self.init(accounts) }
}
