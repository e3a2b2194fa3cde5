import LedgerCore
import Sodium

extension TruthReplay {
  /// The beginnings of codes that the product keeps for itself.
  private static let reservedCodes = ["assets:", "liabilities:", "revenue:", "expenses:", "equity:", "acc_"]

  mutating func take(_ row: ChangeRow) throws(Finding) {
    let isWork = KeyShape.isMissing(row.row, key: ChangeColumn.key.rawValue, request: ChangeColumn.request.rawValue)
    try clock.take(row[.postedAt], .accountChanges, row: row.sequence, as: isWork ? .work(isKeyed: false) : .command)
    if !isWork {
      if let fault = KeyShape.fault(row.row, key: ChangeColumn.key.rawValue, request: ChangeColumn.request.rawValue) {
        throw row.finding(.key, fault.subject, expected: fault.expected, found: fault.found)
      }
      onlyOnce.note(key: row.row.bytes(ChangeColumn.key.rawValue))
    }
    guard let change = AccountChangeKind(rawValue: row.text(.change)) else {
      throw row.finding(.change, .accountHistory, expected: AccountChangeKind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard (0...3).contains(row[.frozen]) else { throw row.finding(.frozen, .accountHistory, expected: "0 to 3") }
    guard (0...1).contains(row[.closed]) else { throw row.finding(.closed, .accountHistory, expected: "0 or 1") }
    if let floor = row.optional(.floor), !(-Limits.highestCounter...Limits.highestCounter).contains(floor) {
      throw row.finding(.floor, .accountHistory, expected: "within ±\(Limits.highestCounter)")
    }
    if change == .opened { try open(row) } else { try apply(change, row) }
  }

  private mutating func open(_ row: ChangeRow) throws(Finding) {
    let facts = try facts(of: row)
    try row.require(.account, is: Int64(accounts.count) + 1, .accountHistory)
    try row.require(.openedAt, is: row[.postedAt], .accountHistory)
    try row.require(.frozen, is: 0, .accountHistory)
    try row.require(.closed, is: 0, .accountHistory)
    try row.require(.lastPosting, is: 0, .accountHistory)
    guard accounts.count < Int(Limits.highestAccount) else {
      throw row.finding(.account, .accountHistory, expected: "no further account")
    }
    if let code = facts.code {
      guard !code.isEmpty, clock.isInWork || !TruthReplay.reservedCodes.contains(where: { code.hasPrefix($0) }) else {
        throw row.finding(.code, .accountHistory, expected: "a code that a tenant may give, outside of work about records")
      }
      if let first = codes.updateValue(row[.account], forKey: AccountCode(code: code, currency: facts.currency)) {
        throw row.finding(
          .code, .accountHistory, expected: "a code that no other account in \(facts.currency) has (account \(first) has it)")
      }
    }
    var letters: UInt32 = 0
    for letter in facts.currency.utf8 { letters = letters << 8 | UInt32(letter) }
    var account = AccountTruth(side: facts.accountClass.normalSide, currency: letters)
    account.floor = row.optional(.floor)
    debts.opened(accounts.count, facts)
    accounts.append(account)
    self.facts.append(facts)
  }

  private func facts(of row: ChangeRow) throws(Finding) -> AccountFacts {
    guard let accountClass = AccountClass(rawValue: row.text(.accountClass)) else {
      throw row.finding(.accountClass, .accountHistory, expected: AccountClass.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let currency = row.text(.currency)
    guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw row.finding(.currency, .accountHistory, expected: "three capital letters")
    }
    guard let managedBy = ManagedBy(rawValue: row.text(.managedBy)) else {
      throw row.finding(.managedBy, .accountHistory, expected: ManagedBy.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let hasMetadata = row.optionalText(.metadata) != nil
    return AccountFacts(
      openedAt: row[.openedAt], code: row.optionalText(.code), currency: currency, accountClass: accountClass,
      managedBy: managedBy.rawValue,
      metadata: hasMetadata ? metadataHash.hash(row.row.bytes(ChangeColumn.metadata.rawValue)) : nil)
  }

  /// A later change: what never changes has not, and only what the change is about has.
  private mutating func apply(_ change: AccountChangeKind, _ row: ChangeRow) throws(Finding) {
    let number = row[.account]
    guard number >= 1, number <= Int64(accounts.count) else {
      throw row.finding(.account, .accountHistory, expected: "one of the \(accounts.count) accounts opened so far")
    }
    let index = Int(number) - 1
    let account = accounts[index]
    guard !account.isClosed else { throw row.finding(.account, .accountHistory, expected: "an account that is not closed") }
    try requireSame(row, facts[index])
    try row.require(.lastPosting, is: account.lastPosting, .accountHistory)
    switch change {
    case .opened: preconditionFailure("an opening is taken elsewhere")
    case .frozen:
      guard row[.frozen] & account.frozen == account.frozen, row[.frozen] != 0 else {
        throw row.finding(.frozen, .accountHistory, expected: "\(account.frozen) and more: sides are only added")
      }
    case .unfrozen:
      guard row[.frozen] & account.frozen == row[.frozen] else {
        throw row.finding(.frozen, .accountHistory, expected: "part of \(account.frozen): sides are only taken away")
      }
    case .limited: break
    case .closed:
      guard account.posted == 0, account.debitsPending == 0, account.creditsPending == 0 else {
        throw row.finding(
          .accountHistory, "what stands on account \(number)", expected: "nothing, for it to be closed",
          found: "\(account.posted) posted, \(account.debitsPending) and \(account.creditsPending) pending")
      }
    }
    if change != .limited { try row.require(.floor, is: account.floor, .accountHistory) }
    if change != .frozen, change != .unfrozen { try row.require(.frozen, is: account.frozen, .accountHistory) }
    try row.require(.closed, is: change == .closed ? 1 : 0, .accountHistory)
    accounts[index].floor = row.optional(.floor)
    accounts[index].frozen = row[.frozen]
    accounts[index].isClosed = row[.closed] == 1
  }

  private func requireSame(_ row: ChangeRow, _ known: AccountFacts) throws(Finding) {
    let found = try facts(of: row)
    guard found != known else { return }
    let columns: [(ChangeColumn, Bool, String)] = [
      (.openedAt, found.openedAt == known.openedAt, "\(known.openedAt)"),
      (.code, found.code == known.code, known.code.map { "'\($0)'" } ?? "NULL"),
      (.currency, found.currency == known.currency, "'\(known.currency)'"),
      (.accountClass, found.accountClass == known.accountClass, "'\(known.accountClass.rawValue)'"),
      (.managedBy, found.managedBy == known.managedBy, "'\(known.managedBy)'"),
      (.metadata, found.metadata == known.metadata, "what it was before"),
    ]
    for (column, isSame, expected) in columns where !isSame {
      throw row.finding(column, .accountHistory, expected: "\(expected), as when the account was opened")
    }
  }
}
