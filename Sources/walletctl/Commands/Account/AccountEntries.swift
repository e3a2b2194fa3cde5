import WalletAPI
import WalletClient

extension AccountCommands {
  static let entries = Command(
    words: ["account", "entries"], summary: "List what happened on an account, newest first",
    arguments: [Argument("ACCOUNT", "its code or id")], options: [.currency, .from, .to] + Option.paging,
    calls: [.listEntries],
    examples: [.init("walletctl account entries wallet:alice --from 2026-11-01 --all", "everything since November")],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      try session.list(
        PercentCoding.path("/v1/accounts", invocation.argument("ACCOUNT"), "/entries"),
        query: session.accountQuery + [("from", invocation.value("from")), ("to", invocation.value("to"))],
        as: EntryColumns.all, empty: "Nothing happened on it.")
    })
}

/// How one side of a posting is shown.
enum EntryColumns {
  static let all = [
    Column("POSTED", "posted_at", .time("posted_at")), Column("", "effective_at", .time("effective_at")),
    Column("KIND", "kind", .text("kind")), Column("SIDE", "side", .text("side")),
    Column("AMOUNT", "amount", .amount("amount", currency: "currency")), Column("", "currency", .text("currency")),
    Column("OTHER ACCOUNT", "other", .account(code: "other_code", id: "other")),
    Column("BALANCE", "posted", .amount("balance.posted", currency: "currency")),
    Column("AVAILABLE", "available", .amount("balance.available", currency: "currency")),
    Column("REFERENCE", "reference", .text("reference")), Column("TRANSACTION", "transaction", .text("transaction")),
  ]
}
