import JSON
import WalletAPI
import WalletClient

/// Promotional money in wallets, newest first.
enum BonusesScreen {
  static let screen = Screen(
    name: "bonuses", aliases: ["bon"], summary: "promotional money in wallets", scope: .tenant, operation: .listBonuses,
    source: .list { context in
      ListRequest(
        path: "/v1/bonuses",
        query: [
          ("status", context.query["status"]), ("wallet", context.query["wallet"] ?? context.subject.facts["wallet"]),
        ])
    },
    columns: [
      ScreenColumn("CREATED", .time("created_at"), priority: 3, name: "created_at"), ScreenColumn("STATUS", .status("status")),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency")),
      ScreenColumn("SPENT", .amount("spent", currency: "currency"), priority: 2),
      ScreenColumn("LEFT", .amount("remaining", currency: "currency"), name: "remaining"),
      ScreenColumn("EXPIRES", .time("expires_at"), priority: 1, name: "expires_at"),
      ScreenColumn("REASON", .text("reason"), priority: 4, widest: 40, narrowest: 10),
      ScreenColumn("WALLET", .text("wallet"), priority: 5, opens: .id("wallet"), name: "wallet"),
      ScreenColumn("BONUS", .text("bonus_id"), priority: 6, name: "bonus_id"),
    ],
    filters: [FilterField("status", choices: WireWords.bonusStates), FilterField("wallet")], opens: .id("wallet"),
    ways: [Screen.Way(key: "m", name: "wallet", help: "the wallet that it is in", drill: .id("wallet"))],
    empty: "No bonus is like that: walletctl bonus grant WALLET",
    command: { ["bonus", "list"] + Words.filters($0, "status", "wallet") })
}
