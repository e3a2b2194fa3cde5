import JSON
import WalletClient

extension SimulatorCommands {
  static let kindsOfFaults = [
    "slow", "timeout_before", "timeout_after", "http_500", "http_503", "http_429", "reset", "garbage", "declined", "outage",
    "duplicate", "late", "reordered", "lost", "forged", "tampered",
  ]

  static let fault = Command(
    words: ["sim", "fault"], summary: "Order something to go wrong at the simulator",
    details: "KIND is one of: \(kindsOfFaults.joined(separator: ", ")).\n`walletctl sim heal` takes all of it back.",
    arguments: [Argument("KIND", "what goes wrong")],
    options: [
      .value("operation", nil, "WHAT", "at what: charge, status, cancel, capture, refund, webhook … (default all)"),
      .choice("provider", ["midtrans", "xendit"], "at one of them (default both)"),
      .value("times", nil, "N", "how often (default once)"),
      .value("milliseconds", nil, "N", "how long, where it is about time"), .simulator,
    ],
    examples: [
      .init("walletctl sim fault timeout_after --operation refund", "the next refund is made, and nobody hears of it"),
      .init("walletctl sim fault outage --milliseconds 30000", "half a minute without anybody there"),
    ],
    run: { session throws(CommandFailure) in
      var body = JSONObject([("kind", .string(session.invocation.argument("KIND")))])
      for name in ["operation", "provider"] { body[name] = session.invocation.value(name).map { .string($0) } }
      for name in ["times", "milliseconds"] {
        guard let text = session.invocation.value(name) else { continue }
        guard let number = Int64(text) else { throw .usage("--\(name) is a number, not '\(text.prefix(40))'") }
        body[name] = .integer(number)
      }
      session.output.show(try session.simulator().ask(.post, "/_sim/faults", .object(body)), as: faultColumns)
    })

  static let faultColumns = [
    Column("KIND", "kind", .text("kind")), Column("OPERATION", "operation", .text("operation")),
    Column("PROVIDER", "provider", .text("provider")), Column("TIMES", "times", .number("times")),
    Column("MS", "milliseconds", .number("milliseconds")),
  ]
}
