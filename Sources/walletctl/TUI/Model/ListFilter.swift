import JSON

/// What was typed behind `/`: `field:value` for what the daemon filters, other words for what is looked for in the rows here; `!` in front
/// keeps the rows that do not have them.
struct ListFilter: Equatable, Sendable {
  let text: String
  /// Asked of the daemon: names of parameters.
  private(set) var query: [String: String] = [:]
  /// Looked for here, in lower case.
  private(set) var words: [String] = []
  private(set) var isInverse = false

  /// Understood by a screen's fields. A word whose part before the colon is no field is a word: codes have colons too.
  init(_ text: String, fields: [FilterField]) {
    self.text = text
    var rest = Substring(text)
    while rest.first == " " { rest.removeFirst() }
    if rest.first == "!" {
      isInverse = true
      rest.removeFirst()
    }
    for term in rest.split(separator: " ") {
      let place = term.firstIndex { $0 == ":" || $0 == "=" }
      let name = place.map { term[..<$0] } ?? ""
      let value = place.map { String(term[term.index(after: $0)...]) } ?? ""
      if let field = fields.first(where: { $0.name == name }), !value.isEmpty, !isInverse {
        query[field.parameter] = value
      } else {
        words.append(term.lowercased())
      }
    }
  }

  var isEmpty: Bool { query.isEmpty && words.isEmpty }

  /// Whether a row, as its cells show it, is kept.
  func keeps(_ cells: [String]) -> Bool {
    guard !words.isEmpty else { return true }
    let line = cells.joined(separator: " ").lowercased()
    let hasAll = words.allSatisfy { line.contains($0) }
    return isInverse ? !hasAll : hasAll
  }

  static let none = ListFilter("", fields: [])
}
