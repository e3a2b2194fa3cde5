/// What Xendit knows us by, and what we know Xendit by: the secret key opens the account, and a token comes with every webhook.
///
/// While a token is replaced both come for a while: all of them are believed. Without any, no webhook is.
package struct XenditCredentials: Sendable {
  let secretKey: ProviderSecret
  let callbackTokens: [ProviderSecret]

  package init(secretKey: ProviderSecret, callbackTokens: [ProviderSecret]) {
    self.secretKey = secretKey
    self.callbackTokens = callbackTokens
  }
}
