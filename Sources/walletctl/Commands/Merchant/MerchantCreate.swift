import JSON
import LedgerCore
import WalletAPI

/// The commands about merchants, one file each.
enum MerchantCommands {
  static let create = Command(
    words: ["merchant", "create"], summary: "Make a merchant, who is paid through you",
    arguments: [Argument("NAME", "your own name for it, which never changes: m123")],
    options: [
      .value("name", nil, "TEXT", "what people call it"),
      .value("fee-percent", nil, "PERCENT", "what you keep of each payment: 0.7 (default 0)"),
      .value("fee-fixed", nil, "AMOUNT", "and this much more of each, with --currency"),
      .value("currency", "c", "CODE", "of the fixed fee"),
      .value("settlement-days", nil, "N", "days until its money may be paid out (default 1)"), .metadata,
    ],
    calls: [.createMerchant],
    examples: [
      .init("walletctl merchant create m124 --name 'Warung Contoh' --fee-percent 0.7", "you keep 0.7 % of each payment"),
      .init(
        "walletctl merchant create m125 --fee-percent 2.95 --fee-fixed 2000 -c IDR --settlement-days 2",
        "and Rp2.000 more; paid out after two days"),
    ],
    run: { session throws(CommandFailure) in
      var body = JSONObject([("merchant_id", .string(session.invocation.argument("NAME")))])
      for member in try terms(session).members { body[member.key] = member.value }
      session.output.show(try session.post("/v1/merchants", .object(body)), as: MerchantColumns.details)
    })
}

extension Argument {
  static let merchant = Argument("MERCHANT", "your own name for it, or its id, mch_…")
}
