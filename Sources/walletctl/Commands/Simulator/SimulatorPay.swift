import JSON
import LedgerCore
import WalletAPI

extension SimulatorCommands {
  static let pay = Command(
    words: ["sim", "pay"], summary: "Play the customer who pays",
    details: "The provider tells the daemon by a webhook, as in life: `walletctl intent show` says when it knows.",
    arguments: [whichArgument],
    options: [
      .value("amount", "a", "AMOUNT", "how much, for a code that names no amount"),
      .value("currency", "c", "CODE", "of the amount (default IDR)"), .flag("late", nil, "after it has expired or was cancelled"),
    ] + which,
    calls: [.listAttempts],
    examples: [
      .init(
        "walletctl sim pay pi_01JD4W7Q2M0000CR00000000AD --simulator http://127.0.0.1:8099",
        "the customer scans the code, and pays"),
      .init("walletctl sim pay --qr \"$CODE\"", "the same by the code alone, where WALLETD_SIMULATOR says where"),
    ],
    run: { session throws(CommandFailure) in
      var more = JSONObject()
      if let text = session.invocation.value("amount") {
        let currency = try AmountInput.currency(session.invocation.value("currency") ?? "IDR")
        more["amount"] = .integer(try AmountInput.parse(text, currency: currency, isMinor: session.isMinor))
      }
      if session.invocation.has("late") { more["late"] = true }
      try act("pay", session, more: more)
    })
}
