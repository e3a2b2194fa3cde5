import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// The commands about bonuses, one file each.
enum BonusCommands {
  static let grant = Command(
    words: ["bonus", "grant"], summary: "Give a wallet promotional money",
    details: """
      It is spent before the wallet's own money, the bonus that expires first before the others, and cannot be withdrawn. What nobody has \
      spent in time is yours again.
      """,
    arguments: [.wallet],
    options: [
      Option.amount.required, Option.value("currency", "c", "CODE", "the wallet's").required,
      .value("expires-at", nil, "TIME", "when its time is up, RFC 3339 (default: never)"),
      .value("reason", nil, "TEXT", "why it is given"),
    ],
    calls: [.grantBonus],
    examples: [
      .init("walletctl bonus grant alice -a 50000 -c IDR --reason welcome", "Rp50.000 that never expire"),
      .init("walletctl bonus grant alice -a 10000 -c IDR --expires-at 2090-01-01T00:00:00Z", "to be spent before that"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let currency = try AmountInput.currency(invocation.value("currency") ?? "")
      let amount = try AmountInput.parse(invocation.value("amount") ?? "", currency: currency, isMinor: session.isMinor)
      guard amount > 0 else { throw .usage("a bonus is more than zero") }
      var body = JSONObject([("amount", .integer(amount)), ("currency", .string(currency.code))])
      body["expires_at"] = invocation.value("expires-at").map { .string($0) }
      body["reason"] = invocation.value("reason").map { .string($0) }
      let path = PercentCoding.path("/v1/wallets", invocation.argument("WALLET"), "/bonuses")
      session.output.show(try session.post(path, .object(body)), as: BonusColumns.details)
    })
}
