import LedgerCore
import Payments
import ProviderWorld
import Providers

/// The tenant's accounts at both providers: the real adapters, on the simulated line.
enum ProviderAccounts {
  static let tenant = "toko"
  private static let midtransKey = "SB-Mid-server-SIMULATED"
  private static let xenditKey = "xnd_development_SIMULATED"
  private static let xenditToken = "simulated-callback-token"

  /// What the providers know of it.
  static var settings: Settings {
    var settings = Settings()
    (settings.midtransKey, settings.xenditKey, settings.xenditToken) = (midtransKey, xenditKey, xenditToken)
    settings.midtransWebhook = WebhookTarget("http://127.0.0.1/v1/webhooks/\(tenant)/midtrans")
    settings.xenditWebhook = WebhookTarget("http://127.0.0.1/v1/webhooks/\(tenant)/xendit")
    return settings
  }

  /// - Parameter xenditFirst: whom charges that both take go to first.
  static func setup(_ line: ProviderLine, xenditFirst: Bool, returnsFees: Bool, mistake: PaymentMistake?) -> ProviderSetup {
    func account(_ adapter: any ProviderAdapter) -> ProviderAccount {
      let adapter = mistake.map { MistakenAdapter(adapter, $0) } ?? adapter
      return ProviderAccount(adapter) { line.send($0, $1) }
    }
    let accounts = [
      account(MidtransAdapter(MidtransCredentials(serverKey: secret(midtransKey)))),
      account(XenditAdapter(XenditCredentials(secretKey: secret(xenditKey), callbackTokens: [secret(xenditToken)]))),
    ]
    return ProviderSetup(accounts: xenditFirst ? accounts.reversed() : accounts, routes: [], returnsFees: returnsFees)
  }

  private static func secret(_ text: String) -> ProviderSecret {
    guard let secret = ProviderSecret(Array(text.utf8)) else { preconditionFailure("visible ASCII is a key") }
    return secret
  }
}
