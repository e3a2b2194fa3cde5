import JSON
import WalletAPI
import WalletClient

/// Who is paid, and how much of it is still here.
enum MerchantsScreen {
  static let screen = Screen(
    name: "merchants", aliases: ["mer"], summary: "who is paid, and how much of it is still here", scope: .tenant,
    operation: .listMerchants,
    source: .list { ListRequest(path: "/v1/merchants", query: $0.parameters("status")) },
    columns: [
      ScreenColumn("MERCHANT", .text("merchant_id"), widest: 32, narrowest: 10, name: "merchant_id"),
      ScreenColumn("NAME", .text("name"), priority: 1, widest: 32, narrowest: 10),
      ScreenColumn("STATUS", .status("status"), priority: 2),
      balance("PENDING"), balance("AVAILABLE"),
      ScreenColumn("FEE %", .text("fee_percent"), priority: 3, isRight: true, name: "fee_percent"),
      ScreenColumn("FIXED", .made(fixed), priority: 4, isRight: true, name: "fee_fixed"),
      ScreenColumn("DAYS", .number("settlement_days"), priority: 5, name: "settlement_days"),
      ScreenColumn("CREATED", .time("created_at"), priority: 6, name: "created_at"), ScreenColumn("ID", .text("id"), priority: 7),
    ],
    filters: [FilterField("status", choices: ["active", "closed"])],
    beside: Screen.RowQuestion(
      request: { row, _ in
        .get("/v1/accounts", query: [("code_prefix", "liabilities:merchant:\(row.text(at: "merchant_id")):"), ("limit", "20")])
      }, row: { row, answer, _ in row.with("accounts", answer["data"] ?? .null) }),
    opens: Drill("merchant") { row, _ in Subject(id: row.text(at: "merchant_id")) },
    ways: [Screen.Way(key: "m", name: "payments", help: "what was paid to it", drill: payments)],
    empty: "There is no merchant yet: walletctl merchant create NAME",
    command: { ["merchant", "list"] + Words.filters($0, "status") })

  static let payments = Drill("payments") { row, _ in
    let name = row.text(at: "merchant_id")
    return name.isEmpty ? nil : Subject(id: name, facts: ["payee": "merchant_id", "name": name])
  }

  @Sendable private static func fixed(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let fixed = row["fee_fixed"]?.integerValue ?? 0
    return CellText(fixed == 0 ? "" : context.amounts.text(fixed, row.text(at: "fee_currency")), order: fixed)
  }

  /// What it has on its accounts of that name, in each currency. What was never paid has no account.
  private static func balance(_ title: String) -> ScreenColumn {
    let ending = ":" + title.lowercased()
    return ScreenColumn(
      title,
      .made { row, context in
        guard let accounts = row["accounts"]?.arrayValue else { return CellText("") }
        let own = accounts.filter { $0.text(at: "code").hasSuffix(ending) }
        let sums = own.map { context.amounts.text($0["posted"], $0.text(at: "currency")) }
        return sums.isEmpty ? CellText("-", .faint) : CellText(sums.joined(separator: " "))
      }, isRight: true, isOrdered: false)
  }
}

/// One merchant: what it is charged, and its accounts.
enum MerchantScreen {
  static let screen = Screen(
    name: "merchant", summary: "one merchant and its accounts", scope: .tenant, isMoney: true, argument: "NAME or mch_…",
    operation: .getMerchant,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/merchants", $0.subject.id))] }, facts: facts), needsHead: true,
    source: .list { context in
      let name = context.head.first.flatMap { $0 }?.text(at: "merchant_id") ?? ""
      return ListRequest(path: "/v1/accounts", query: [("code_prefix", "liabilities:merchant:\(name):")])
    },
    columns: AccountsScreen.screen.columns, asItWas: AccountsScreen.screen.asItWas, opens: .account(id: "id", code: "code"),
    ways: [
      Screen.Way(
        key: "m", name: "payments", help: "what was paid to it",
        drill: Drill("payments") { _, context in
          context.head.first.flatMap { $0 }.flatMap { MerchantsScreen.payments.subject($0, context) }
        })
    ],
    empty: "It has no account yet: the first payment opens it.", command: { ["merchant", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let merchant = head.first.flatMap({ $0 }) else { return [] }
    let fixed = merchant["fee_fixed"]?.integerValue ?? 0
    var facts = PaymentCells.fact("Name", merchant.text(at: "name"))
    facts.append(Screen.Fact("Status", PaymentCells.status(merchant.text(at: "status"))))
    facts.append(
      Screen.Fact(
        "Fee",
        "\(merchant.text(at: "fee_percent")) %"
          + (fixed > 0 ? " and \(context.amounts.text(fixed, merchant.text(at: "fee_currency")))" : "")))
    facts.append(Screen.Fact("Available after", "\(merchant.text(at: "settlement_days")) working days"))
    if merchant["reserve_percent"] != nil {
      facts.append(
        Screen.Fact("Held back", "\(merchant.text(at: "reserve_percent")) % for \(merchant.text(at: "reserve_days")) days"))
    }
    facts.append(Screen.Fact("Created", TimeText.seconds(merchant.text(at: "created_at"))))
    return facts + [Screen.Fact("Id", merchant.text(at: "id"), .faint)]
  }
}
