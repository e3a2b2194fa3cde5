import JSON
import WalletAPI

extension ProviderCommands {
  static let disable = Command(
    words: ["provider", "disable"], summary: "Charge nobody at a provider any more; what is under way goes on",
    details: "Webhooks are taken still, and what was charged there is captured, cancelled and refunded there.",
    arguments: [.provider],
    calls: [.disableProvider],
    examples: [.init("walletctl -t toko provider disable xendit --yes", "while it works on something")],
    run: { session throws(CommandFailure) in
      let provider = session.invocation.argument("PROVIDER")
      try session.confirm("Disable \(provider)? Nobody is charged there until it is enabled.")
      ProviderColumns.show(try session.post(session.providerPath("/disable"), [:]), session)
    })

  static let enable = Command(
    words: ["provider", "enable"], summary: "Charge at a provider again", arguments: [.provider],
    calls: [.enableProvider],
    examples: [.init("walletctl -t toko provider enable xendit", "at once, whatever its breaker said before")],
    run: { session throws(CommandFailure) in
      ProviderColumns.show(try session.post(session.providerPath("/enable"), [:]), session)
    })
}
