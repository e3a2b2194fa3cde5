import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// The balance sheet: every account with a balance by its part of the sheet, now or as of a moment, and the proof that they add up.
enum BalancesScreen {
  static let screen = Screen(
    name: "balance-sheet", aliases: ["balances", "sheet", "bs"], summary: "assets, liabilities and the proof that they add up",
    scope: .tenant, isMoney: true, isCostly: true, operation: .getBalanceSheet,
    head: Screen.Head(
      requests: { [.get("/v1/reports/balance-sheet", query: [("as_of", $0.asOf?.rfc3339)])] }, facts: facts),
    source: .parts { head, _ in rows(head.first ?? nil) },
    columns: [
      ScreenColumn("PART", .text("part")), ScreenColumn("CUR", .text("currency"), name: "currency"),
      ScreenColumn("ACCOUNT", .account(code: "code", id: "id"), widest: 48),
      ScreenColumn("BALANCE", .amount("balance", currency: "currency"), opens: .account(id: "id", code: "code")),
      ScreenColumn("ID", .text("id"), priority: 1),
    ],
    opens: .account(id: "id", code: "code"), empty: "No account has a balance.",
    command: { context in
      ["report", "balance-sheet"] + (context.asOf.map { ["--as-of", $0.rfc3339] } ?? [])
    })

  private static let parts = ["assets", "expenses", "liabilities", "equity", "revenue"]

  private static func rows(_ sheet: JSONValue?) -> [JSONValue] {
    (sheet?["currencies"]?.arrayValue ?? []).flatMap { sheet in
      parts.flatMap { part in
        (sheet.at(part + ".accounts")?.arrayValue ?? []).filter { $0["balance"]?.integerValue != 0 }.map { account in
          [
            "part": .string(part), "currency": sheet["currency"] ?? .null, "code": account["code"] ?? .null,
            "id": account["id"] ?? .null, "balance": account["balance"] ?? .null,
          ]
        }
      }
    }
  }

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    (((head.first ?? nil)?["currencies"])?.arrayValue ?? []).flatMap { sheet in
      let currency = sheet.text(at: "currency")
      let isBalanced = sheet.at("proof.balanced")?.boolValue == true
      return [
        Screen.Fact(currency, CellText(isBalanced ? "balanced" : "NOT BALANCED", isBalanced ? .good : .bad))
      ] + parts.map { Screen.Fact($0, context.amounts.text(sheet.at($0 + ".total"), currency)) }
    }
  }
}
