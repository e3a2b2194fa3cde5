/// What has happened, as events, written from docs/reference/events.md and docs/adr/0014-events.md.
extension ExpectedLedger {
  /// - Parameter account: the index of the account they are to have touched.
  func events(_ filter: EventFilter, _ account: Int?, _ limit: Int, _ cursor: String?) -> String {
    let below = cursor.flatMap { ExpectedText.number(inEventCursor: $0) } ?? .max
    var found: [(sequence: Int64, text: String)] = []
    var (row, change) = (rows.count - 1, changes.count - 1)
    while row >= 0 || change >= 0, found.count <= limit {
      if change >= 0, row < 0 || changes[change].sequence > rows[row].first {
        let entry = changes[change]
        change -= 1
        let isAsked = account.map { accounts[$0].id == entry.account.id } ?? true
        guard isAsked, isWanted("account.\(entry.kind)", entry.sequence, filter, below) else { continue }
        found.append((entry.sequence, view(event: entry)))
      } else {
        var first = row
        while rows[first].sequence != rows[row].first { first -= 1 }
        let range = first..<row + 1
        row = first - 1
        let isAsked = account.map { account in rows[range].contains { $0.touches(account) } } ?? true
        guard isAsked, isWanted(eventType(rows[first]), rows[first].first, filter, below) else { continue }
        found.append((rows[first].first, view(event: range)))
      }
    }
    let shown = found.prefix(limit)
    let next = found.count > limit ? shown.last.map { ExpectedText.eventCursor($0.sequence, tag) } : nil
    return
      "{\"data\":[\(shown.map(\.text).joined(separator: ","))],\"has_more\":\(next != nil),\"cursor\":\(ExpectedText.quoted(next))}"
  }

  private func isWanted(_ type: String, _ sequence: Int64, _ filter: EventFilter, _ below: Int64) -> Bool {
    let time = times[Int(sequence) - 1]
    return sequence < below && time >= filter.from ?? .min && time < filter.to ?? .max
      && filter.types.contains { $0 == type || $0.hasSuffix(".*") && type.hasPrefix($0.dropLast()) }
  }

  private func eventType(_ row: ExpectedRow) -> String {
    switch row.kind {
    case "hold": "hold.placed"
    case "capture": "hold.captured"
    case "release": "hold.released"
    case "expiry": "hold.expired"
    default: row.reverses == nil ? "transfer.posted" : "transaction.reversed"
    }
  }

  private func view(event range: Range<Int>) -> String {
    let first = rows[range.lowerBound]
    let hold = first.hold.flatMap { holds[$0]?.id }
    var touched: [String] = []
    for row in rows[range] {
      for account in [row.debit, row.credit] where !touched.contains(accounts[account].id) {
        touched.append(accounts[account].id)
      }
    }
    let data =
      switch first.kind {
      case "post": view(transaction: range)
      case "hold": view(hold: first.sequence, asPlaced: true)
      default: view(resolution: range)
      }
    return view(event: eventType(first), first.first, hold ?? transactionID(first), touched, data)
  }

  private func view(event entry: (sequence: Int64, kind: String, account: ExpectedAccount)) -> String {
    view(
      event: "account.\(entry.kind)", entry.sequence, entry.account.id, [entry.account.id],
      view(entry.account, sequence: entry.sequence))
  }

  private func view(event type: String, _ sequence: Int64, _ object: String, _ accounts: [String], _ data: String) -> String {
    let time = times[Int(sequence) - 1]
    // An id has the row's time, and the ledger as its source in two bits behind it: zero.
    return "{\"id\":\"\(ExpectedText.id("evt_", time << 2, tag, sequence))\",\"type\":\"\(type)\",\"version\":1,"
      + "\"occurred_at\":\"\(ExpectedText.time(time))\",\"sequence\":\(sequence),\"object\":\"\(object)\","
      + "\"accounts\":[\(accounts.map { "\"\($0)\"" }.joined(separator: ","))],\"data\":\(data)}"
  }
}
