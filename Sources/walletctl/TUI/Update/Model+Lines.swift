import LedgerCore
import Terminal

/// Lines that are typed: a filter, a moment, a file.
extension Model {
  mutating func filter(_ line: LineEditor, _ key: TerminalInput.Key) -> [Effect] {
    var line = line
    mode = .browsing
    if page.sketch != nil {
      page.sketch = nil
      clampSelection(trail.count - 1)
    }
    if key == .escape || (key == .backspace && line.text.isEmpty) { return [] }
    if key == .enter { return apply(line.text) }
    if key == .tab {
      if let completed = FilterCompletion.completed(line.text, screen.filters) { line = LineEditor(completed) }
    } else {
      _ = line.take(key)
    }
    mode = .filtering(line)
    sketch(line.text)
    return []
  }

  /// Shows at once what a filter would leave of the rows that are in memory. What the daemon filters is asked for with Enter.
  private mutating func sketch(_ text: String) {
    let filter = ListFilter(text, fields: screen.filters)
    guard !filter.words.isEmpty, filter.query.isEmpty else { return }
    let (columns, context) = (screen.columns, context)
    let rows = page.gathering == nil ? page.window.rows : page.ordered
    page.sketch = rows.filter { row in filter.keeps(columns.map { $0.cell(row, context).text } + [Model.key(of: row)]) }
    clampSelection(trail.count - 1)
  }

  private mutating func apply(_ text: String) -> [Effect] {
    let filter = ListFilter(text, fields: screen.filters)
    guard filter != page.filter else { return [] }
    page.filter = filter.isEmpty ? .none : filter
    switch screen.source {
    case .list: return reload()
    case .parts: takeParts(trail.count - 1)
    case .findings: show(findings.map(\.row), page: trail.count - 1)
    case .pulse: show(PulseRows.rows(self), page: trail.count - 1)
    }
    return []
  }

  mutating func moment(_ line: LineEditor, _ key: TerminalInput.Key) -> [Effect] {
    var line = line
    mode = .browsing
    if key == .escape { return [] }
    guard key == .enter else {
      _ = line.take(key)
      mode = .moment(line)
      return []
    }
    switch MomentInput(line.text, now: now) {
    case nil:
      say("'\(Plain.text(line.text))' is no time: \(MomentInput.examples).", .warning)
      mode = .moment(line)
      return []
    case .now: return look(at: nil)
    case .moment(let moment) where moment < now: return look(at: moment)
    case .moment:
      let effects = look(at: nil)
      say("That is still to come: it is now.", .warning)
      return effects
    }
  }

  mutating func export(_ line: LineEditor, _ key: TerminalInput.Key) -> [Effect] {
    var line = line
    mode = .browsing
    if key == .escape { return [] }
    guard key == .enter else {
      _ = line.take(key)
      mode = .exporting(line)
      return []
    }
    guard !line.text.isEmpty else { return [] }
    guard let bytes = Exporting.bytes(self, as: line.text) else {
      say("The name says what it becomes: .csv, .json, .jsonl or .txt.", .warning)
      return []
    }
    return [.write(path: line.text, bytes: bytes)]
  }

  var exportName: String {
    let digits = now.rfc3339.prefix(19).filter { $0.isNumber || $0 == "T" }
    return "\(screen.name)-\(digits)Z.csv"
  }

  /// The page as a command line that does the same.
  var commandLine: String {
    let words = screen.command(context)
    guard !words.isEmpty else { return "There is no command for one row: see the page above." }
    // What is looked for in the rows here is looked for in the lines there.
    let filter = page.filter
    guard !filter.words.isEmpty else { return commandLine(words, inTenant: screen.scope == .tenant) }
    let all = words.contains("--all") ? words : words + ["--all"]
    let search = filter.words.map { " | " + ShellWords.line(["grep", filter.isInverse ? "-viF" : "-iF", "--", $0]) }.joined()
    return commandLine(all, inTenant: screen.scope == .tenant) + search
  }

  func commandLine(_ words: [String], inTenant: Bool) -> String {
    let tenant = inTenant && !settings.hasFixedTenant ? tenant.map { ["-t", $0] } ?? [] : []
    return ShellWords.line(["walletctl"] + settings.commandPrefix + tenant + words)
  }
}

/// Words as a shell takes them.
enum ShellWords {
  static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.:/=@%+,".unicodeScalars.contains($0))
      }
    return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
  }
}

/// What a filter can be completed to: fields, and the values of those that have a few.
enum FilterCompletion {
  static func completed(_ text: String, _ fields: [FilterField]) -> String? {
    let head = text.lastIndex(of: " ").map { text[...$0] } ?? ""
    let term = text.dropFirst(head.count)
    let choices = fields.flatMap { field in
      field.choices.isEmpty ? ["\(field.name):"] : field.choices.map { "\(field.name):\($0)" }
    }
    let found = choices.filter { $0.hasPrefix(term) }
    guard let first = found.first else { return nil }
    let common = found.reduce(first) { String(zip($0, $1).prefix { $0 == $1 }.map(\.0)) }
    return head + (common.count > term.count ? common : first)
  }

  /// What may be typed, for the line beneath.
  static func hint(_ fields: [FilterField]) -> String {
    let names = fields.map { "\($0.name):" }.joined(separator: " ")
    return (names.isEmpty ? "" : "asked of the daemon: \(names)  ")
      + "other words: looked for in the rows; ! in front: rows without"
  }
}
