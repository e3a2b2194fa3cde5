import JSON
import LedgerCore

/// The lines that are typed before an act, one after the other.
struct ActForm: Sendable {
  private(set) var lines: [(field: Act.Field, line: LineEditor)]
  /// The one that is being typed.
  private(set) var current = 0
  /// Why the line cannot be meant.
  private(set) var complaint = ""
  private let currency: Currency?

  init(_ fields: [Act.Field], about row: JSONValue) {
    lines = fields.map { ($0, LineEditor($0.initial(row))) }
    currency = Currency(row.text(at: "currency"))
  }

  var typing: (prompt: String, line: LineEditor) { ("\(lines[current].field.name): ", lines[current].line) }

  /// Those that stand already, as they were typed.
  var done: [(name: String, text: String)] { lines.prefix(current).map { ($0.field.name, $0.line.text) } }

  mutating func take(_ edit: (inout LineEditor) -> Void) { edit(&lines[current].line) }

  /// Goes on to the next line; whether that was the last one.
  mutating func goOn() -> Bool {
    complaint = ""
    let (field, line) = lines[current]
    guard value(field, line.text) != nil else {
      switch field.kind {
      case .amount: complaint = "'\(Plain.text(line.text))' is no amount of \(currency?.code ?? "money"), such as \(example)."
      case .choice(let words): complaint = "One of: \(words.joined(separator: ", "))."
      case .text: break
      }
      return false
    }
    guard current + 1 < lines.count else { return true }
    current += 1
    return false
  }

  /// What was typed, by the fields' names; a text that was left empty is not there.
  var values: JSONValue {
    .object(
      JSONObject(lines.compactMap { field, line in value(field, line.text).map { (field.name, $0) } }.filter { $0.1 != .null }))
  }

  /// Null: nothing, and nothing is needed. Nil: it cannot be meant.
  private func value(_ field: Act.Field, _ text: String) -> JSONValue? {
    switch field.kind {
    case .amount:
      guard let currency, let amount = TypedAmount.parse(text, currency), amount > 0 else { return nil }
      return .integer(amount)
    case .choice(let words): return words.contains(text) ? .string(text) : nil
    case .text:
      let words = text.split(separator: " ").joined(separator: " ")
      return words.isEmpty ? .null : .string(words)
    }
  }

  private var example: String { currency?.code == "IDR" ? "25.000" : "25.00" }
}
