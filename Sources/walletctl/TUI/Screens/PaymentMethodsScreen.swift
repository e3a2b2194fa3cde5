import JSON
import LedgerCore
import WalletAPI

/// Payment methods, masked. There is no way to their secrets from here: `walletctl payment-method reveal` asks why, under audit.
enum PaymentMethodsScreen {
  static let screen = Screen(
    name: "payment-methods", aliases: ["methods", "cards", "payment-method"],
    summary: "payment methods, masked", scope: .tenant, operation: .listPaymentMethods,
    source: .list { context in
      ListRequest(path: "/v1/payment_methods", query: context.parameters("customer", "type"))
    },
    columns: [
      ScreenColumn("TYPE", .text("type")), ScreenColumn("MASKED", field("masked")),
      ScreenColumn("BRAND", field("brand", "provider", "bank"), priority: 2),
      ScreenColumn("EXPIRES", .made(expiry), priority: 3),
      ScreenColumn("CUSTOMER", .text("customer"), priority: 1, widest: 32, narrowest: 10),
      ScreenColumn(
        "DEFAULT", .made { row, _ in CellText(row["default"]?.boolValue == true ? "yes" : "") }, priority: 4),
      ScreenColumn("CREATED", .time("created_at"), priority: 4, name: "created_at"),
      ScreenColumn("TOKEN", .text("id"), priority: 2, name: "id"),
    ],
    filters: [
      FilterField("customer"),
      FilterField("type", choices: ["card", "provider_card_token", "bank_account", "ewallet", "provider_credentials", "file"]),
    ],
    opens: .record, empty: "No payment method is like that.",
    command: { ["payment-method", "list"] + Words.options($0, ["customer": "customer", "type": "type"]) })

  /// The first of the fields that is there: they stand in the object that is called like the type.
  private static func field(_ names: String...) -> ScreenColumn.Kind {
    .made { row, _ in
      CellText(Plain.text(names.map { row.text(at: "\(row.text(at: "type")).\($0)") }.first { !$0.isEmpty } ?? ""))
    }
  }

  @Sendable private static func expiry(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let type = row.text(at: "type")
    guard let year = row.at(type + ".expiry_year")?.integerValue, let month = row.at(type + ".expiry_month")?.integerValue else {
      return CellText("")
    }
    let now = context.now.rfc3339
    let isOver = (year, month) < (Int64(now.prefix(4)) ?? 0, Int64(now.dropFirst(5).prefix(2)) ?? 0)
    return CellText(
      (month < 10 ? "0" : "") + "\(month)/\(year)" + (isOver ? " over" : ""), isOver ? .bad : .plain, order: year * 12 + month)
  }
}
