import API
import LedgerCore
import Payments
import Providers
import Vault

/// A provider's real adapter. What is told of money by a webhook is paid from then on: in the benchmark the provider hears it from us.
struct StandAdapter: ProviderAdapter {
  private let real: any ProviderAdapter
  private let provider: InstantProvider

  init(_ real: any ProviderAdapter, _ provider: InstantProvider) {
    self.real = real
    self.provider = provider
  }

  /// Of an account that was set up.
  init(_ blueprint: ProviderRoom.Blueprint, _ provider: InstantProvider) {
    func secret(_ opened: TenantVault.OpenedSecret) -> ProviderSecret {
      guard let secret = ProviderSecret(opened.bytes) else { preconditionFailure("only what a header can carry was kept") }
      return secret
    }
    let (key, others) = (secret(blueprint.apiKey), blueprint.webhookSecrets.map(secret))
    switch blueprint.provider {
    case .midtrans: self.init(MidtransAdapter(MidtransCredentials(serverKey: key, alsoSigning: others)), provider)
    case .xendit: self.init(XenditAdapter(XenditCredentials(secretKey: key, callbackTokens: others)), provider)
    }
  }

  var name: ProviderName { real.name }

  func objection(to charge: Charge) -> ProviderRefusal? { real.objection(to: charge) }

  func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest { try real.request(for: call) }

  func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome { real.outcome(of: call, answer) }

  func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification {
    let notification = try real.notification(delivery)
    if case .charge(let reference?, _) = notification.subject, Self.toldOfMoney.contains(notification.kind.string) {
      provider.isPaid(reference.string)
    }
    return notification
  }

  func meaning(of body: [UInt8]) -> ProviderNotification? { real.meaning(of: body) }

  private static let toldOfMoney: Set<String> = ["settlement", "payment.succeeded"]
}
