import JSON

/// A way down: from a row, or one number of it, to the screen that shows what makes it.
struct Drill: Sendable {
  /// The screen's name.
  let screen: String
  /// What it is then about; nil where this row leads nowhere.
  let subject: @Sendable (JSONValue, ScreenContext) -> Subject?

  init(_ screen: String, _ subject: @escaping @Sendable (JSONValue, ScreenContext) -> Subject?) {
    self.screen = screen
    self.subject = subject
  }

  /// To an account, whose id and code stand at these paths.
  static func account(id: String, code: String) -> Drill {
    Drill("account") { row, _ in
      let found = row.text(at: id)
      return found.isEmpty ? nil : Subject(id: found, label: row.at(code)?.stringValue ?? found)
    }
  }

  static func transaction(_ path: String) -> Drill {
    Drill("transaction") { row, _ in row.at(path)?.stringValue.map { Subject(id: $0) } }
  }

  static func hold(_ path: String) -> Drill {
    Drill("hold") { row, _ in row.at(path)?.stringValue.map { Subject(id: $0) } }
  }

  /// To whatever the id at this path is of.
  static func id(_ path: String) -> Drill {
    Drill("") { row, _ in
      let found = row.text(at: path)
      return IDs.screen(of: found) == nil ? nil : Subject(id: found)
    }
  }

  /// Everything there is to say about the row itself.
  static let record = Drill("record") { row, _ in
    let names = [IDs.own(row)] + ["code", "name", "key", "transaction"].map { row.text(at: $0) }
    return Subject(id: names.first { !$0.isEmpty } ?? "row")
  }
}
