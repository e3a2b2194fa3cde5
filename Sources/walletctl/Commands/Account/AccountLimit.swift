import JSON
import WalletAPI

extension AccountCommands {
  static let limit = Command(
    words: ["account", "limit"], summary: "Set how far an account's available balance may go down",
    details: "From now on; an account that is below its new limit already stays so, and lets nothing out.",
    arguments: [Argument("ACCOUNT", "its code or id")], options: [.limitChoice, .floor, .currency],
    calls: [.limitAccount, .getAccount],
    examples: [
      .init("walletctl account limit wallet:alice --limit no_overdraft", "never below zero"),
      .init("walletctl account limit wallet:shop --floor -500000 --currency IDR", "a credit line of Rp500.000"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      guard invocation.has("limit") || invocation.has("floor") else { throw .usage("--limit or --floor is needed") }
      let needsCurrency = invocation.has("floor") && !session.isMinor
      let currency = needsCurrency ? try session.currency(of: invocation.argument("ACCOUNT")) : nil
      let limit = try session.limit(in: currency)
      try session.changeAccount("limit", ["limit": limit ?? .null])
    })
}
