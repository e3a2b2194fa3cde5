import JSON
import WalletAPI
import WalletClient

/// What was paid, and what of it went back, newest first.
enum PaymentsScreen {
  static let screen = Screen(
    name: "payments", aliases: ["pay", "paid"], digit: "6", tab: "payments", summary: "what was paid, and what went back",
    scope: .tenant, operation: .listPayments, source: .list(request),
    columns: [
      ScreenColumn("CREATED", .time("created_at"), name: "created_at"), ScreenColumn("STATUS", .status("status")),
      ScreenColumn("FOR", .made { row, _ in PaymentCells.payee(row) }, widest: 32, narrowest: 8, opens: PaymentCells.toPayee),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency")),
      ScreenColumn("CAPTURED", .amount("captured", currency: "currency"), priority: 1, opens: PaymentCells.books),
      ScreenColumn("REFUNDED", .amount("refunded", currency: "currency"), priority: 3, opens: PaymentCells.refunds),
      ScreenColumn("FEE", .amount("fee", currency: "currency"), priority: 4, opens: PaymentCells.books),
      ScreenColumn("METHOD", .text("method"), priority: 4), ScreenColumn("PROVIDER", .text("provider"), priority: 2),
      ScreenColumn("AGE", .age("created_at"), priority: 6, name: "age"),
      ScreenColumn("PAYMENT", .text("payment_id"), priority: 5, name: "payment_id"),
    ],
    filters: [FilterField("status", choices: WireWords.paymentStates)], opens: .id("payment_id"),
    ways: [
      Screen.Way(key: "i", name: "intent", help: "what was to be paid", drill: .id("payment_intent_id")),
      Screen.Way(key: "b", name: "books", help: "what was posted for it", drill: PaymentCells.books),
    ],
    acts: PaymentActs.all, empty: "Nothing was to be paid yet: walletctl intent create",
    command: { ["payment", "list"] + Words.filters($0, "status") })

  @Sendable private static func request(_ context: ScreenContext) -> ListRequest {
    var request = ListRequest(
      path: "/v1/payments", query: [("status", context.query["status"] ?? context.subject.facts["status"])])
    guard let field = context.subject.facts["payee"] else { return request }
    let name = context.subject.facts["name"] ?? ""
    request.keep = { $0.text(at: field) == name }
    request.keepNote = "for \(Plain.text(name))"
    return request
  }
}

/// What the screens about payments share.
enum PaymentCells {
  /// Who is paid: a merchant, or a wallet that is topped up.
  static func payee(_ row: JSONValue) -> CellText { CellText(Plain.text(IntentColumns.payee(row))) }

  static func status(_ status: String) -> CellText { CellText(Plain.text(status), Look(status: status)) }

  /// To the merchant or the wallet.
  static let toPayee = Drill("") { row, _ in
    if let merchant = row["merchant_id"]?.stringValue { return Subject(id: merchant, facts: ["screen": "merchant"]) }
    return row["wallet_id"]?.stringValue.map { Subject(id: $0, facts: ["screen": "wallet"]) }
  }

  /// To the transactions that a payment made: its id is their reference.
  static let books = Drill("transactions") { row, _ in
    let id = row.text(at: "payment_id")
    return id.isEmpty ? nil : Subject(id: id, facts: ["reference": id])
  }

  static let refunds = Drill("refunds") { row, _ in
    let id = row.text(at: "payment_id")
    return id.isEmpty ? nil : Subject(id: id, facts: ["payment": id])
  }

  /// To the code that a customer scans, where one is waited for.
  static let code = Drill("code") { row, _ in
    row.text(at: "next_action.qr_string").isEmpty ? nil : Subject(id: row.text(at: "payment_intent_id"))
  }

  /// To the webhooks that were about one of these ids, none of them older than that.
  static func webhooks(about ids: [String], since: String) -> Subject {
    Subject(id: ids.first ?? "", facts: ["about": ids.joined(separator: " "), "since": since])
  }

  /// A fact where there is something to say.
  static func fact(_ name: String, _ text: String, _ look: Look = .plain) -> [Screen.Fact] {
    text.isEmpty ? [] : [Screen.Fact(name, Plain.text(text), look)]
  }
}
