import JSON

/// What postings would do, worked out here from the balances of now. Nothing is sent but questions.
enum DryRun {
  static func show(_ postings: [PostingInput], _ session: Session) throws(CommandFailure) {
    var accounts: [String: JSONValue] = [:]
    for posting in postings {
      for reference in [posting.debit, posting.credit] where accounts[reference] == nil {
        accounts[reference] = try session.account(reference, currency: posting.currency)
      }
    }
    let lines = lines(postings, accounts)
    switch session.output.format {
    case .table:
      session.streams.out(session.output.table(lines, as: columns))
      for warning in warnings(lines) { session.note(warning) }
      session.note("Nothing was sent (--dry-run).")
    case .json: session.output.json(["dry_run": .bool(true), "postings": .array(lines)])
    case .jsonl: for line in lines { session.output.jsonLine(line) }
    case .csv: session.output.csv(lines, columns, isFirst: true)
    }
  }

  /// A line for each side of each posting, one after the other. `accounts`: as they are now, by what the postings call them; a side whose
  /// account is not among them has no line.
  static func lines(_ postings: [PostingInput], _ accounts: [String: JSONValue]) -> [JSONValue] {
    var moving: [String: JSONValue] = [:]
    var lines: [JSONValue] = []
    for posting in postings {
      for (reference, side) in [(posting.debit, "debit"), (posting.credit, "credit")] {
        guard let asked = accounts[reference] else { continue }
        // One account may be called by its code here and by its id there.
        let id = asked.text(at: "id")
        let known = moving[id] ?? asked
        let after = moved(known, side: side, by: posting)
        moving[id] = after
        lines.append(line(posting, side, before: known, after: after))
      }
    }
    return lines
  }

  /// What an account comes to: on the side that grows it money arrives, on the other it leaves.
  private static func moved(_ account: JSONValue, side: String, by posting: PostingInput) -> JSONValue {
    guard case .object(var members) = account, let posted = account["posted"]?.integerValue,
      let available = account["available"]?.integerValue
    else { return account }
    let isInflow = account.text(at: "normal_side") == side
    let change: (posted: Int64, available: Int64) =
      switch posting.kind {
      case .post: isInflow ? (1, 1) : (-1, -1)
      case .hold: isInflow ? (0, 0) : (0, -1)
      case .capture: isInflow ? (1, 1) : (-1, 0)
      case .release: isInflow ? (0, 0) : (0, 1)
      }
    members["posted"] = .integer(saturated(posted, change.posted * posting.amount))
    members["available"] = .integer(saturated(available, change.available * posting.amount))
    return .object(members)
  }

  private static func saturated(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (b < 0 ? .min : .max) : sum
  }

  private static func line(_ posting: PostingInput, _ side: String, before: JSONValue, after: JSONValue) -> JSONValue {
    [
      "kind": .string("\(posting.kind)"), "side": .string(side),
      "account": before["code"]?.stringValue.map { .string($0) } ?? before["id"] ?? .null,
      "amount": .integer(posting.amount), "currency": before["currency"] ?? .null, "posted": before["posted"] ?? .null,
      "available": before["available"] ?? .null, "posted_after": after["posted"] ?? .null,
      "available_after": after["available"] ?? .null, "limit": before["limit"] ?? .null, "status": before["status"] ?? .null,
    ]
  }

  /// Why the daemon would refuse, as far as can be seen from here.
  static func warnings(_ lines: [JSONValue]) -> [String] {
    lines.compactMap { line in
      let account = line.text(at: "account")
      // What was reserved before a freeze can still be captured and released.
      let isResolving = ["capture", "release"].contains(line.text(at: "kind"))
      if line.text(at: "status") != "open", !isResolving {
        return "It would be refused: \(account) is \(line.text(at: "status"))."
      }
      let limit = line.text(at: "limit")
      let floor = line.at("limit.floor")?.integerValue ?? (limit == "no_overdraft" ? 0 : nil)
      guard let floor, let before = line["available"]?.integerValue, let after = line["available_after"]?.integerValue,
        after < before, after < floor
      else { return nil }
      return "It would be refused: \(account) would fall below its limit."
    }
  }

  static let columns = [
    Column("KIND", "kind", .text("kind")), Column("SIDE", "side", .text("side")), Column("ACCOUNT", "account", .text("account")),
    Column("AMOUNT", "amount", .amount("amount", currency: "currency")), Column("", "currency", .text("currency")),
    Column("POSTED", "posted", .amount("posted", currency: "currency")),
    Column("AFTER", "posted_after", .amount("posted_after", currency: "currency")),
    Column("AVAILABLE", "available", .amount("available", currency: "currency")),
    Column("AFTER", "available_after", .amount("available_after", currency: "currency")),
  ]
}
