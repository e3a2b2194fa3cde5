import JSON
import WalletAPI
import WalletClient

/// One hold: what it reserves, until when, and every entry that belongs to it.
enum HoldScreen {
  static let screen = Screen(
    name: "hold", summary: "one hold and what became of it", scope: .tenant, argument: "hold_…", operation: .getHold,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/holds", $0.subject.id))] }, facts: facts), needsHead: true,
    source: .list { context in
      let hold = context.head.first ?? nil
      let id = context.subject.id
      return ListRequest(
        path: PercentCoding.path("/v1/accounts", hold?.text(at: "debit") ?? "", "/entries"),
        query: [("from", hold?.text(at: "placed_at"))], keep: { $0.text(at: "hold") == id },
        keepNote: "of the entries of the debited account since then")
    },
    columns: [
      ScreenColumn("POSTED", .time("posted_at"), name: "posted_at"), ScreenColumn("KIND", .text("kind")),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency"), opens: .transaction("transaction")),
      ScreenColumn(
        "OTHER", .account(code: "other_code", id: "other"), priority: 1, widest: 32,
        opens: .account(id: "other", code: "other_code")),
      ScreenColumn("AVAILABLE AFTER", .amount("balance.available", currency: "currency"), priority: 2),
      ScreenColumn("TRANSACTION", .text("transaction"), priority: 3),
    ],
    opens: .transaction("transaction"),
    ways: [
      Screen.Way(
        key: "o", name: "account", help: "the account it is reserved on",
        drill: Drill("account") { _, context in
          guard let hold = context.head.first ?? nil else { return nil }
          return Subject(id: hold.text(at: "debit"), label: hold["debit_code"]?.stringValue ?? hold.text(at: "debit"))
        })
    ],
    acts: HoldActs.all, actsOnHead: true, empty: "No entry of it was found.",
    command: { ["hold", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let hold = head.first ?? nil else { return [] }
    let currency = hold.text(at: "currency")
    func amount(_ name: String) -> String { context.amounts.text(hold[name], currency) }
    let expires = hold.text(at: "expires_at")
    var due = MomentText.due(expires, now: context.now)
    if hold.text(at: "status") != "open" { due = CellText(TimeText.seconds(expires), .faint) }
    var facts = [
      Screen.Fact("Left", amount("remaining")), Screen.Fact("Of", amount("amount")), Screen.Fact("Captured", amount("captured")),
      Screen.Fact("Status", CellText(hold.text(at: "status"), Look(status: hold.text(at: "status")))),
      Screen.Fact("On", Plain.text(hold["debit_code"]?.stringValue ?? hold.text(at: "debit"))),
      Screen.Fact("For", Plain.text(hold["credit_code"]?.stringValue ?? hold.text(at: "credit"))), Screen.Fact("Expires", due),
    ]
    if !expires.isEmpty { facts.append(Screen.Fact("At", TimeText.seconds(expires))) }
    facts.append(Screen.Fact("Placed", TimeText.seconds(hold.text(at: "placed_at"))))
    let reference = Plain.text(hold.text(at: "reference"))
    if !reference.isEmpty { facts.append(Screen.Fact("Reference", reference)) }
    return facts
  }
}
