import ProviderWorld

/// How the simulator was started.
struct Invocation: Equatable {
  var port: UInt16 = 0
  var isVerbose = false
  var wantsHelp = false
  var settings = Settings()
}

/// The command line.
enum Arguments {
  static let help = """
    Examples:
      pspsim --port 8099                                  both providers on one port, without webhooks
      pspsim --midtrans-webhook http://127.0.0.1:8080/midtrans --xendit-webhook unix:/run/walletd/ingress.sock:/xendit
      pspsim --seed 7 --faults 0.05                       one call and one webhook in twenty goes wrong, the same ones each time
      curl -d '{"order_id":"order-1"}' http://127.0.0.1:8099/_sim/pay         the customer pays
      curl -d '{"operation":"charge","kind":"timeout_after"}' http://127.0.0.1:8099/_sim/faults    an answer is lost

    Usage: pspsim [--port N] [--midtrans-key KEY] [--xendit-key KEY] [--xendit-token TOKEN] [--midtrans-webhook URL]
                  [--xendit-webhook URL] [--seed N] [--faults SHARE] [--hold MS] [--slow MS] [--retry MS] [--confirm MS] [--verbose]

    Plays Midtrans (Core API) and Xendit (Payments v2, QR codes, e-wallets, refunds, balance) on 127.0.0.1, with a book of its own.
    Nothing is kept when it ends. Prints one line when it is ready: "pspsim ready at http://127.0.0.1:PORT, seed N".

      --port N                where to listen (default: 0, any)
      --midtrans-key KEY      the server key (default: SB-Mid-server-TESTKEY123)
      --xendit-key KEY        the secret key (default: xnd_development_TESTKEY123)
      --xendit-token TOKEN    what webhooks carry as x-callback-token (default: xendit-callback-token-TEST)
      --midtrans-webhook URL  where webhooks go: http://127.0.0.1:PORT/PATH or unix:/SOCKET:/PATH (default: nowhere)
      --xendit-webhook URL    the same for Xendit
      --seed N                what ids, numbers and faults are drawn from (default: another one each time)
      --faults SHARE          of calls and webhooks that go wrong by the seed, from 0 to 1 (default: 0)
      --hold MS               how long a call that times out is held before it is cut (default: 30000)
      --slow MS               how long a slow answer takes (default: 2000)
      --retry MS              until a refused webhook comes again; then 5, 15, 45, 105 times that (default: 500)
      --confirm MS            until the bank confirms a refund (default: 300)
      --verbose               log every call and every webhook

    GET /_sim/book     every charge: provider, reference, amount, captured, refunded, state; amounts in minor units
    POST /_sim/ACT     pay, decline, authorize, expire, settle, reverse, notify: {"order_id"} of Midtrans, {"reference_id"} of Xendit,
                       {"qr_string"} or {"id"}; pay takes "amount" (static codes) and "late" (money for what has expired);
                       decline takes "refund_id"
    /_sim/faults       GET lists, DELETE clears, POST orders: {"kind", "provider", "operation", "times", "probability",
                       "milliseconds", "effect", "in_body"}
                       kinds of calls: slow, timeout_before, timeout_after, http_500, http_503, http_429, reset, garbage,
                       declined, outage
                       kinds of webhooks: duplicate, late, reordered, lost, forged, tampered
    POST /_sim/clock   {"advance": SECONDS}
    GET /_sim/webhooks the latest attempts
    """

  static func read(_ words: [String]) throws(UsageError) -> Invocation {
    var invocation = Invocation()
    var settings = Settings()
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--port": invocation.port = try number(word, rest.popFirst())
      case "--midtrans-key": settings.midtransKey = try text(word, rest.popFirst())
      case "--xendit-key": settings.xenditKey = try text(word, rest.popFirst())
      case "--xendit-token": settings.xenditToken = try text(word, rest.popFirst())
      case "--midtrans-webhook": settings.midtransWebhook = try target(word, rest.popFirst())
      case "--xendit-webhook": settings.xenditWebhook = try target(word, rest.popFirst())
      case "--seed": settings.seed = try number(word, rest.popFirst()) as UInt64
      case "--faults":
        guard let share = rest.popFirst().flatMap(Share.millionths) else {
          throw UsageError("--faults needs a share from 0 to 1, such as 0.05")
        }
        settings.faults = share
      case "--hold": settings.delays.hold = try milliseconds(word, rest.popFirst())
      case "--slow": settings.delays.slow = try milliseconds(word, rest.popFirst())
      case "--retry": settings.retry = try milliseconds(word, rest.popFirst())
      case "--confirm": settings.confirmation = try milliseconds(word, rest.popFirst())
      case "--verbose": invocation.isVerbose = true
      case "--help", "-h": invocation.wantsHelp = true
      default: throw UsageError("unknown option \(word)")
      }
    }
    invocation.settings = settings
    return invocation
  }

  private static func number<Value: FixedWidthInteger>(_ option: String, _ text: String?) throws(UsageError) -> Value {
    guard let text, let value = Value(text) else { throw UsageError("\(option) needs a number") }
    return value
  }

  /// Up to a day.
  private static func milliseconds(_ option: String, _ text: String?) throws(UsageError) -> Int64 {
    let value: Int64 = try number(option, text)
    guard (0...86_400_000).contains(value) else { throw UsageError("\(option) needs milliseconds from 0 to a day's 86400000") }
    return value
  }

  private static func text(_ option: String, _ text: String?) throws(UsageError) -> String {
    guard let text, !text.isEmpty, !text.hasPrefix("--") else { throw UsageError("\(option) needs a value") }
    return text
  }

  private static func target(_ option: String, _ text: String?) throws(UsageError) -> WebhookTarget {
    guard let target = text.flatMap({ WebhookTarget($0) }) else {
      throw UsageError("\(option) needs http://127.0.0.1:PORT/PATH or unix:/SOCKET:/PATH")
    }
    return target
  }
}

struct UsageError: Error, Equatable {
  let sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}
