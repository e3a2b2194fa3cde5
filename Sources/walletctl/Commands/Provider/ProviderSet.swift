import JSON
import WalletAPI

extension ProviderCommands {
  static let set = Command(
    words: ["provider", "set"], summary: "Set up an account at a provider, or change it",
    details: """
      What is not named stays as it is. The key is never an argument: it is asked for and not shown, or read from --key-from. A new account \
      and a new address need it; with neither --url nor --timeout-ms it alone is replaced. It is sealed in the tenant's vault, and in use \
      from the answer on. Midtrans signs webhooks with the same key: those signed with the one before are believed until you retire it \
      (`provider retire-secret`). Webhooks are to be sent to /v1/webhooks/TENANT/PROVIDER, which a reverse proxy forwards.
      """,
    arguments: [.provider],
    options: [
      .value("url", "u", "URL", "where its API is: https://api.midtrans.com"),
      .value("timeout-ms", nil, "N", "milliseconds for one call (default 10000)"), .secretFrom("key-from", "API key"),
    ],
    calls: [.setProvider],
    examples: [
      .init(
        "walletctl -t toko provider set midtrans --url https://api.midtrans.com --key-from midtrans.key",
        "from a file that only you can read"),
      .init("walletctl -t toko provider set midtrans --key-from next.key", "another key, at once and without a restart"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      var body = JSONObject()
      body["url"] = invocation.value("url").map { .string($0) }
      if let text = invocation.value("timeout-ms") {
        guard let timeout = Int64(text), timeout > 0 else {
          throw .usage("--timeout-ms is a number of milliseconds, not '\(text.prefix(40))'")
        }
        body["timeout_ms"] = .integer(timeout)
      }
      guard body["url"] != nil || body.isEmpty || invocation.has("key-from") else {
        return ProviderColumns.show(try session.post(session.providerPath(), .object(body)), session)
      }
      let key = try session.secret("API key", from: "key-from", limit: 2_048)
      ProviderColumns.show(
        try session.post(session.providerPath(), secret: SecretBody(key, at: ["api_key"], beside: body), isKeyed: true), session)
    })
}
