import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// Accounts and what they hold.
enum AccountsScreen {
  static let screen = Screen(
    name: "accounts", aliases: ["acc"], digit: "3", tab: "accounts",
    summary: "accounts and their balances", scope: .tenant, isMoney: true, operation: .listAccounts,
    source: .list { context in
      ListRequest(path: "/v1/accounts", query: context.parameters("code_prefix", "currency", "class", "status"))
    },
    columns: [
      ScreenColumn("CODE", .account(code: "code", id: "id"), widest: 48),
      ScreenColumn("CLASS", .text("class"), priority: 3), ScreenColumn("CUR", .text("currency"), priority: 4, name: "currency"),
      ScreenColumn("POSTED", .amount("posted", currency: "currency"), priority: 2, opens: entries),
      ScreenColumn("PENDING", .amount("pending", currency: "currency"), priority: 1, opens: holds),
      ScreenColumn("AVAILABLE", .amount("available", currency: "currency"), opens: entries),
      ScreenColumn("STATUS", .status("status"), priority: 1, opens: audit),
      ScreenColumn("OPENED", .time("opened_at"), priority: 5, name: "opened_at"),
      ScreenColumn("ID", .text("id"), priority: 6),
    ],
    filters: [
      FilterField("code", "code_prefix", option: "prefix"), FilterField("currency"),
      FilterField("class", choices: ["asset", "liability", "equity", "revenue", "expense"]),
      FilterField("status", choices: ["open", "frozen", "closed"]),
    ],
    asItWas: Screen.RowQuestion(
      request: { row, context in
        .get(PercentCoding.path("/v1/accounts", row.text(at: "id")), query: [("as_of", context.moment.rfc3339)])
      }, row: { _, answer, _ in answer }),
    opens: entries,
    ways: [
      Screen.Way(key: "h", name: "holds", help: "what is reserved on it, and until when", drill: holds),
      Screen.Way(key: "a", name: "audit", help: "who changed it", drill: audit),
    ],
    acts: AccountActs.all, empty: "No account is like that.",
    command: { context in
      ["account", "list"]
        + Words.options(context, ["prefix": "code_prefix", "currency": "currency", "class": "class", "status": "status"])
    })

  private static let entries = Drill.account(id: "id", code: "code")
  private static let holds = Drill("holds") { row, _ in
    Subject(
      id: row.text(at: "id"), label: row.at("code")?.stringValue ?? row.text(at: "id"), facts: ["account": row.text(at: "id")])
  }
  static let audit = Drill("audit") { row, context in
    Subject(
      id: row.text(at: "id"), label: row.at("code")?.stringValue ?? row.text(at: "id"),
      facts: ["subject": row.text(at: "id"), "code": row.text(at: "code"), "tenant": context.tenant ?? ""])
  }
}

/// Words of `walletctl` commands, as screens put them together.
enum Words {
  /// `--option value` for each parameter that is set, in the order of the options' names.
  static func options(_ context: ScreenContext, _ options: [String: String]) -> [String] {
    options.sorted { $0.key < $1.key }.flatMap { option, parameter in
      context.query[parameter].map { ["--\(option)", $0] } ?? []
    }
  }

  /// The same of options that are called like their parameters; what the way down has restricted the list to counts, too.
  static func filters(_ context: ScreenContext, _ names: String...) -> [String] {
    names.flatMap { name in (context.query[name] ?? context.subject.facts[name]).map { ["--\(name)", $0] } ?? [] }
  }
}
