import JSON
import LedgerCore
import WalletAPI

extension WalletService {
  func getTrialBalance(_ call: TenantCall) throws(Problem) {
    try report(call) { TrialBalance.write($0, to: &$1) }
  }

  func getBalanceSheet(_ call: TenantCall) throws(Problem) {
    try report(call) { BalanceSheet.write($0, to: &$1) }
  }

  /// Reports touch every account: they are read and written on a worker.
  private func report(_ call: TenantCall, _ write: @escaping @Sendable (ReportBooks, inout JSONWriter) -> Void) throws(Problem) {
    let moment = try call.query.moment()
    try onWorker(call.exchange) { () throws(Problem) in
      let books = try asking { () throws(LedgerFailure) in try ReportBooks.read(call.ledger, moment) }
      var writer = JSONWriter(capacity: 4_096)
      write(books, &writer)
      call.exchange.reply(200, "application/json", writer.bytes)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func moment(of books: ReportBooks) {
    key("as_of")
    if let asOf = books.asOf { time(asOf) } else { null() }
    key("by")
    string(books.axis.rawValue)
    key("sequence")
    integer(books.sequence)
  }

  fileprivate mutating func account(_ account: AccountIdentity) {
    key("id")
    id(account.id)
    key("code")
    textOrNull(account.code)
    key("class")
    string(account.accountClass.name)
  }
}

/// Every account's balance in the column of the side it stands on.
enum TrialBalance {
  static func write(_ books: ReportBooks, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.moment(of: books)
    writer.key("currencies")
    writer.beginArray()
    for (currency, lines) in books.currencies { write(currency, lines, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private static func write(_ currency: Currency, _ lines: [ReportBooks.Line], to writer: inout JSONWriter) {
    var (debits, credits) = (Int128(0), Int128(0))
    writer.beginObject()
    writer.key("currency")
    writer.currency(currency)
    writer.key("accounts")
    writer.beginArray()
    for line in lines {
      let (debit, credit) = (max(line.debitBalance, 0), max(-line.debitBalance, 0))
      debits += Int128(debit)
      credits += Int128(credit)
      writer.beginObject()
      writer.account(line.account)
      writer.key("debit")
      writer.integer(debit)
      writer.key("credit")
      writer.integer(credit)
      writer.endObject()
    }
    writer.endArray()
    writer.key("debits")
    writer.sum(debits)
    writer.key("credits")
    writer.sum(credits)
    writer.key("balanced")
    writer.bool(debits == credits)
    writer.endObject()
  }
}

/// What is owned, what is owed, and the proof that every movement had two sides:
/// assets + expenses = liabilities + equity + revenue.
enum BalanceSheet {
  static func write(_ books: ReportBooks, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.moment(of: books)
    writer.key("currencies")
    writer.beginArray()
    for (currency, lines) in books.currencies { write(currency, lines, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private static func write(_ currency: Currency, _ lines: [ReportBooks.Line], to writer: inout JSONWriter) {
    func section(_ accountClass: AccountClass) -> Int128 {
      let own = lines.filter { $0.account.accountClass == accountClass }
      let total = own.reduce(Int128(0)) { $0 + Int128($1.balance) }
      writer.key(name(of: accountClass))
      writer.beginObject()
      writer.key("total")
      writer.sum(total)
      writer.key("accounts")
      writer.beginArray()
      for line in own {
        writer.beginObject()
        writer.account(line.account)
        writer.key("balance")
        writer.integer(line.balance)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
      return total
    }
    writer.beginObject()
    writer.key("currency")
    writer.currency(currency)
    let assets = section(.asset)
    let liabilities = section(.liability)
    let equity = section(.equity)
    let revenue = section(.revenue)
    let expenses = section(.expense)
    writer.key("proof")
    writer.beginObject()
    writer.key("assets_and_expenses")
    writer.sum(assets + expenses)
    writer.key("liabilities_equity_and_revenue")
    writer.sum(liabilities + equity + revenue)
    writer.key("balanced")
    writer.bool(assets + expenses == liabilities + equity + revenue)
    writer.endObject()
    writer.endObject()
  }

  private static func name(of accountClass: AccountClass) -> StaticString {
    switch accountClass {
    case .asset: "assets"
    case .liability: "liabilities"
    case .equity: "equity"
    case .revenue: "revenue"
    case .expense: "expenses"
    }
  }
}
