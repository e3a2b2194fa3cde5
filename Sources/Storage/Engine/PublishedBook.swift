import LedgerCore
import Sodium
import Synchronization

/// What is durable, for everybody who reads: accounts with their counters, and the head. The writer replaces all of it in one step
/// after a commit; a reader never sees half of one.
final class PublishedBook: Sendable {
  private struct Content: ~Copyable {
    var book: Book
    var head: LedgerHead
    var statistics = LedgerStatistics()
    var trouble: String?
    var nextRecordDue: Timestamp?
  }

  private let content: Mutex<Content>
  let names: AccountNames

  init(tag: LedgerTag, hasher: ShortHash) {
    names = AccountNames(hasher: hasher)
    content = Mutex(
      Content(
        book: Book(tag: tag), head: LedgerHead(sequence: 0, postedAt: Timestamp(microseconds: 0), sealNumber: 0, seal: [])))
  }

  /// Takes over everything, after opening.
  func replaceAll(from writer: LedgerWriter) {
    names.replaceAll((0..<writer.book.accountCount).map { writer.book.identity(AccountNumber(Int32($0 + 1))) })
    content.withLock { content in
      content.book = Book(tag: writer.tag)
      for position in 0..<writer.book.accountCount {
        let number = AccountNumber(Int32(position + 1))
        content.book.add(writer.book.identity(number), writer.book.state(number))
      }
      content.head = writer.durable
      content.statistics = writer.currentStatistics
      content.nextRecordDue = writer.nextRecordDue
    }
  }

  /// Takes over what the last commit changed.
  func publish(from writer: LedgerWriter) {
    for change in writer.changedAccounts where change.kind == .opened { names.add(change.account.identity) }
    content.withLock { content in
      for change in writer.changedAccounts where change.kind == .opened {
        content.book.add(change.account.identity, change.account.state)
      }
      writer.book.settle { number, state in content.book.publish(number, state) }
      content.head = writer.durable
      content.statistics = writer.currentStatistics
      content.nextRecordDue = writer.nextRecordDue
    }
    writer.changedAccounts.removeAll(keepingCapacity: true)
  }

  var trouble: String? {
    get { content.withLock { $0.trouble } }
    set { content.withLock { $0.trouble = newValue } }
  }

  /// When the first of the records that wait for it is due.
  var nextRecordDue: Timestamp? { content.withLock { $0.nextRecordDue } }

  var head: LedgerHead { content.withLock { $0.head } }

  var statistics: LedgerStatistics {
    content.withLock { content in
      var statistics = content.statistics
      statistics.trouble = content.trouble
      return statistics
    }
  }

  func account(_ reference: AccountReference, currency: Currency?) -> AccountLookup {
    content.withLock { content in
      switch reference {
      case .id(let id):
        guard let number = content.book.account(id) else { return .notFound }
        return .found(content.book.snapshot(number))
      case .number(let number): return .found(content.book.snapshot(number))
      case .code(let code):
        switch content.book.account(code: code, currency: currency) {
        case .found(let number): return .found(content.book.snapshot(number))
        case .notFound: return .notFound
        case .severalCurrencies: return .severalCurrencies
        }
      }
    }
  }

  func account(_ number: AccountNumber) -> AccountSnapshot? {
    content.withLock { content in
      guard number.rawValue >= 1, Int(number.rawValue) <= content.book.accountCount else { return nil }
      return content.book.snapshot(number)
    }
  }

  /// The last posting of each of these accounts that has one behind a place, all as of one head.
  func lastPostings(of accounts: AccountSet, after sequence: Int64) -> (head: LedgerHead, last: [(AccountNumber, Int64)]) {
    content.withLock { content in
      var last: [(AccountNumber, Int64)] = []
      accounts.forEach { number in
        guard number.rawValue >= 1, Int(number.rawValue) <= content.book.accountCount else { return }
        let posting = content.book.state(number).lastPosting
        if posting > sequence { last.append((number, posting)) }
      }
      return (content.head, last)
    }
  }

  func all() -> (head: LedgerHead, accounts: [AccountSnapshot]) {
    content.withLock { content in
      let accounts = (0..<content.book.accountCount).map { content.book.snapshot(AccountNumber(Int32($0 + 1))) }
      return (content.head, accounts)
    }
  }

  /// Walks accounts newest first from just below `cursor`; looks at a bounded number of them while it holds the lock.
  func accounts(_ filter: AccountFilter, after cursor: AccountNumber?, limit: Int) -> Page<AccountSnapshot, AccountNumber> {
    content.withLock { content in
      var found: [AccountSnapshot] = []
      var position = min(cursor.map { Int($0.rawValue) - 1 } ?? content.book.accountCount, content.book.accountCount)
      var looked = 0
      while position > 0, looked < Limits.scannedRows {
        let snapshot = content.book.snapshot(AccountNumber(Int32(position)))
        if filter.matches(snapshot) {
          if found.count == limit { return Page(items: found, next: found.last?.identity.number) }
          found.append(snapshot)
        }
        position -= 1
        looked += 1
      }
      return Page(items: found, next: position > 0 ? AccountNumber(Int32(position + 1)) : nil)
    }
  }
}

extension AccountFilter {
  func matches(_ account: AccountSnapshot) -> Bool {
    if let currency, account.identity.currency != currency { return false }
    if let accountClass, account.identity.accountClass != accountClass { return false }
    if let status, account.state.status != status { return false }
    if let codePrefix {
      guard let code = account.identity.code else { return false }
      return code.withBytes { code in codePrefix.withBytes { code.starts(with: $0) } }
    }
    return true
  }
}
