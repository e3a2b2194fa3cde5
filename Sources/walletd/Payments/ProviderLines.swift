import API
import HTTPClient
import Payments
import Providers
import Vault

/// How this daemon speaks to payment providers: an adapter for each, and one client for the calls of all tenants.
final class ProviderLines: Sendable {
  private let client: HTTPClient

  init() {
    var options = HTTPClientOptions()
    // All tenants' calls to a provider share them: a few that hang must not keep the others waiting.
    options.connectionsPerHost = 64
    client = HTTPClient(options, name: "providers")
  }

  func close() { client.close() }

  func account(_ blueprint: ProviderRoom.Blueprint) -> ProviderAccount {
    ProviderAccount(adapter(blueprint), isActive: blueprint.isActive) { [client] request, answer in
      let method: HTTPCall.Method =
        switch request.method {
        case .get: .get
        case .post: .post
        case .patch: .patch
        }
      let call = HTTPCall(
        method, blueprint.url + request.path, headers: request.headers.map { HTTPCall.Header($0.name, $0.value) },
        body: request.body, connectTimeout: min(3_000_000, blueprint.timeout), timeout: blueprint.timeout)
      client.send(call) { result in
        switch result {
        case .answered(let status, _, let body): answer(.answered(status: status, body: body))
        case .notSent(let reason): answer(.notSent(reason))
        case .interrupted(let reason): answer(.interrupted(reason))
        }
      }
    }
  }

  private func adapter(_ blueprint: ProviderRoom.Blueprint) -> any ProviderAdapter {
    let (key, others) = (secret(blueprint.apiKey), blueprint.webhookSecrets.map(secret))
    return switch blueprint.provider {
    case .midtrans: MidtransAdapter(MidtransCredentials(serverKey: key, alsoSigning: others))
    case .xendit: XenditAdapter(XenditCredentials(secretKey: key, callbackTokens: others))
    }
  }

  private func secret(_ opened: TenantVault.OpenedSecret) -> ProviderSecret {
    guard let secret = ProviderSecret(opened.bytes) else { preconditionFailure("only what a header can carry was kept") }
    return secret
  }
}
