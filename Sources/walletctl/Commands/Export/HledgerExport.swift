import Audit
import LedgerCore
import WalletAPI

/// A journal for hledger (https://hledger.org/hledger.html#journal), also read by ledger.
///
/// Debits are positive. Every posting asserts the balance of its account after it, so that reading the journal recomputes the books. Times
/// of posting order the file; where a transaction counts on another day, that is its secondary date. The commodity directive has its
/// format on a second line: hledger wants a decimal mark in it, ledger refuses the one-line form.
struct HledgerExport: Export {
  private let tenant: TenantID
  private let accounts: [LedgerAccount]

  init(_ reader: LedgerReader) {
    tenant = reader.tenant
    accounts = reader.accounts
  }

  func header() -> [UInt8] {
    var text = "; The ledger of \(tenant), written by walletctl \(ProductVersion.text)\n"
    for currency in Set(accounts.map(\.currency)).sorted(by: { $0.code < $1.code }) {
      let decimals = String(repeating: "0", count: currency.decimals)
      text += "\ncommodity \(currency)\n    format 1000.\(decimals) \(currency)\n"
    }
    text += "\n"
    var declared: Set<String> = []
    for account in accounts {
      let name = HledgerExport.name(account)
      guard declared.insert(name).inserted else { continue }
      text += "account \(name)  ; type: \(HledgerExport.type(account.accountClass))\n"
    }
    return Array(text.utf8)
  }

  func text(_ transaction: LedgerTransaction) -> [UInt8] {
    let posted = transaction.postings.filter { $0.kind == .post || $0.kind == .capture }
    guard !posted.isEmpty else { return [] }
    let date = transaction.postedAt.rfc3339.prefix(10)
    let effective = (transaction.effectiveAt ?? transaction.postedAt).rfc3339.prefix(10)
    var text = "\n\(date)\(effective == date ? "" : "=" + effective) * (\(transaction.id))"
    if let reference = transaction.reference { text += " " + HledgerExport.description(reference) }
    text += "\n    ; sequence:\(transaction.sequence), posted_at:\(transaction.postedAt.rfc3339)\n"
    if let reverses = transaction.reverses { text += "    ; reverses:\(reverses)\n" }
    if let hold = transaction.hold { text += "    ; hold:\(hold)\n" }
    for posting in posted {
      text += line(posting.debit, posting.amount, posting.debitAfter)
      text += line(posting.credit, -posting.amount, posting.creditAfter)
    }
    return Array(text.utf8)
  }

  private func line(_ account: LedgerAccount, _ amount: Int64, _ after: Counters) -> String {
    // Counters are below 2^62, so that their difference fits.
    let balance = Money(after.debitsPosted - after.creditsPosted, account.currency)
    let moved = Money(amount, account.currency)
    return
      "    \(HledgerExport.name(account))  \(moved.majorText) \(account.currency) = \(balance.majorText) \(account.currency)\n"
  }

  /// The account's class, then its code. Codes that begin with the class already (the product's own) keep their name.
  static func name(_ account: LedgerAccount) -> String {
    let root = root(account.accountClass)
    guard let code = account.code else { return "\(root):\(account.id)" }
    // An empty part between two colons is nothing to hledger; `%` is in no code, so that the name stays unique.
    let parts = code.split(separator: ":", omittingEmptySubsequences: false).map { $0.isEmpty ? "%" : $0 }
    let name = parts.joined(separator: ":")
    return name.hasPrefix(root + ":") ? name : "\(root):\(name)"
  }

  private static func root(_ accountClass: AccountClass) -> String {
    switch accountClass {
    case .asset: "assets"
    case .liability: "liabilities"
    case .equity: "equity"
    case .revenue: "revenue"
    case .expense: "expenses"
    }
  }

  private static func type(_ accountClass: AccountClass) -> String {
    switch accountClass {
    case .asset: "Asset"
    case .liability: "Liability"
    case .equity: "Equity"
    case .revenue: "Revenue"
    case .expense: "Expense"
    }
  }

  /// A reference on one line; a semicolon would begin a comment.
  private static func description(_ reference: String) -> String {
    String(reference.map { $0 == ";" || $0.isNewline ? "," : $0 })
  }
}
