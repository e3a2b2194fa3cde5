import Tenancy

/// A tenant's accounts at payment providers.
enum ProviderRoutes {
  static let list = Route(
    .get, "/v1/providers", .tenant(.readPayments), "Lists accounts at payment providers, and how they do",
    success: .init(200, "All of them.", .ref(.providerList)))

  static let get = Route(
    .get, "/v1/providers/{provider}", .tenant(.readPayments), "Shows an account at a provider, and how it does",
    text: "Of its secrets only what tells them apart.",
    parameters: [Parameters.provider], success: .init(200, "The account.", .ref(.provider)), problems: [.providerNotFound])

  static let set = Route(
    .post, "/v1/providers/{provider}", .tenant(.manageProviders), "Sets up an account at a provider, or changes it",
    text: """
      What is not given stays as it is. The key is sealed in the tenant's vault before anything names it, and in use from the answer on. \
      Where the provider signs its webhooks with the key (Midtrans), the one before is believed until it is retired.
      """,
    parameters: [Parameters.provider], body: .required(.providerChange), success: .init(200, "The account.", .ref(.provider)),
    problems: secrets + [.providerIncomplete, .secretRepeated, .providerSecretsFull], carriesSecrets: true)

  static let addSecret = Route(
    .post, "/v1/providers/{provider}/secrets", .tenant(.manageProviders), "Takes another secret that webhooks are known by",
    text:
      "All there are count, so that one can be replaced without a pause: add the new one, set it at the provider, retire the old one.",
    parameters: [Parameters.provider], body: .required(.providerSecretAddition),
    success: .init(200, "The account.", .ref(.provider)), problems: secrets + [.providerSecretsFull], carriesSecrets: true)

  static let retireSecret = Route(
    .post, "/v1/providers/{provider}/secrets/retire", .tenant(.manageProviders),
    "Believes no webhook any more that is known by a secret, and destroys it",
    parameters: [Parameters.provider], body: .required(.providerSecretRetirement),
    success: .init(200, "The account.", .ref(.provider)),
    problems: [.providerNotFound, .providerSecretNotFound, .providerSecretInUse, .invalidID])

  static let disable = move("disable", "Charges nobody there any more; what is under way goes on")
  static let enable = move("enable", "Charges there again")

  private static let secrets = PaymentMethodRoutes.needed + [.providerNotFound, .providerSecretNotFound]

  private static func move(_ verb: String, _ summary: String) -> Route {
    Route(
      .post, "/v1/providers/{provider}/\(verb)", .tenant(.manageProviders), summary, parameters: [Parameters.provider],
      body: .optional(.emptyRequest), success: .init(200, "The account.", .ref(.provider)), problems: [.providerNotFound])
  }
}

/// How a tenant takes payments.
enum PaymentSettingsRoutes {
  static let get = Route(
    .get, "/v1/payment_settings", .tenant(.readPayments), "Shows to whom charges go, and whether refunds give fees back",
    success: .init(200, "The settings.", .ref(.paymentSettings)))

  static let set = Route(
    .post, "/v1/payment_settings", .tenant(.manageProviders), "Sets to whom charges go, and whether refunds give fees back",
    text: """
      What is not given stays as it is. Of all routes that fit a charge the first is asked first; without any, accounts are asked in the \
      order in which they were set up.
      """, body: .required(.paymentSettingsChange), success: .init(200, "The settings.", .ref(.paymentSettings)),
    problems: [.contradiction, .tooManyItems])
}
