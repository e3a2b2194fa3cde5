import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// One account: how it stands, how it stood a day before, and every entry that made it so, newest first.
enum AccountScreen {
  static let screen = Screen(
    name: "account", aliases: ["entries", "history"], summary: "one account's balance and history", scope: .tenant, isMoney: true,
    argument: "CODE or acc_…", operation: .listEntries,
    head: Screen.Head(
      requests: { context in
        let path = PercentCoding.path("/v1/accounts", context.subject.id)
        let currency = context.subject.facts["currency"]
        let dayBefore = context.moment.adding(seconds: -86_400).rfc3339
        return [
          .get(path, query: [("currency", currency), ("as_of", context.asOf?.rfc3339)]),
          .get(path, query: [("currency", currency), ("as_of", dayBefore)]),
        ]
      }, facts: facts),
    source: .list { context in
      ListRequest(
        path: PercentCoding.path("/v1/accounts", context.subject.id, "/entries"),
        query: [
          ("currency", context.subject.facts["currency"]), ("from", context.query["from"]),
          ("to", context.query["to"] ?? context.until),
        ])
    },
    columns: [
      ScreenColumn("POSTED", .time("posted_at"), name: "posted_at"), ScreenColumn("KIND", .text("kind"), priority: 6),
      ScreenColumn("CHANGE", .made(change), isRight: true),
      ScreenColumn("BALANCE", .amount("balance.posted", currency: "currency"), priority: 1),
      ScreenColumn("AVAILABLE", .amount("balance.available", currency: "currency")),
      ScreenColumn(
        "OTHER", .account(code: "other_code", id: "other"), widest: 32, narrowest: 10,
        opens: .account(id: "other", code: "other_code")),
      ScreenColumn("REFERENCE", .text("reference"), priority: 2, widest: 32, narrowest: 10),
      ScreenColumn("HOLD", .text("hold"), priority: 5, opens: .hold("hold")),
      ScreenColumn("TRANSACTION", .text("transaction"), priority: 4, opens: .transaction("transaction")),
    ],
    filters: [FilterField("from"), FilterField("to")],
    opens: .transaction("transaction"),
    ways: [
      Screen.Way(
        key: "h", name: "holds", help: "what is reserved on it, and until when",
        drill: Drill("holds") { _, context in
          let id = context.head.first??.text(at: "id") ?? context.subject.id
          return Subject(id: id, label: context.subject.label, facts: ["account": id])
        }),
      Screen.Way(
        key: "a", name: "audit", help: "who changed it",
        drill: Drill("audit") { _, context in
          let account = context.head.first ?? nil
          return Subject(
            id: context.subject.id, label: context.subject.label,
            facts: [
              "subject": account?.text(at: "id") ?? context.subject.id,
              "code": account?.text(at: "code") ?? context.subject.label,
              "tenant": context.tenant ?? "",
            ])
        }),
    ],
    acts: AccountActs.all, actsOnHead: true, empty: "Nothing happened on it.",
    command: { context in
      var words = ["account", "entries", context.subject.id]
      if let currency = context.subject.facts["currency"] { words += ["--currency", currency] }
      if let from = context.query["from"] { words += ["--from", from] }
      if let to = context.query["to"] ?? context.until { words += ["--to", to] }
      return words
    })

  /// What the entry did to what the account holds: `+` more, `-` less; what only reserves or frees is said in words.
  @Sendable private static func change(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let amount = row.at("amount")?.integerValue ?? 0
    let text = context.amounts.text(amount, row.text(at: "currency"))
    // On which side the account grows is said by the head: until it is there no sign is better than a wrong one.
    guard let normal = (context.head.first ?? nil)?["normal_side"]?.stringValue else {
      return CellText(text, .faint, order: amount)
    }
    let isInflow = normal == row.text(at: "side")
    switch row.text(at: "kind") {
    case "hold": return CellText((isInflow ? "due " : "held ") + text, .faint, order: 0)
    case "release", "expiry": return CellText("freed " + text, .faint, order: 0)
    default: return CellText((isInflow ? "+" : "-") + text, isInflow ? .good : .bad, order: isInflow ? amount : -amount)
    }
  }

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let account = head.first ?? nil else { return [] }
    let currency = account.text(at: "currency")
    func amount(_ name: String) -> CellText {
      let value = account[name]?.integerValue ?? 0
      return CellText(context.amounts.text(value, currency), value < 0 ? .bad : .plain)
    }
    var facts = [
      Screen.Fact("Posted", amount("posted")), Screen.Fact("Held", amount("pending")),
      Screen.Fact("Available", amount("available")),
    ]
    let before = head.count > 1 ? head[1] : nil
    if let then = before?["posted"]?.integerValue, let now = account["posted"]?.integerValue {
      let (difference, overflow) = now.subtractingReportingOverflow(then)
      if !overflow {
        let sign = difference > 0 ? "+" : ""
        let text = difference == 0 ? "no change" : sign + context.amounts.text(difference, currency)
        facts.append(
          Screen.Fact(
            "In 24 h", CellText(text, difference < 0 ? .bad : difference > 0 ? .good : .faint)))
      }
    } else if before == .some(.null) {
      facts.append(Screen.Fact("In 24 h", "opened since", .faint))
    }
    facts.append(Screen.Fact("Class", account.text(at: "class")))
    if let status = account["status"]?.stringValue {
      let frozen = (account["frozen"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")
      facts.append(Screen.Fact("Status", CellText(frozen.isEmpty ? status : "\(status): \(frozen)", Look(status: status))))
    }
    if let limit = account["limit"] {
      let floor = limit["floor"]?.integerValue.map { "floor " + context.amounts.text($0, currency) }
      facts.append(Screen.Fact("Limit", floor ?? limit.stringValue ?? ""))
    }
    facts.append(Screen.Fact("Id", account.text(at: "id"), .faint))
    return facts
  }
}
