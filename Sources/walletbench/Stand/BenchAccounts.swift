import Payments
import Providers

/// The accounts at providers that payments are measured with. Keys are invented.
enum BenchAccounts {
  static let tenant = "bench"
  static let serverKey = "SB-Mid-server-BENCH"
  static let secretKey = "xnd_development_BENCH"
  static let token = "callback-token-BENCH"

  /// Codes go to Midtrans, DANA to Xendit.
  static let routes = [ProviderRoute(.xendit, methods: [.dana]), ProviderRoute(.midtrans)]

  static let midtrans = MidtransAdapter(MidtransCredentials(serverKey: secret(serverKey)))
  static let xendit = XenditAdapter(
    XenditCredentials(secretKey: secret(secretKey), callbackTokens: [secret(token)]))

  private static func secret(_ text: String) -> ProviderSecret {
    guard let secret = ProviderSecret(Array(text.utf8)) else { preconditionFailure("a key is visible ASCII") }
    return secret
  }

  /// A configuration of walletd with these accounts, both at `url`; the keys are written beside it, into `directory`.
  static func configuration(url: String, directory: String) throws -> String {
    func file(_ name: String, _ secret: String) throws -> String {
      let path = directory + "/" + name
      try TextFile.write(secret + "\n", to: path)
      return path
    }
    return """
      { payments: [{ tenant: "\(tenant)",
        accounts: [
          { provider: "midtrans", url: "\(url)", key_file: "\(try file("midtrans.key", serverKey))" },
          { provider: "xendit", url: "\(url)", key_file: "\(try file("xendit.key", secretKey))",
            token_files: ["\(try file("token.key", token))"] },
        ],
        routes: [{ provider: "xendit", methods: ["dana"] }, { provider: "midtrans" }],
      }] }
      """
  }
}
