/// What Midtrans knows us by: the server key, which opens the account and signs webhooks.
///
/// While a key is replaced both sign for a while: the first is sent, all of them are believed.
package struct MidtransCredentials: Sendable {
  let serverKey: ProviderSecret
  /// All that a webhook may be signed with.
  let webhookKeys: [ProviderSecret]

  package init(serverKey: ProviderSecret, alsoSigning others: [ProviderSecret] = []) {
    self.serverKey = serverKey
    webhookKeys = [serverKey] + others
  }
}
