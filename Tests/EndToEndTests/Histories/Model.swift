/// A ledger that does one thing after the other, written from the API's description and sharing nothing with the engine.
///
/// It keeps the past of every account and hold, so that a read can be looked for in it.
struct Model {
  struct Account {
    let number: Int
    var counters = Counters()
    /// Sequence and counters after each row, the state before the first included.
    var past: [(sequence: Int64, counters: Counters)] = [(0, Counters())]
    /// How each row looks in a list of the account's entries, without its place in the list.
    var entries: [[String: String]] = []

    var isDebitNormal: Bool { Stage.accounts[number].accountClass == "asset" }
    var floor: Int64? { Stage.accounts[number].floor }
    var posted: Int64 {
      isDebitNormal ? counters.debitsPosted - counters.creditsPosted : counters.creditsPosted - counters.debitsPosted
    }
    var reserved: Int64 { isDebitNormal ? counters.creditsPending : counters.debitsPending }
    var available: Int64 { posted - reserved }
  }

  struct Hold {
    let sequence: Int64
    let move: Ask.Move
    var remaining: Int64
    var captured: Int64 = 0
    var status = "open"
    var past: [(sequence: Int64, remaining: Int64, captured: Int64, status: String)] = []

    mutating func note(_ sequence: Int64) { past.append((sequence, remaining, captured, status)) }
  }

  enum Kind: String { case post, hold, capture, release }

  var accounts: [Account]
  var holds: [Int64: Hold] = [:]
  var next: Int64
  /// The sequences of all keys, as they must be found in the ledger.
  var keys: [String: Int64] = [:]

  init(accounts count: Int, next: Int64) {
    accounts = (0..<count).map { Account(number: $0) }
    self.next = next
  }

  struct Refusal: Error {
    var facts: [String: String]

    init(_ status: Int, _ code: String, _ param: String, account: Int? = nil, available: Int64? = nil, needed: Int64? = nil) {
      facts = ["status": "\(status)", "code": code, "param": param]
      if let account { facts["account"] = "acc#\(account + 1)" }
      if let available { facts["available"] = "\(available)" }
      if let needed { facts["needed"] = "\(needed)" }
    }
  }

  // MARK: Undo

  struct Mark {
    fileprivate let counters: [Counters]
    fileprivate let rows: [Int]
    fileprivate let next: Int64
  }

  func mark() -> Mark { Mark(counters: accounts.map(\.counters), rows: accounts.map(\.entries.count), next: next) }

  /// Takes back all rows since.
  mutating func undo(to mark: Mark) {
    for index in accounts.indices {
      accounts[index].counters = mark.counters[index]
      accounts[index].entries.removeSubrange(mark.rows[index]...)
      accounts[index].past.removeSubrange((mark.rows[index] + 1)...)
    }
    for hold in holds.keys where hold >= mark.next { holds[hold] = nil }
    next = mark.next
  }

  // MARK: The one way money moves

  struct Row {
    let sequence: Int64
    let kind: Kind
    let move: Ask.Move
    let debit: (posted: Int64, available: Int64)
    let credit: (posted: Int64, available: Int64)
  }

  func refuseShort(_ move: Ask.Move, at prefix: String) throws(Refusal) {
    let (debit, credit) = (accounts[move.debit], accounts[move.credit])
    func lacks(_ account: Account) -> Bool { account.floor.map { account.available - move.amount < $0 } ?? false }
    let isDebitShort = !debit.isDebitNormal && lacks(debit)
    let isCreditShort = credit.isDebitNormal && lacks(credit)
    guard isDebitShort || isCreditShort else { return }
    // Funds before limits, the debit side first.
    let takesDebit = isDebitShort && (!isCreditShort || debit.floor == 0 || credit.floor != 0)
    let account = takesDebit ? debit : credit
    throw Refusal(
      402, account.floor == 0 ? "insufficient_funds" : "limit_exceeded", prefix + (takesDebit ? "debit" : "credit"),
      account: account.number, available: account.available - (account.floor ?? 0), needed: move.amount)
  }

  mutating func append(_ kind: Kind, _ move: Ask.Move, hold: Int64? = nil) -> Row {
    let sequence = next
    next += 1
    let (posted, pending): (Int64, Int64) =
      switch kind {
      case .post: (move.amount, 0)
      case .hold: (0, move.amount)
      case .capture: (move.amount, -move.amount)
      case .release: (0, -move.amount)
      }
    accounts[move.debit].counters.debitsPosted += posted
    accounts[move.debit].counters.debitsPending += pending
    accounts[move.credit].counters.creditsPosted += posted
    accounts[move.credit].counters.creditsPending += pending
    for (own, other, side) in [(move.debit, move.credit, "debit"), (move.credit, move.debit, "credit")] {
      let account = accounts[own]
      accounts[own].past.append((sequence, account.counters))
      var entry = [
        "posting": "pst#\(sequence)", "sequence": "\(sequence)", "side": side, "kind": kind.rawValue, "amount": "\(move.amount)",
        "currency": "IDR", "other": "acc#\(other + 1)", "other_code": Stage.code(other), "balance.posted": "\(account.posted)",
        "balance.available": "\(account.available)",
      ]
      if let hold { entry["hold"] = "hold#\(hold)" }
      accounts[own].entries.append(entry)
    }
    return Row(
      sequence: sequence, kind: kind, move: move, debit: (accounts[move.debit].posted, accounts[move.debit].available),
      credit: (accounts[move.credit].posted, accounts[move.credit].available))
  }

  /// Entries name the transaction of their row: the first row's sequence.
  mutating func close(_ rows: [Row]) {
    for row in rows {
      for account in [row.move.debit, row.move.credit] {
        for index in accounts[account].entries.indices.suffix(rows.count * 2).reversed()
        where accounts[account].entries[index]["posting"] == "pst#\(row.sequence)" {
          accounts[account].entries[index]["transaction"] = "txn#\(rows[0].sequence)"
        }
      }
    }
  }
}
