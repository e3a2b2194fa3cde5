/// What merchants owe, by the codes of the accounts that payments keep: at the end of every transaction a merchant owes something only while
/// nothing of its own is available.
struct MerchantDebts {
  private struct Pair {
    var receivable: Int?
    var available: Int?
  }

  /// By merchant and currency, and which of them the account with an index belongs to.
  private var pairs: [String: Pair] = [:]
  private var names: [Int: String] = [:]
  private var touched: Set<String> = []

  mutating func opened(_ index: Int, _ facts: AccountFacts) {
    guard let code = facts.code else { return }
    let parts = code.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[1] == "merchant" else { return }
    let name = "\(facts.currency) \(parts[2])"
    switch (parts[0], parts[3]) {
    case ("assets", "receivable"): pairs[name, default: Pair()].receivable = index
    case ("liabilities", "available"): pairs[name, default: Pair()].available = index
    default: return
    }
    names[index] = name
  }

  /// A row has moved these accounts.
  mutating func moved(_ debit: Int, _ credit: Int) {
    guard !names.isEmpty else { return }
    for index in [debit, credit] { if let name = names[index] { touched.insert(name) } }
  }

  /// A transaction has ended: what somebody owes who has something, and what that is.
  mutating func firstUnpaid(_ accounts: [AccountTruth]) -> (account: Int, owed: Int64, available: Int64)? {
    guard !touched.isEmpty else { return nil }
    defer { touched = [] }
    for name in touched.sorted() {
      guard let pair = pairs[name], let receivable = pair.receivable, let available = pair.available else { continue }
      let (owed, there) = (accounts[receivable].posted, accounts[available].available)
      if owed > 0, there > 0 { return (receivable, owed, there) }
    }
    return nil
  }
}
