import JSON
import WalletAPI
import WalletClient

/// One transaction: its postings, and the balances just after each.
enum TransactionScreen {
  static let screen = Screen(
    name: "transaction", aliases: ["txn"], summary: "one transaction with its postings", scope: .tenant, isMoney: true,
    argument: "txn_…",
    operation: .getTransaction,
    head: Screen.Head(
      requests: { [.get(PercentCoding.path("/v1/transactions", $0.subject.id))] }, facts: facts),
    source: .parts { head, _ in (head.first ?? nil)?["postings"]?.arrayValue ?? [] },
    columns: [
      ScreenColumn("KIND", .text("kind"), priority: 3),
      ScreenColumn(
        "DEBIT", .account(code: "debit_code", id: "debit"), widest: 32, opens: .account(id: "debit", code: "debit_code")),
      ScreenColumn(
        "CREDIT", .account(code: "credit_code", id: "credit"), widest: 32, opens: .account(id: "credit", code: "credit_code")),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency")),
      ScreenColumn(
        "DEBIT AFTER", .amount("debit_balance.available", currency: "currency"), priority: 1,
        opens: .account(id: "debit", code: "debit_code")),
      ScreenColumn(
        "CREDIT AFTER", .amount("credit_balance.available", currency: "currency"), priority: 1,
        opens: .account(id: "credit", code: "credit_code")),
      ScreenColumn("POSTING", .text("id"), priority: 5, name: "id"),
    ],
    opens: .account(id: "debit", code: "debit_code"),
    ways: [
      Screen.Way(
        key: "h", name: "hold", help: "the hold it belongs to",
        drill: Drill("hold") { _, context in
          (context.head.first ?? nil)?["hold"]?.stringValue.map { Subject(id: $0) }
        }),
      Screen.Way(
        key: "o", name: "reversed one", help: "the transaction that it reverses",
        drill: Drill("transaction") { _, context in
          (context.head.first ?? nil)?["reverses"]?.stringValue.map { Subject(id: $0) }
        }),
    ],
    acts: [TransactionActs.reverse], actsOnHead: true,
    command: { ["transaction", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let transaction = head.first ?? nil else { return [] }
    let (posted, effective) = (transaction.text(at: "posted_at"), transaction.text(at: "effective_at"))
    var facts = [
      Screen.Fact("Type", transaction.text(at: "type")), Screen.Fact("Posted", TimeText.seconds(posted)),
      Screen.Fact("Sequence", transaction.text(at: "sequence")),
    ]
    if effective != posted { facts.append(Screen.Fact("Counts from", TimeText.seconds(effective), .warning)) }
    for (name, path) in [("Reference", "reference"), ("Hold", "hold"), ("Reverses", "reverses")] {
      let text = Plain.text(transaction.text(at: path))
      if !text.isEmpty { facts.append(Screen.Fact(name, text)) }
    }
    for member in transaction["metadata"]?.objectValue?.members ?? [] {
      facts.append(Screen.Fact(Plain.text(member.key), Plain.text(member.value.stringValue ?? ""), .faint))
    }
    return facts
  }
}
