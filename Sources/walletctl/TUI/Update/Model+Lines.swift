import LedgerCore
import Terminal

/// Lines that are typed: a filter, a moment, a file.
extension Model {
  mutating func filter(_ line: LineEditor, _ key: TerminalInput.Key) -> [Effect] {
    var line = line
    switch key {
    case .escape:
      mode = .browsing
      return []
    case .enter:
      mode = .browsing
      return apply(line.text)
    case .backspace where line.text.isEmpty:
      mode = .browsing
      return []
    case .tab:
      if let completed = FilterCompletion.completed(line.text, screen.filters) { line = LineEditor(completed) }
    default: _ = line.take(key)
    }
    mode = .filtering(line)
    return []
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
    switch key {
    case .escape: mode = .browsing
    case .enter:
      guard let input = MomentInput(line.text, now: now) else {
        say("'\(Plain.text(line.text))' is no time: \(MomentInput.examples).", .warning)
        return []
      }
      mode = .browsing
      switch input {
      case .now: return look(at: nil)
      case .moment(let moment):
        guard moment < now else {
          say("That is still to come: now it is.", .warning)
          return look(at: nil)
        }
        return look(at: moment)
      }
    default:
      _ = line.take(key)
      mode = .moment(line)
    }
    return []
  }

  mutating func export(_ line: LineEditor, _ key: TerminalInput.Key) -> [Effect] {
    var line = line
    switch key {
    case .escape: mode = .browsing
    case .enter:
      mode = .browsing
      guard !line.text.isEmpty else { return [] }
      guard let bytes = Exporting.bytes(self, as: line.text) else {
        say("The name says what it becomes: .csv, .json, .jsonl or .txt.", .warning)
        return []
      }
      return [.write(path: line.text, bytes: bytes)]
    default:
      _ = line.take(key)
      mode = .exporting(line)
    }
    return []
  }

  var exportName: String {
    let digits = now.rfc3339.prefix(19).filter { $0.isNumber || $0 == "T" }
    return "\(screen.name)-\(digits)Z.csv"
  }

  /// The page as a command line that does the same.
  var commandLine: String {
    let words = screen.command(context)
    guard !words.isEmpty else { return "There is no command for one row: see the page above." }
    let tenant = screen.scope == .tenant && !settings.hasFixedTenant ? tenant.map { ["-t", $0] } ?? [] : []
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
