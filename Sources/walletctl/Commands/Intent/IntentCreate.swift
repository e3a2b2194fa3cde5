import JSON
import LedgerCore
import WalletAPI

/// The commands about payment intents, one file each.
enum IntentCommands {
  static let create = Command(
    words: ["intent", "create"], summary: "Say what is to be paid, to a merchant or into a wallet",
    details: """
      Nobody is asked yet: `walletctl intent confirm` does that. A card's number is never taken here, only the token that the provider's own \
      page made of it.
      """,
    options: [
      .value("merchant", nil, "MERCHANT", "who is paid"), .value("wallet", nil, "WALLET", "or the wallet that is topped up"),
      Option.amount.required, Option.value("currency", "c", "CODE", "ISO 4217").required,
    ] + Option.method + [
      .choice("capture", ["automatic", "manual"], "manual only authorizes; capture it later (default automatic)"),
      .value("customer", nil, "TEXT", "your own name of who pays"),
      .value("reference", "r", "TEXT", "your own name of the order"),
      .value("description", nil, "TEXT", "for people"), .value("item", nil, "NAME,PRICE[,COUNT]", "what is bought").repeatable,
      .value("return-url", nil, "URL", "where the customer's browser goes afterwards"),
      .value("expires-in", "e", "SECONDS", "cancel it after so long; also 15m, 24h, 7d (default a day)"), .metadata,
    ],
    calls: [.createIntent],
    examples: [
      .init(
        "walletctl intent create --merchant m123 -a 25000 -c IDR --method qris -r order-17", "Rp25.000, to be scanned"),
      .init("walletctl intent create --merchant m123 -a 25000 -c IDR --method wallet --payer alice", "out of Alice's wallet"),
      .init("walletctl intent create --wallet alice -a 100000 -c IDR --method bank_transfer --bank bca", "Alice tops up"),
      .init(
        "walletctl intent create --merchant m123 -a 500000 -c IDR --method card --token accept-4711 --capture manual",
        "set aside on a card, and captured when the goods leave"),
    ],
    run: { session throws(CommandFailure) in
      session.output.show(try session.post("/v1/payment_intents", .object(try body(session))), as: IntentColumns.details)
    })

  private static func body(_ session: Session) throws(CommandFailure) -> JSONObject {
    let invocation = session.invocation
    let (merchant, wallet) = (invocation.value("merchant"), invocation.value("wallet"))
    guard (merchant == nil) != (wallet == nil) else { throw .usage("either --merchant or --wallet says who is paid") }
    let currency = try AmountInput.currency(invocation.value("currency") ?? "")
    let amount = try AmountInput.parse(invocation.value("amount") ?? "", currency: currency, isMinor: session.isMinor)
    guard amount > 0 else { throw .usage("an amount is more than zero; `walletctl payment refund` gives money back") }
    var body = JSONObject([("amount", .integer(amount)), ("currency", .string(currency.code))])
    body["payment_method"] = try session.paymentMethod()
    for (field, option) in [
      ("merchant_id", "merchant"), ("wallet_id", "wallet"), ("capture_method", "capture"), ("customer_id", "customer"),
      ("reference", "reference"), ("description", "description"), ("return_url", "return-url"),
    ] { body[field] = invocation.value(option).map { .string($0) } }
    if let text = invocation.value("expires-in") { body["expires_in"] = .integer(try HoldCommands.Duration.seconds(text)) }
    var items: [JSONValue] = []
    for text in invocation.values("item") { items.append(try item(text, currency, session)) }
    if !items.isEmpty { body["items"] = .array(items) }
    body["metadata"] = try session.metadata()
    return body
  }

  /// `NAME,PRICE` or `NAME,PRICE,COUNT`
  private static func item(_ text: String, _ currency: Currency, _ session: Session) throws(CommandFailure) -> JSONValue {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let count = parts.count == 3 ? Int64(parts[2]) : 1
    guard (2...3).contains(parts.count), !parts[0].isEmpty, let count else {
      throw .usage("an --item is NAME,PRICE or NAME,PRICE,COUNT, not '\(text.prefix(80))'")
    }
    let price = try AmountInput.parse(parts[1], currency: currency, isMinor: session.isMinor)
    return ["name": .string(parts[0]), "price": .integer(price), "quantity": .integer(count)]
  }
}

extension Argument {
  static let intent = Argument("INTENT", "its id, pi_…")
}
