import WalletAPI
import WalletClient

extension DaemonCommands {
  static let openapi = Command(
    words: ["daemon", "openapi"], summary: "Print the OpenAPI document of the daemon that answers",
    calls: [.openapi],
    examples: [.init("walletctl daemon openapi > walletd-openapi.json", "for a generator of clients")],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      session.streams.out(bytes: try session.send(.get("/openapi.json")).body)
      session.streams.out("\n")
    })
}
