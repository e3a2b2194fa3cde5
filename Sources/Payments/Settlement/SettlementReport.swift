package import LedgerCore

/// The reports that are read. Columns are found by name, in any order; those that are not named here are ignored, as both providers let their users
/// choose which there are. What is not settled yet is left out.
package enum SettlementReport: String, Sendable, CaseIterable {
  /// Midtrans: a statement, exported as CSV.
  case midtransStatement = "midtrans_statement"
  /// Xendit: the transactions report, version 2: a line each.
  case xenditTransactions = "xendit_transactions"
  /// Xendit: the balance report: a line for every movement of its balance.
  case xenditBalance = "xendit_balance"

  package var provider: ProviderName { self == .midtransStatement ? .midtrans : .xendit }

  package func lines(_ text: String, _ currency: Currency) throws(UnreadableReport) -> [SettlementLine] {
    // Three movements at most are one thing; so many lines more are read.
    let table = try CSVTable(text, most: self == .xenditBalance ? SettlementLine.mostLines * 4 : SettlementLine.mostLines)
    let lines =
      switch self {
      case .midtransStatement: try midtrans(table, currency)
      case .xenditTransactions: try transactions(table, currency)
      case .xenditBalance: try balance(table, currency)
      }
    guard !lines.isEmpty else { throw UnreadableReport("nothing in it is settled") }
    return lines
  }

  // MARK: Midtrans

  private func midtrans(_ table: CSVTable, _ currency: Currency) throws(UnreadableReport) -> [SettlementLine] {
    try table.require(["Order ID", "Transaction Type", "Amount", "Fee"])
    var lines: [SettlementLine] = []
    for row in table.rows {
      let status = table.text(row, "Status").lowercased()
      guard !table.has("Status") || ["settlement", "settled", "success", "refund", "partial_refund"].contains(status) else {
        continue
      }
      lines.append(
        try line(
          row, try kind(row, table.text(row, "Transaction Type")), table.text(row, "Order ID"),
          gross: try amount(table, row, "Amount", currency), fee: try amount(table, row, "Fee", currency),
          tax: table.has("VAT") ? try amount(table, row, "VAT", currency) : 0))
    }
    return lines
  }

  // MARK: Xendit

  private func transactions(_ table: CSVTable, _ currency: Currency) throws(UnreadableReport) -> [SettlementLine] {
    try table.require([
      "Status", "Type", "Currency", "Amount", "Total Fee", "Total VAT", "Net Amount", "Reference", "Settlement Status",
    ])
    var lines: [SettlementLine] = []
    for row in table.rows {
      guard ["success", "succeeded", "completed"].contains(table.text(row, "Status").lowercased()) else { continue }
      guard table.text(row, "Settlement Status").lowercased() != "pending" else { continue }
      try require(currency, table, row)
      let line = try line(
        row, try kind(row, table.text(row, "Type")), table.text(row, "Reference"),
        gross: try amount(table, row, "Amount", currency), fee: try amount(table, row, "Total Fee", currency),
        tax: try amount(table, row, "Total VAT", currency))
      guard try amount(table, row, "Net Amount", currency) == line.net else {
        throw UnreadableReport(line: row.line, "the net amount is not the amount less fee and VAT")
      }
      lines.append(line)
    }
    return lines
  }

  /// The movements of one transaction are one line: its amount, its fee, its VAT, and what of them is taken back.
  private func balance(_ table: CSVTable, _ currency: Currency) throws(UnreadableReport) -> [SettlementLine] {
    try table.require([
      "Transaction ID", "Transaction Type", "Line Type", "Reference", "Currency", "Amount", "Debit or Credit",
    ])
    var order: [String] = []
    var found: [String: (row: CSVTable.Row, type: String, reference: String, moved: Int64?, fee: Int64, tax: Int64)] = [:]
    for row in table.rows {
      try require(currency, table, row)
      let id = table.text(row, "Transaction ID")
      guard !id.isEmpty else { throw UnreadableReport(line: row.line, "it has no transaction id") }
      let amount = try amount(table, row, "Amount", currency)
      let moved: Int64 =
        switch table.text(row, "Debit or Credit").lowercased() {
        case "credit": abs(amount)
        case "debit": -abs(amount)
        default: throw UnreadableReport(line: row.line, "it is neither debit nor credit")
        }
      if found[id] == nil {
        order.append(id)
        found[id] = (row, table.text(row, "Transaction Type"), table.text(row, "Reference"), nil, 0, 0)
      }
      switch table.text(row, "Line Type").uppercased() {
      case "TRANSACTION":
        guard found[id]?.moved == nil else { throw UnreadableReport(line: row.line, "the transaction \(id) is there twice") }
        found[id]?.moved = moved
      case "FEE", "FEE_REVERSAL": found[id]?.fee -= moved
      case "VAT", "VAT_REVERSAL": found[id]?.tax -= moved
      case let other: throw UnreadableReport(line: row.line, "'\(other.prefix(40))' is no type of line that is known")
      }
    }
    var lines: [SettlementLine] = []
    for id in order {
      guard let (row, type, reference, moved, fee, tax) = found[id] else { continue }
      guard let moved else { throw UnreadableReport(line: row.line, "of the transaction \(id) only fees are there") }
      let kind = try kind(row, type)
      guard kind == .payment ? moved > 0 : moved < 0 else {
        throw UnreadableReport(line: row.line, "a \(kind.rawValue) moves the balance the other way")
      }
      lines.append(try line(row, kind, reference, gross: moved, fee: fee, tax: tax))
    }
    return lines
  }

  // MARK: Cells

  private func require(_ currency: Currency, _ table: CSVTable, _ row: CSVTable.Row) throws(UnreadableReport) {
    guard table.text(row, "Currency") == currency.code else {
      throw UnreadableReport(
        line: row.line, "its currency is '\(table.text(row, "Currency").prefix(8))', and not \(currency.code)")
    }
  }

  private func kind(_ row: CSVTable.Row, _ text: String) throws(UnreadableReport) -> SettlementLine.Kind {
    let word = text.lowercased()
    if word.contains("refund") { return .refund }
    guard
      ["payment", "charge", "sale", "transaction", "invoice_payment", "qr_code", "ewallet", "virtual_account"].contains(
        word.replacing(" ", with: "_")) || word.hasSuffix("payment")
    else { throw UnreadableReport(line: row.line, "'\(text.prefix(40))' is neither a payment nor a refund") }
    return .payment
  }

  private func line(
    _ row: CSVTable.Row, _ kind: SettlementLine.Kind, _ reference: String, gross: Int64, fee: Int64, tax: Int64
  ) throws(UnreadableReport) -> SettlementLine {
    guard !reference.isEmpty, reference.utf8.count <= Limits.referenceBytes else {
      throw UnreadableReport(line: row.line, "it has no reference")
    }
    guard gross != 0, kind == .refund || gross > 0 else { throw UnreadableReport(line: row.line, "its amount is not above zero") }
    return SettlementLine(kind, Text(reference), gross: abs(gross), fee: fee, tax: tax)
  }

  /// `10000`, `10000.00`, `-2500`, in major units; an empty cell is nothing. Thousands that are grouped are refused: nobody knows which sign is which.
  private func amount(
    _ table: CSVTable, _ row: CSVTable.Row, _ column: String, _ currency: Currency
  ) throws(UnreadableReport) -> Int64 {
    let text = table.text(row, column)
    guard !text.isEmpty else { return 0 }
    do throws(Money.Failure) {
      let money = try Money(major: text, currency: currency)
      guard abs(money.amount) <= SettlementLine.highest else { throw .overflow }
      return money.amount
    } catch {
      throw UnreadableReport(line: row.line, "'\(column)' is '\(text.prefix(40))', which is no amount such as 10000.00")
    }
  }
}
