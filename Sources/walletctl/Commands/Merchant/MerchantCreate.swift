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
      .value("fees", nil, "LIST", "instead of these, of single ways to pay: 'qris=0.7, card=2.9+2000'"),
      .value("settlement-days", nil, "N", "working days until its money is available; 0: at once (default 1)"),
      .value("reserve", nil, "PERCENT", "what of each payment is held back, with --reserve-days (default 0)"),
      .value("reserve-days", nil, "N", "for so many days"), .metadata,
    ],
    calls: [.createMerchant],
    examples: [
      .init("walletctl merchant create m124 --name 'Warung Contoh' --fee-percent 0.7", "you keep 0.7 % of each payment"),
      .init(
        "walletctl merchant create m125 --fee-percent 2.95 --fee-fixed 2000 -c IDR --settlement-days 2",
        "and Rp2.000 more; available after two working days"),
      .init(
        "walletctl merchant create m126 --fees 'qris=0.7, card=2.9+2000' -c IDR --reserve 5 --reserve-days 90",
        "by the way of paying; a twentieth is held back for 90 days"),
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
