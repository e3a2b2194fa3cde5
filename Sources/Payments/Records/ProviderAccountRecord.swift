import JSON
package import LedgerCore

/// A tenant's account at a provider: where it is, and which secrets it is known by. The secrets themselves lie sealed in the tenant's vault; here
/// stands only by which id they are found there.
package struct ProviderAccountRecord: PaymentRecord {
  package typealias E = ProviderAccountEntity
  package static let kind: Text = "provider_account"

  package enum State: String, Sendable, CaseIterable {
    case active
    /// Nobody is charged there any more; what is under way goes on.
    case disabled
  }

  package var state = State.active
  package var provider: ProviderName
  /// Where its API is, without a slash at the end.
  package var url: Text
  /// Milliseconds for one call.
  package var timeout: Int64
  /// What the account is opened with.
  package var apiKey: SecretMark
  /// All that a webhook may be known by.
  package var webhookSecrets: [SecretMark] = []

  package static let defaultTimeout: Int64 = 10_000
  package static let timeouts: ClosedRange<Int64> = 100...120_000
  package static let mostWebhookSecrets = 8

  package var name: Text? { Text(provider.rawValue) }
  package var secrets: [SecretMark] { [apiKey] + webhookSecrets }

  package init(provider: ProviderName, url: Text, timeout: Int64, apiKey: SecretMark) {
    self.provider = provider
    self.url = url
    self.timeout = timeout
    self.apiKey = apiKey
  }

  package init(_ fields: RecordFields, state: State) throws(MalformedRecord) {
    self.state = state
    provider = try fields.required("name", fields.name.flatMap { ProviderName(rawValue: $0.string) })
    url = try fields.required("url", fields.text("url"))
    timeout = try fields.required("timeout_ms", fields.integer("timeout_ms"))
    apiKey = try fields.required("api_key", fields.secrets("api_key").first)
    webhookSecrets = try fields.secrets("webhook_secrets")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("url", url)
    fields.set("timeout_ms", timeout)
    fields.set("api_key", [apiKey])
    fields.set("webhook_secrets", webhookSecrets)
  }
}

/// What may be known of a secret: enough to tell it from others, and to find it in the vault.
package struct SecretMark: Sendable, Hashable {
  package var id: ProviderSecretID
  /// The same for the same secret of a provider inside a tenant, and of no use anywhere else: 32 hexadecimal digits.
  package var fingerprint: Text
  /// Its last characters; nil where it is so short that they would tell too much.
  package var ending: Text?
  /// When it was kept.
  package var since: Timestamp

  package init(id: ProviderSecretID, fingerprint: Text, ending: Text?, since: Timestamp) {
    self.id = id
    self.fingerprint = fingerprint
    self.ending = ending
    self.since = since
  }
}

extension RecordFields {
  fileprivate mutating func set(_ key: String, _ secrets: [SecretMark]) {
    set(
      key,
      .array(
        secrets.map { secret in
          var object = JSONObject([
            ("id", .string(secret.id.text)), ("fingerprint", .string(secret.fingerprint.string)),
            ("since", .integer(secret.since.microseconds)),
          ])
          object["ending"] = secret.ending.map { .string($0.string) }
          return .object(object)
        }))
  }

  fileprivate func secrets(_ key: String) throws(MalformedRecord) -> [SecretMark] {
    var secrets: [SecretMark] = []
    for item in body[key]?.arrayValue ?? [] {
      secrets.append(
        SecretMark(
          id: try required(key, item["id"]?.stringValue.flatMap { ProviderSecretID($0) }),
          fingerprint: Text(try required(key, item["fingerprint"]?.stringValue)),
          ending: item["ending"]?.stringValue.map { Text($0) },
          since: Timestamp(microseconds: try required(key, item["since"]?.integerValue))))
    }
    return secrets
  }
}
