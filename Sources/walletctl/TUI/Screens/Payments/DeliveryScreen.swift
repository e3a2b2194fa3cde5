import JSON
import WalletAPI
import WalletClient

/// One webhook: what the provider sent, byte for byte.
enum DeliveryScreen {
  /// Cells of a line of the body.
  private static let width = 68

  static let screen = Screen(
    name: "delivery", aliases: ["webhook"], summary: "one webhook, byte for byte", scope: .tenant, argument: "in_…",
    operation: .getDelivery, head: head, source: .parts { head, _ in lines(head.first.flatMap { $0 }?.text(at: "body") ?? "") },
    columns: [
      ScreenColumn("BYTE", .number("byte"), name: "byte"),
      ScreenColumn("AS IT ARRIVED", .text("text"), widest: 400, narrowest: 20, name: "text"),
    ],
    ways: [
      Screen.Way(key: "o", name: "about", help: "the attempt or refund that it is about", drill: about),
      Screen.Way(
        key: "f", name: "fields", help: "what it says, field by field",
        drill: Drill("body") { _, context in Subject(id: context.subject.id) }),
    ],
    acts: [InboxActs.replay], actsOnHead: true, empty: "Its body is empty.", command: { ["inbox", "show", $0.subject.id] })

  static func fields(_ path: String) -> Drill {
    Drill("body") { row, _ in row.at(path)?.stringValue.map { Subject(id: $0) } }
  }

  static let about = Drill("") { _, context in
    let about = context.head.first.flatMap { $0 }?.text(at: "about") ?? ""
    return IDs.screen(of: about) == nil ? nil : Subject(id: about)
  }

  static let head = Screen.Head(
    requests: { [.get(PercentCoding.path("/v1/inbox", $0.subject.id))] },
    facts: { head, _ in
      guard let delivery = head.first.flatMap({ $0 }) else { return [] }
      return [
        Screen.Fact("Status", PaymentCells.status(delivery.text(at: "status"))),
        Screen.Fact("Provider", Plain.text(delivery.text(at: "provider"))),
      ] + PaymentCells.fact("Event", delivery.text(at: "event")) + PaymentCells.fact("About", delivery.text(at: "about"))
        + PaymentCells.fact("Why not", IntentColumns.said(delivery["error"]), .bad)
        + PaymentCells.fact("Arrived", TimeText.seconds(delivery.text(at: "created_at")))
        + PaymentCells.fact("Bytes", "\(delivery.text(at: "body").utf8.count)")
    })

  /// The body in lines that fit, each with the place of its first byte. What cannot be shown is shown as a sign, here as everywhere.
  private static func lines(_ body: String) -> [JSONValue] {
    var (lines, line, start, place) = ([JSONValue](), "", 0, 0)
    func add() { lines.append(["byte": .integer(Int64(start)), "text": .string(line)]) }
    for character in body {
      place += character.utf8.count
      let isEnd = character.isNewline
      if !isEnd { line.append(character) }
      if isEnd || line.count == width {
        add()
        (line, start) = ("", place)
      }
    }
    if !line.isEmpty { add() }
    return lines
  }
}

/// The same webhook as what it says: its fields.
enum BodyScreen {
  static let screen = Screen(
    name: "body", summary: "what one webhook says, field by field", scope: .tenant, argument: "in_…", operation: .getDelivery,
    head: DeliveryScreen.head,
    source: .parts { head, _ in
      let body = Array((head.first.flatMap { $0 }?.text(at: "body") ?? "").utf8)
      do { return RecordScreen.fields(try JSONValue.parse(body)) } catch {
        return [["field": "(no JSON)", "value": .string("\(error)")]]
      }
    },
    columns: [
      ScreenColumn("FIELD", .text("field")),
      ScreenColumn("VALUE", .text("value"), widest: 400, narrowest: 20, opens: RecordScreen.value),
    ],
    opens: RecordScreen.value,
    ways: [Screen.Way(key: "o", name: "about", help: "the attempt or refund that it is about", drill: DeliveryScreen.about)],
    empty: "It says nothing.", command: { ["inbox", "show", $0.subject.id] })
}
