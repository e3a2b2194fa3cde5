import JSON

/// Payment methods and the vault.
enum VaultShapes {
  static let types = ["card", "provider_card_token", "bank_account", "ewallet", "provider_credentials", "file"]
  private static let brands = ["visa", "mastercard", "amex", "jcb", "discover", "unionpay", "diners"]

  private static let key = Field.optional("idempotency_key", Shapes.key)
  private static let month = Schema.integer(1...12)
  private static let year = Schema.integer(1970...9999)
  private static let holder = Schema.string(length: 1...64).described("As it stands there: no digits.")
  private static let code = Schema.string(pattern: "^[A-Za-z0-9._-]{1,32}$")
  private static let label = Schema.string(length: 1...128)

  // MARK: Requests

  private static let card = Schema.object(
    [
      Field("number", .string(length: 12...40), "12 to 19 digits; spaces and dashes are left out."),
      Field("expiry_month", month), Field("expiry_year", year), .optional("holder", holder),
    ], isClosed: true)

  private static let providerCardToken = Schema.object(
    [
      Field("provider", code), Field("token", .string(length: 1...2_048), "Visible ASCII."),
      .optional("brand", .oneOf(brands)), .optional("last4", .string(pattern: "^[0-9]{4}$")),
      .optional("expiry_month", month), .optional("expiry_year", year), .optional("holder", holder),
    ], isClosed: true)

  private static let bankAccount = Schema.object(
    [
      Field("country", .string(pattern: "^[A-Z]{2}$"), "ISO 3166."),
      Field("bank", code, "The code the payout provider knows it by."),
      Field("account", .string(length: 4...40), "In ID 6 to 20 digits; elsewhere letters and digits."), Field("holder", holder),
    ], isClosed: true)

  private static let ewallet = Schema.object(
    [
      Field("provider", code), Field("account", .string(length: 1...2_048), "A phone number, or the provider's binding."),
      .optional("holder", holder),
    ], isClosed: true)

  private static let credentials = Schema.object(
    [Field("provider", code), .optional("label", label), Field("credentials", .string(length: 1...16_384))], isClosed: true)

  private static let file = Schema.object(
    [
      .optional("name", label), .optional("media_type", label),
      Field("content", .string(pattern: "^[A-Za-z0-9+/]+={0,2}$", length: 4...87_384), "Base64 with padding."),
    ], isClosed: true)

  static let creation = Schema.object(
    [
      Field("type", .oneOf(types)),
      .optional("card", card), .optional("provider_card_token", providerCardToken), .optional("bank_account", bankAccount),
      .optional("ewallet", ewallet), .optional("provider_credentials", credentials), .optional("file", file),
      .optional("customer", Shapes.reference, "Whose it is, in the platform's words."),
      .optional("reference", Shapes.reference, "The platform's reference for billing."),
      .optional("default", .bool, "Whether it becomes the customer's default. Default: false."), key,
    ], isClosed: true
  ).examples([
    "type": "card",
    "card": ["number": "4111 1111 1111 1111", "expiry_month": 12, "expiry_year": 2_030, "holder": "Alice Wijaya"],
    "customer": "alice", "default": true,
  ])

  static let change = Schema.object([key], isClosed: true).examples([:])
  static let nothing = Schema.object([], isClosed: true).examples([:])

  static let reveal = Schema.object(
    [.optional("reason", Shapes.reference, "Kept in the audit trail. No card number: digits in a row are at most 11.")],
    isClosed: true
  ).examples(["reason": "chargeback 4711"])

  static let passphrase = Schema.object([.optional("passphrase", .string(length: 12...1_024))], isClosed: true).examples([:])

  // MARK: Replies

  private static let text = Schema.string().orNull

  private static func shown(_ secrets: [Field] = []) -> Schema {
    Schema.object(
      secrets + [
        .optional("brand", Schema.oneOf(brands).orNull), .optional("masked", text, "What may be shown of it."),
        .optional("expiry_month", month.orNull), .optional("expiry_year", year.orNull), .optional("holder", text),
        .optional("provider", text), .optional("country", text), .optional("bank", text), .optional("label", text),
        .optional("name", text), .optional("media_type", text), .optional("size", Schema.integer().orNull, "Bytes."),
      ])
  }

  private static func method(_ secrets: [Field]) -> Schema {
    Schema.object(
      [Field("id", Shapes.tokenID), Field("type", .oneOf(types))]
        + types.map { .optional($0, shown(secrets).orNull) } + [
          Field("fingerprint", .string(pattern: "^[0-9a-f]{32}$"), "The same for the same number inside a tenant."),
          Field("customer", text), Field("reference", text), Field("default", .bool), Field("created_at", Shapes.time),
          Field("deleted_at", Shapes.time.orNull),
        ])
  }

  static let method = method([])

  static let revealed = method(
    ["number", "token", "account", "credentials", "content"].map { .optional($0, .string(), "The secret.") })

  static let vault = Schema.object([
    Field("state", .oneOf(["absent", "sealed", "unsealed"])),
    Field("key", text, "The id of the key-encryption key."),
    Field("retiring_key", text, "The one before, while a rotation is under way."),
    Field("memory", .oneOf(["memfd_secret", "sodium_malloc"]), "What secrets lie in."),
    Field(
      "rotation",
      Schema.object([
        Field("is_under_way", .bool), Field("tenants_done", .integer()),
        Field("tenants", .integer(), "Those that have a vault."),
        Field("trouble", text, "What stopped it."),
      ])),
  ])

  static let dataKeys = Schema.object([
    Field(
      "data",
      .array(
        of: .object([
          Field("number", .integer()), Field("purpose", .oneOf(["records", "index"])),
          Field("state", .oneOf(["active", "retiring", "destroyed"])), Field("created_at", Shapes.time),
          Field("wrapped_under", text),
        ]))),
    Field(
      "rotation",
      Schema.object([Field("is_under_way", .bool), Field("resealed", .integer()), Field("trouble", text)])),
  ])
}
