import LedgerCore

/// From the words of a line to an operation.
extension Scene {
  func operation(of line: Line) throws -> LedgerCore.Operation {
    let words = line.segments[0]
    switch line.verb {
    case "transfer":
      return .transfer(try posting(words, line), try details(line))
    case "transaction":
      return .transaction(try line.segments.map { try posting($0, line) }, try details(line))
    case "hold":
      return .placeHold(
        try posting(words, line), expiresIn: line.options["expires_in"].flatMap { Int64($0) }, try details(line))
    case "capture":
      return .captureHold(
        hold(words[0]), amount: words[1] == "rest" ? nil : try Words.amount(words[1], in: line),
        isFinal: line.options["final"] == "yes", then: try line.segments.dropFirst().map { try posting($0, line) },
        try details(line))
    case "release":
      return .releaseHold(hold(words[0]), try details(line))
    case "reverse":
      return .reverse(transaction(words[0]), try details(line))
    case "open":
      return .openAccount(try opening(words, line))
    case "freeze":
      return .changeAccount(try reference(words[0], line), .freeze(try Words.freeze(words[1], in: line)))
    case "unfreeze":
      return .changeAccount(try reference(words[0], line), .unfreeze(try Words.freeze(words[1], in: line)))
    case "limit":
      return .changeAccount(try reference(words[0], line), .setLimit(try Words.limit(words[1], in: line)))
    case "close":
      return .changeAccount(try reference(words[0], line), .close)
    default:
      throw Unreadable(line: line.text, why: "no such verb: \(line.verb)")
    }
  }

  /// `debit credit amount [currency] [balancing]`; `-` leaves the currency out.
  private func posting(_ words: [String], _ line: Line) throws -> Posting {
    guard words.count >= 3 else { throw Unreadable(line: line.text, why: "a posting has debit, credit and amount") }
    let balancing: Balancing =
      switch words.dropFirst(4).first {
      case "balancing-debit": .debit
      case "balancing-credit": .credit
      default: .none
      }
    return Posting(
      debit: try reference(words[0], line), credit: try reference(words[1], line),
      amount: try Words.amount(words[2], in: line),
      currency: words.count < 4 || words[3] == "-" ? nil : try Words.currency(words[3], in: line), balancing: balancing)
  }

  private func details(_ line: Line) throws -> Details {
    Details(
      reference: line.options["reference"].map { Text($0) },
      effectiveAt: try line.options["effective"].map { word in
        let offset = word == "now" ? 0 : try Words.duration(String(word.dropFirst(3)), in: line)
        return Timestamp(microseconds: now.microseconds + offset)
      })
  }

  private func opening(_ words: [String], _ line: Line) throws -> AccountOpening {
    guard words.count == 4, let accountClass = AccountClass(rawValue: words[2]) else {
      throw Unreadable(line: line.text, why: "an opening has code, currency, class and limit")
    }
    return AccountOpening(
      code: words[0] == "-" ? nil : Text(words[0]), currency: try Words.currency(words[1], in: line),
      accountClass: accountClass, limit: try Words.limit(words[3], in: line),
      managedBy: line.options["managed_by"].flatMap { ManagedBy(rawValue: $0) } ?? .none)
  }

  /// A code; or with `#` an id: of an account of this scene by its name, `#unknown`, or `#foreign`.
  private func reference(_ word: String, _ line: Line) throws -> AccountReference {
    guard word.hasPrefix("#") else { return .code(Text(word)) }
    return .id(try accountID(String(word.dropFirst()), line))
  }

  private func accountID(_ name: String, _ line: Line) throws -> AccountID {
    switch name {
    case "unknown": AccountID(time: Scene.start, tag: book.tag, number: 4_711)
    case "foreign": AccountID(time: Scene.start, tag: LedgerTag(rawValue: 1), number: 1)
    case "mistimed": AccountID(time: Timestamp(microseconds: 1), tag: book.tag, number: 1)
    default: try account(name, in: line).id
    }
  }

  func account(_ name: String, in line: Line) throws -> AccountIdentity {
    guard let identity = accounts[name] else { throw Unreadable(line: line.text, why: "no account \(name)") }
    return identity
  }

  private func hold(_ name: String) -> HoldID {
    guard let transaction = transactions[name] else { return HoldID(rawValue: transaction(name).rawValue) }
    return HoldID(rawValue: transaction.rawValue)
  }

  /// A transaction of this scene, `#unknown`, `#foreign`; or `#mistimed`: the number of the first row with another time.
  private func transaction(_ name: String) -> TransactionID {
    if let id = transactions[name] { return id }
    let first = transactions.values.min { $0.number < $1.number }
    switch name {
    case "#foreign": return TransactionID(time: first?.time ?? now, tag: LedgerTag(rawValue: 1), number: first?.number ?? 1)
    case "#mistimed": return TransactionID(time: Timestamp(microseconds: 1), tag: book.tag, number: first?.number ?? 1)
    default: return TransactionID(time: now, tag: book.tag, number: 4_711)
    }
  }
}
