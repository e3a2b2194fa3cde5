import JSON
import WalletAPI
import WalletClient

/// The commands about accounts at payment providers, one file each.
enum ProviderCommands {
  static let list = Command(
    words: ["provider", "list"], summary: "List accounts at payment providers, and how they do",
    calls: [.listProviders],
    examples: [.init("walletctl -t toko provider list", "where the tenant's money comes in, and whether it does")],
    run: { session throws(CommandFailure) in
      let answer = try session.get("/v1/providers")
      let accounts = answer["data"]?.arrayValue ?? []
      switch session.output.format {
      case .table where accounts.isEmpty:
        session.note("This tenant has no account at a payment provider: `walletctl provider set` makes one.")
      case .table: session.streams.out(session.output.table(accounts, as: ProviderColumns.list))
      case .json: session.output.json(answer)
      case .jsonl: for account in accounts { session.output.jsonLine(account) }
      case .csv: session.output.csv(accounts, ProviderColumns.list, isFirst: true)
      }
    })

  static let show = Command(
    words: ["provider", "show"], summary: "Show an account at a provider: its secrets' marks, and each operation's breaker",
    arguments: [.provider],
    calls: [.getProvider],
    examples: [.init("walletctl -t toko provider show midtrans", "why nobody is charged there, and when it is tried again")],
    run: { session throws(CommandFailure) in
      ProviderColumns.show(try session.get(session.providerPath()), session)
    })
}

extension Session {
  func providerPath(_ verb: String = "") -> String {
    PercentCoding.path("/v1/providers", invocation.argument("PROVIDER"), verb)
  }
}

extension Argument {
  static let provider = Argument("PROVIDER", WireWords.providers.joined(separator: " or "))
}
