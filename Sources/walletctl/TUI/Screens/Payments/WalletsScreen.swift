import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// Wallets and what is in them.
enum WalletsScreen {
  static let screen = Screen(
    name: "wallets", aliases: ["wal"], summary: "customers' wallets, and what is in them", scope: .tenant, isMoney: true,
    operation: .listWallets,
    source: .list { ListRequest(path: "/v1/wallets", query: $0.parameters("status")) },
    columns: [
      ScreenColumn("WALLET", .text("wallet_id"), widest: 32, narrowest: 10, name: "wallet_id"),
      ScreenColumn("CUSTOMER", .text("customer_id"), priority: 1, widest: 32, narrowest: 8, name: "customer_id"),
      ScreenColumn("STATUS", .status("status"), priority: 2),
      ScreenColumn("POSTED", .amount("posted", currency: "currency"), priority: 3, opens: account, isOrdered: false),
      ScreenColumn("AVAILABLE", .amount("available", currency: "currency"), opens: account, isOrdered: false),
      ScreenColumn("CUR", .text("currency"), priority: 4, name: "currency"),
      ScreenColumn("ACCOUNT", .text("account"), priority: 5, widest: 48, narrowest: 16, opens: account),
      ScreenColumn("CREATED", .time("created_at"), priority: 6, name: "created_at"), ScreenColumn("ID", .text("id"), priority: 7),
    ],
    filters: [FilterField("status", choices: WireWords.walletStates)],
    asItWas: Screen.RowQuestion(request: balance, row: filled), beside: Screen.RowQuestion(request: balance, row: filled),
    opens: account,
    ways: [
      Screen.Way(
        key: "m", name: "top-ups", help: "what was paid into it",
        drill: Drill("payments") { row, _ in
          let name = row.text(at: "wallet_id")
          return name.isEmpty ? nil : Subject(id: name, facts: ["payee": "wallet_id", "name": name])
        }),
      Screen.Way(key: "u", name: "bonuses", help: "promotional money in it", drill: bonuses),
    ],
    acts: WalletActs.all, empty: "There is no wallet yet: walletctl wallet create NAME",
    command: { ["wallet", "list"] + Words.filters($0, "status") })

  static let bonuses = Drill("bonuses") { row, _ in
    row["id"]?.stringValue.map { Subject(id: $0, facts: ["wallet": $0]) }
  }

  private static let account = Drill("account") { row, _ in
    row["account"]?.stringValue.map { Subject(id: $0, facts: ["currency": row.text(at: "currency")]) }
  }

  @Sendable private static func balance(_ row: JSONValue, _ context: ScreenContext) -> ClientRequest {
    .get(
      PercentCoding.path("/v1/accounts", row.text(at: "account")),
      query: [("currency", row["currency"]?.stringValue), ("as_of", context.asOf?.rfc3339)])
  }

  /// With what its account says.
  @Sendable private static func filled(_ row: JSONValue, _ answer: JSONValue, _ context: ScreenContext) -> JSONValue? {
    row.with("posted", answer["posted"] ?? .null).with("available", answer["available"] ?? .null)
  }
}

/// One wallet: what is in it, and what was paid into it.
enum WalletScreen {
  static let screen = Screen(
    name: "wallet", summary: "one wallet, and what was paid into it", scope: .tenant, argument: "NAME or wal_…",
    operation: .getWallet,
    head: Screen.Head(
      requests: { [.get(PercentCoding.path("/v1/wallets", $0.subject.id))] },
      more: { head, _ in
        guard let wallet = head.first.flatMap({ $0 }) else { return [] }
        return [
          .get(
            PercentCoding.path("/v1/accounts", wallet.text(at: "account")), query: [("currency", wallet["currency"]?.stringValue)]
          )
        ]
      }, facts: facts), needsHead: true,
    source: .list { context in
      let name = context.head.first.flatMap { $0 }?.text(at: "wallet_id") ?? ""
      return ListRequest(
        path: "/v1/payments", keep: { $0.text(at: "wallet_id") == name }, keepNote: "of all payments, those into it")
    },
    columns: PaymentsScreen.screen.columns, opens: .id("payment_id"),
    ways: [
      Screen.Way(
        key: "b", name: "account", help: "its balance and history",
        drill: Drill("account") { _, context in
          guard let wallet = context.head.first.flatMap({ $0 }) else { return nil }
          return Subject(id: wallet.text(at: "account"), facts: ["currency": wallet.text(at: "currency")])
        })
    ],
    empty: "Nothing was paid into it.", command: { ["wallet", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let wallet = head.first.flatMap({ $0 }) else { return [] }
    var facts: [Screen.Fact] = []
    if head.count > 1, let account = head[1] {
      let currency = account.text(at: "currency")
      facts.append(Screen.Fact("Available", context.amounts.text(account["available"], currency)))
      facts.append(Screen.Fact("Posted", context.amounts.text(account["posted"], currency)))
    }
    facts.append(Screen.Fact("Status", PaymentCells.status(wallet.text(at: "status"))))
    facts +=
      PaymentCells.fact("Customer", wallet.text(at: "customer_id")) + PaymentCells.fact("Account", wallet.text(at: "account"))
    return facts + [Screen.Fact("Id", wallet.text(at: "id"), .faint)]
  }
}
