/// What the resources are, in a line: the first words of commands that have verbs.
enum ResourceTable {
  /// An imperative, as of a command.
  static let summaries: [String: String] = [
    "tenant": "Keep the platforms whose books are here",
    "key": "Give a platform's programs API keys, replace them and end them",
    "account": "Open accounts, look at them, and control what may happen on them",
    "transfer": "Move money",
    "transaction": "Post several postings at once, look at what was posted, and reverse it",
    "batch": "Do many things from a file",
    "hold": "Reserve money, and capture or release it later",
    "merchant": "Keep the merchants who are paid through you",
    "customer": "Keep customers, and what their tier allows them",
    "wallet": "Keep wallets that customers top up and pay from",
    "monitor": "Have balances watched, and be told when they cross a line",
    "bonus": "Give wallets promotional money",
    "intent": "Say what is to be paid, and have it taken",
    "payment": "See what was paid, capture it, and give it back",
    "refund": "See what was given back",
    "settlement": "Book what providers say they have settled",
    "payout": "Pay merchants out, one asking and another agreeing",
    "attempt": "See what was asked of providers",
    "inbox": "See what providers have sent, and have it read again",
    "job": "See what is still to be done and what was given up, and have it done",
    "provider": "Keep accounts at payment providers, and see how they do",
    "payment-settings": "Say to whom charges go, and who keeps fees",
    "payment-method": "Keep cards and accounts behind tokens",
    "qr": "Read merchants' QR codes, and draw them",
    "sim": "Play customers and banks at a simulator of providers",
    "report": "Print what there is and who it belongs to",
    "events": "See what happened, and follow it as it happens",
    "audit": "Read and prove who did what",
    "vault": "Look after the keys that payment methods are sealed under",
    "daemon": "Ask the daemon about itself",
  ]

  static func summary(_ resource: String) -> String? { summaries[resource] }
}
