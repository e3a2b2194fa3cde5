import JSON
import WalletAPI
import WalletClient

extension EventCommands {
  static let tail = Command(
    words: ["events", "tail"], summary: "Follow what happens, as it happens",
    details: """
      Events appear as they are committed, until Ctrl-C. Where the connection breaks, it is made again and goes on behind the last event:
      none is missing, none comes twice. --from takes an event's id, and shows what came after it first.
      """,
    options: filters + [
      .value("from", nil, "EVENT", "begin behind this event (default: now)"),
      .value("count", "n", "N", "end after so many events"),
    ],
    calls: [.streamEvents],
    examples: [
      .init("walletctl events tail --account wallet:alice", "what happens on Alice's wallet from now on"),
      .init(
        "walletctl events tail --type 'hold.*,transfer.posted' --jsonl | while read -r event; do echo \"$event\"; done",
        "for a script"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let most = try invocation.value("count").map { text throws(CommandFailure) in
        guard let count = Int(text), count > 0 else { throw .usage("--count is a number above zero, not '\(text)'") }
        return count
      }
      let tail = try session.tail(
        EventSubscription(
          type: invocation.value("type"), account: invocation.value("account"), currency: invocation.value("currency"),
          object: invocation.value("object"), channel: invocation.value("channel")), after: invocation.value("from"))
      try follow(tail, most: most, session)
    })

  private static func follow(_ tail: EventTail, most: Int?, _ session: Session) throws(CommandFailure) {
    var writer = EventWriter(session)
    var shown = 0
    var isBroken = false
    while most.map({ shown < $0 }) ?? true {
      let step: EventTail.Step
      do throws(StreamFailure) {
        // Now and then the output is looked at: somebody may have closed it.
        step = try tail.next(within: 1_000)
      } catch {
        throw CommandFailure(error)
      }
      try Interruption.check()
      switch step {
      case .event(let event):
        guard let json = event.json else { throw CommandFailure(.error, "an event is not JSON") }
        writer.write(json)
        shown += 1
      case .connected:
        if isBroken { session.note("Connected again; it goes on behind the last event.") }
        isBroken = false
      case .broken(let failure, retryIn: _):
        if !isBroken { session.note("The stream broke: \(failure). Connecting again …") }
        isBroken = true
      case .nothing: break
      }
      if case .nothing = step { session.streams.flush() }
      guard session.streams.isOutOpen else { return }
    }
  }
}

/// Writes events one by one in the form that was asked for.
private struct EventWriter {
  private let session: Session
  private let columns: [Column]
  private var isFirst = true

  init(_ session: Session) {
    self.session = session
    columns = EventColumns(amounts: session.output.amounts).list
  }

  /// A line for each, at once: a table has no width to wait for.
  mutating func write(_ event: JSONValue) {
    switch session.output.format {
    case .table: session.streams.out(line(event) + "\n")
    case .json, .jsonl: session.output.jsonLine(event)
    case .csv: session.output.csv([event], columns, isFirst: isFirst)
    }
    isFirst = false
    session.streams.flush()
  }

  private func line(_ event: JSONValue) -> String {
    let type = event.text(at: "type")
    let pad = String(repeating: " ", count: max(1, 22 - type.count))
    let what = Plain.text(EventColumns.what(event, session.output.amounts))
    let channel = event["channel"]?.stringValue.map { "  " + Plain.text($0) } ?? ""
    return
      "\(TimeText.seconds(event.text(at: "occurred_at")))  \(Plain.text(type))\(pad)\(Plain.text(event.text(at: "object")))  \(what)\(channel)"
  }
}
