import LedgerCore
import Sodium
import Synchronization

/// What never changes about the accounts of a ledger, for every thread: by number, and by code and currency.
///
/// Apart from the published balances, because it changes only when an account is opened: whoever looks a name up never waits for a
/// commit being published.
final class AccountNames: Sendable {
  private struct Content: ~Copyable {
    var identities: [AccountIdentity] = []
    var byCode = HashTable()
    /// Code and currency of each account, in the order of their numbers, apart from the identities: comparing these counts no references.
    var names: [Name] = []
    /// All codes, one after the other.
    var codes: [UInt8] = []
  }

  private struct Name {
    let code: Range<Int>
    let currency: Currency
  }

  private let content = Mutex(Content())
  private let hasher: ShortHash

  init(hasher: ShortHash) { self.hasher = hasher }

  /// Takes over all accounts of a ledger, in the order of their numbers.
  func replaceAll(_ identities: [AccountIdentity]) {
    content.withLock { content in
      content = Content()
      for identity in identities { add(identity, &content) }
    }
  }

  func add(_ identity: AccountIdentity) { content.withLock { add(identity, &$0) } }

  private func add(_ identity: AccountIdentity, _ content: inout Content) {
    let start = content.codes.count
    if let code = identity.code {
      code.append(to: &content.codes)
      content.byCode.insert(hash(code), Int64(identity.number.rawValue))
    }
    content.identities.append(identity)
    content.names.append(Name(code: start..<content.codes.count, currency: identity.currency))
  }

  var count: Int { content.withLock { $0.identities.count } }

  func identity(_ number: AccountNumber) -> AccountIdentity? {
    content.withLock { content in
      let index = Int(number.rawValue) - 1
      return content.identities.indices.contains(index) ? content.identities[index] : nil
    }
  }

  /// The operation with every account that is named by code and currency looked up, so that the writer need not do it. What is not
  /// found stays as it is: an earlier command may be opening it.
  func lookUp(_ operation: Operation) -> Operation {
    switch operation {
    case .transfer(let posting, let details): .transfer(lookUp(posting), details)
    case .placeHold(let posting, let expiresIn, let details): .placeHold(lookUp(posting), expiresIn: expiresIn, details)
    case .transaction(let postings, let details): .transaction(postings.map(lookUp), details)
    case .captureHold(let hold, let amount, let isFinal, let postings, let details) where !postings.isEmpty:
      .captureHold(hold, amount: amount, isFinal: isFinal, then: postings.map(lookUp), details)
    case .captureHold, .releaseHold, .reverse, .openAccount, .changeAccount, .record: operation
    }
  }

  private func lookUp(_ posting: Posting) -> Posting {
    guard let currency = posting.currency else { return posting }
    var posting = posting
    posting.debit = lookUp(posting.debit, currency)
    posting.credit = lookUp(posting.credit, currency)
    return posting
  }

  private func lookUp(_ reference: AccountReference, _ currency: Currency) -> AccountReference {
    guard case .code(let code) = reference else { return reference }
    let hash = hash(code)
    let number = content.withLock { content in
      content.byCode.first(hash) { number in
        let name = content.names[Int(number) - 1]
        guard name.currency.rawValue == currency.rawValue, name.code.count == code.count else { return false }
        return code.withBytes { code in
          content.codes.withUnsafeBytes { codes in code.elementsEqual(UnsafeRawBufferPointer(rebasing: codes[name.code])) }
        }
      }
    }
    return number.map { .number(AccountNumber(Int32(truncatingIfNeeded: $0))) } ?? reference
  }

  private func hash(_ code: Text) -> UInt64 { code.withBytes { hasher.hash($0) } }
}
