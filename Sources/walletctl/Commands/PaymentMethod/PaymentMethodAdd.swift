import JSON
import Sodium
import WalletAPI

/// The commands about payment methods, one file each.
enum PaymentMethodCommands {
  static let add = Command(
    words: ["payment-method", "add"], summary: "Keep a payment method and get a token for it",
    details: """
      The number itself is never an argument, where every program of the machine could see it: it is asked for on the terminal and not shown \
      while you type, or read from --secret-from. TYPE says what it is, and what goes with it:
        card                   its number; --expiry, --holder
        provider_card_token    the token; --provider, --brand, --last4, --expiry, --holder
        bank_account           the account's number; --country, --bank, --holder
        ewallet                the phone number or binding; --provider, --holder
        provider_credentials   the credentials; --provider, --label
        file                   the file itself; --name, --media-type
      """,
    arguments: [Argument("TYPE", "card, provider_card_token, bank_account, ewallet, provider_credentials or file")],
    options: [
      .secretFrom("secret-from", "number, token, account, credentials or file"), .value("customer", nil, "NAME", "whose it is"),
      .value("reference", "r", "TEXT", "your reference for billing"), .flag("default", nil, "make it the customer's default"),
      .value("expiry", nil, "MM/YYYY", "the end on the card"), .value("holder", nil, "NAME", "the name on it"),
      .value("provider", nil, "CODE", "whose token, wallet or credentials"), .value("brand", nil, "BRAND", "such as visa"),
      .value("last4", nil, "DIGITS", "the card's last four"), .value("country", nil, "CODE", "ISO 3166: ID"),
      .value("bank", nil, "CODE", "as the payout provider knows it"), .value("label", nil, "TEXT", "for people"),
      .value("name", nil, "TEXT", "the file's name"), .value("media-type", nil, "TYPE", "such as image/png"),
    ],
    calls: [.createPaymentMethod],
    examples: [
      .init("walletctl -t toko payment-method add card --expiry 12/2030 --customer alice --default", "asks for the number"),
      .init(
        "walletctl -t toko payment-method add bank_account --country ID --bank BCA --holder 'Alice W' --secret-from account.txt",
        "from a file that only you can read"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let name = invocation.argument("TYPE")
      guard let kind = NewMethodKind.all.first(where: { $0.name == name }) else {
        let near = Suggestion.nearest(name, in: NewMethodKind.all.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
        throw .usage("there is no type '\(name.prefix(40))'\(near)")
      }
      let fields = try kind.fields(invocation)
      var rest = JSONObject([("type", .string(kind.name))])
      rest["customer"] = invocation.value("customer").map { .string($0) }
      rest["reference"] = invocation.value("reference").map { .string($0) }
      if invocation.has("default") { rest["default"] = true }
      let typed = try session.secret(kind.what, from: "secret-from", limit: kind.limit, isLine: kind.name != "file")
      let secret = kind.name == "file" ? Base64.encode(typed) : typed
      let body = SecretBody(secret, at: [kind.name, kind.secret], beside: fields, rest)
      session.output.show(
        try session.post("/v1/payment_methods", secret: body, isKeyed: true), as: PaymentMethodColumns.details)
    })
}

/// What goes with a type of payment method.
struct NewMethodKind: Sendable {
  let name: String
  /// The field of the secret, and what people call it.
  let secret: String
  let what: String
  let limit: Int
  let needed: [String]
  let allowed: [String]

  static let all = [
    NewMethodKind(name: "card", secret: "number", what: "card's number", limit: 40, needed: ["expiry"], allowed: ["holder"]),
    NewMethodKind(
      name: "provider_card_token", secret: "token", what: "token", limit: 2_048, needed: ["provider"],
      allowed: ["brand", "last4", "expiry", "holder"]),
    NewMethodKind(
      name: "bank_account", secret: "account", what: "account's number", limit: 40, needed: ["country", "bank", "holder"],
      allowed: []),
    NewMethodKind(
      name: "ewallet", secret: "account", what: "wallet's number", limit: 2_048, needed: ["provider"], allowed: ["holder"]),
    NewMethodKind(
      name: "provider_credentials", secret: "credentials", what: "credentials", limit: 16_384, needed: ["provider"],
      allowed: ["label"]),
    NewMethodKind(
      name: "file", secret: "content", what: "file", limit: 65_536, needed: [], allowed: ["name", "media-type"]),
  ]

  private static let options = [
    "expiry", "holder", "provider", "brand", "last4", "country", "bank", "label", "name", "media-type",
  ]

  /// What stands beside the secret.
  func fields(_ invocation: Invocation) throws(CommandFailure) -> JSONObject {
    var fields = JSONObject()
    for option in NewMethodKind.options {
      guard let text = invocation.value(option) else {
        guard !needed.contains(option) else { throw .usage("a \(name) needs --\(option)") }
        continue
      }
      guard needed.contains(option) || allowed.contains(option) else { throw .usage("a \(name) has no --\(option)") }
      if option == "expiry" {
        let (month, year) = try NewMethodKind.expiry(text)
        fields["expiry_month"] = .integer(month)
        fields["expiry_year"] = .integer(year)
      } else {
        fields[option == "media-type" ? "media_type" : option] = .string(text)
      }
    }
    return fields
  }

  private static func expiry(_ text: String) throws(CommandFailure) -> (Int64, Int64) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 4, let month = Int64(parts[0]), let year = Int64(parts[1]),
      (1...12).contains(month)
    else { throw .usage("--expiry is MM/YYYY, such as 12/2030, not '\(text.prefix(20))'") }
    return (month, year)
  }
}

/// RFC 4648, with padding; from protected memory into protected memory.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ secret: borrowing SecretBytes) -> SecretBytes {
    secret.withBytes { source in
      SecretBytes(count: (source.count + 2) / 3 * 4) { target in
        for start in stride(from: 0, to: source.count, by: 3) {
          let left = min(3, source.count - start)
          var group = UInt32(source[start]) << 16
          if left > 1 { group |= UInt32(source[start + 1]) << 8 }
          if left > 2 { group |= UInt32(source[start + 2]) }
          for place in 0..<4 {
            target[start / 3 * 4 + place] =
              place <= left ? alphabet[Int(group >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "=")
          }
        }
      }
    }
  }
}
