import API
import Payments
import Providers

/// The accounts at providers that payments are measured with: codes go to Midtrans, which was set up first, DANA to Xendit. Keys are invented.
enum BenchAccounts {
  static let tenant = "bench"
  static let serverKey = "SB-Mid-server-BENCH"
  static let secretKey = "xnd_development_BENCH"
  static let token = "callback-token-BENCH"

  static let midtrans = MidtransAdapter(MidtransCredentials(serverKey: secret(serverKey)))
  static let xendit = XenditAdapter(
    XenditCredentials(secretKey: secret(secretKey), callbackTokens: [secret(token)]))

  private static func secret(_ text: String) -> ProviderSecret {
    guard let secret = ProviderSecret(Array(text.utf8)) else { preconditionFailure("a key is visible ASCII") }
    return secret
  }

  /// Sets the accounts up, both at `url`.
  static func setUp(at url: String, on daemon: Daemon) throws {
    for (provider, key) in [("midtrans", serverKey), ("xendit", secretKey)] {
      try Call.succeed(
        daemon.socketPath, "POST", "/v1/providers/\(provider)", tenant: tenant, key: provider,
        body: #"{"url":"\#(url)","api_key":"\#(key)"}"#)
    }
    try Call.succeed(
      daemon.socketPath, "POST", "/v1/providers/xendit/secrets", tenant: tenant, key: "token", body: #"{"secret":"\#(token)"}"#)
  }
}
