import JSON
import WalletAPI

/// Everything there is to say about one row, field by field.
enum RecordScreen {
  static let screen = Screen(
    name: "record", summary: "every field of a row", scope: .daemon, operation: .livez,
    source: .parts { head, _ in (head.first ?? nil).map { fields($0) } ?? [] },
    columns: [
      ScreenColumn("FIELD", .text("field")), ScreenColumn("VALUE", .text("value"), widest: 400, narrowest: 20, opens: value),
    ],
    opens: value, command: { _ in [] })

  /// Ids lead to what they name.
  static let value = Drill("") { row, _ in
    let text = row.text(at: "value")
    return IDs.screen(of: text) == nil ? nil : Subject(id: text)
  }

  /// Objects and lists in lines of their own, with the path in front.
  static func fields(_ value: JSONValue, _ path: String = "") -> [JSONValue] {
    switch value {
    case .object(let object) where !object.isEmpty:
      object.members.flatMap { fields($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
    case .array(let elements) where elements.contains { $0.objectValue != nil }:
      elements.enumerated().flatMap { fields($0.element, "\(path).\($0.offset)") }
    case .object, .array, .null, .bool, .integer, .decimal, .string:
      [["field": .string(path), "value": .string(JSONValue.object(JSONObject([("v", value)])).text(at: "v"))]]
    }
  }
}
