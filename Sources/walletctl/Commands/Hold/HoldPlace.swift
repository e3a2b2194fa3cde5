import JSON
import WalletAPI

/// The commands about holds, one file each.
enum HoldCommands {
  static let place = Command(
    words: ["hold", "place"], summary: "Reserve an amount from one account towards another",
    arguments: [
      Argument("DEBIT", "the account it is reserved on, by code or id"),
      Argument("CREDIT", "the account it is meant for, by code or id"),
    ],
    options: [
      Option.amount.required, .currency, .balancing,
      .value("expires-in", "e", "SECONDS", "free what is left after so long; also 15m, 24h, 7d (default: never)"),
    ] + Option.details + [.dryRun],
    calls: [.placeHold, .getAccount],
    examples: [
      .init(
        "walletctl hold place wallet:alice wallet:shop -a 300000 -c IDR --expires-in 15m", "Rp300.000, for a quarter of an hour")
    ],
    run: { session throws(CommandFailure) in
      var posting = try session.posting()
      posting.kind = .hold
      if session.invocation.has("dry-run") { return try DryRun.show([posting], session) }
      var body = try session.details(posting.json)
      if let text = session.invocation.value("expires-in") { body["expires_in"] = .integer(try Duration.seconds(text)) }
      session.output.show(try session.post("/v1/holds", .object(body)), as: HoldColumns.details)
    })

  /// Lengths of time as people write them.
  enum Duration {
    static func seconds(_ text: String) throws(CommandFailure) -> Int64 {
      let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
      let unit = text.last.flatMap { units[$0] }
      guard let number = Int64(unit == nil ? Substring(text) : text.dropLast()), number > 0 else {
        throw .usage("--expires-in is a number of seconds, or such as 15m, 24h, 7d; not '\(text)'")
      }
      let (seconds, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
      guard !overflow else { throw .usage("--expires-in \(text) is too long") }
      return seconds
    }
  }
}
