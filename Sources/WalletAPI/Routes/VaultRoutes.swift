import Tenancy

/// Payment methods: in under a key, out under audit only.
enum PaymentMethodRoutes {
  static let create = Route(
    .post, "/v1/payment_methods", .tenant(.writePaymentMethods), "Keeps a payment method and answers its token",
    text: """
      The object named like `type` holds it. A card's security code is refused, never stored: send it to the provider. The same number \
      under another key gets another token with the same `fingerprint`. A tenant for tests takes well-known test card numbers only.
      """, body: .required(.paymentMethodCreation), success: .init(201, "The payment method.", .ref(.paymentMethod)),
    problems: needed + [
      .securityCodeRefused, .invalidCardNumber, .unknownCardBrand, .cardExpired, .secretRepeated, .realCardInTest, .contradiction,
    ], carriesSecrets: true)

  static let list = Route(
    .get, "/v1/payment_methods", .tenant(.readPaymentMethods), "Lists payment methods, masked",
    text: "What was deleted is not listed. A page may be shorter than `limit` and yet have a next one.",
    parameters: [
      Parameter("customer", "Of this customer, in the platform's words.", Shapes.reference),
      Parameter("type", "Of this type.", .oneOf(VaultShapes.types)),
    ] + Parameters.paging,
    success: .init(200, "A page.", .ref(.paymentMethodList)),
    problems: needed + [.invalidCursor, .valueEmpty, .valueTooLong, .invalidText])

  static let get = Route(
    .get, "/v1/payment_methods/{token}", .tenant(.readPaymentMethods), "Shows a payment method, masked",
    parameters: [Parameters.token], success: .init(200, "The payment method.", .ref(.paymentMethod)), problems: one)

  static let setDefault = Route(
    .post, "/v1/payment_methods/{token}/default", .tenant(.writePaymentMethods), "Makes a payment method its customer's default",
    text: "In place of the one before. Once more does nothing.",
    parameters: [Parameters.token], body: .optional(.paymentMethodChange),
    success: .init(200, "The payment method.", .ref(.paymentMethod)), problems: one + [.paymentMethodDeleted, .customerRequired])

  static let delete = Route(
    .post, "/v1/payment_methods/{token}/delete", .tenant(.writePaymentMethods), "Destroys a payment method's secret and details",
    text: "The token, the fingerprint and the times stay. Once more does nothing.",
    parameters: [Parameters.token], body: .optional(.paymentMethodChange),
    success: .init(200, "What is left of it.", .ref(.paymentMethod)), problems: one)

  static let reveal = Route(
    .post, "/v1/payment_methods/{token}/reveal", .tenant(.revealPaymentMethods), "Answers a payment method's secret, under audit",
    text: """
      The audit row, with the `reason`, is durable before the secret leaves. Takes no idempotency key: a stored answer would be the \
      secret once more, and every look is to have its own row. A retry is a new reveal.
      """, parameters: [Parameters.token], body: .optional(.reveal),
    success: .init(200, "The payment method with its secret.", .ref(.revealedMethod)), problems: one + [.paymentMethodDeleted],
    carriesSecrets: true, isKeyed: false)

  static let needed: [ProblemCode] = [.vaultAbsent, .vaultSealed, .vaultKeyUnusable, .vaultFenced, .vaultShredded]
  private static let one = needed + [.paymentMethodNotFound]
}

/// The vault's keys.
enum VaultRoutes {
  private static let keys: [ProblemCode] = [.vaultAbsent, .vaultKeyUnusable]

  static let get = Route(
    .get, "/v1/vault", .daemon(.manageVault), "Shows whether the vault can be used, under which key, and how far a rotation is",
    success: .init(200, "The vault.", .ref(.vault)))

  static let initialise = Route(
    .post, "/v1/vault/init", .daemon(.manageVault), "Makes the vault's key",
    text: """
      Once for each daemon. With a `passphrase` the key lies sealed under it (Argon2id), and the vault is sealed after every start; \
      without one it lies in a file that only the daemon reads. A key that systemd hands in needs no such call.
      """, body: .optional(.passphrase), success: .init(201, "The vault.", .ref(.vault)), problems: keys + [.vaultKeyExists],
    carriesSecrets: true, isKeyed: false)

  static let seal = Route(
    .post, "/v1/vault/seal", .daemon(.manageVault), "Takes all keys out of memory",
    text: "What needs the vault is answered 503 `vault_sealed` until it is unsealed; the ledgers go on. Once more does nothing.",
    body: .optional(.vaultChange), success: .init(200, "The vault.", .ref(.vault)), problems: keys, isKeyed: false)

  static let unseal = Route(
    .post, "/v1/vault/unseal", .daemon(.manageVault), "Reads the vault's key again, with its passphrase if it has one",
    text: "Takes about a second. Refusals are in the audit trail. Once more does nothing.", body: .optional(.passphrase),
    success: .init(200, "The vault.", .ref(.vault)), problems: keys + [.passphraseWrong], carriesSecrets: true, isKeyed: false)

  static let rotate = Route(
    .post, "/v1/vault/rotate", .daemon(.manageVault), "Goes over to a new key-encryption key while serving",
    text: """
      Answered when the new key is in use; the tenants' keys are then wrapped anew one tenant after the other, and the old key is \
      destroyed at the end. A daemon that was cut off goes on at its next start; this call goes on too where something stopped it.
      """, body: .optional(.passphrase), success: .init(202, "The vault.", .ref(.vault)),
    problems: keys + [.vaultSealed, .passphraseWrong, .rotationUnderWay], carriesSecrets: true, isKeyed: false)

  static let dataKeys = Route(
    .get, "/v1/vault/data_keys", .tenant(.manageVault), "Lists a tenant's data keys, never what they are",
    success: .init(200, "The keys.", .ref(.dataKeys)), problems: keys + [.vaultFenced])

  static let rotateDataKey = Route(
    .post, "/v1/vault/rotate_data_key", .tenant(.manageVault),
    "Seals a tenant's payment methods under a new data key while serving",
    text:
      "Answered when the new key is in use; the rest is sealed anew in small pieces, and the old key is destroyed at the end.",
    body: .optional(.vaultChange), success: .init(202, "The keys.", .ref(.dataKeys)),
    problems: PaymentMethodRoutes.needed + [.rotationUnderWay], isKeyed: false)
}
