import JSON
import LedgerCore
import Terminal

/// What a confirmation says, line by line. What it takes to say yes must have been on the screen: where there is no room for all of it, there is
/// no yes.
struct ConfirmationText {
  private(set) var lines: [(text: String, look: Look)] = []
  /// What is being typed, if something is.
  private(set) var typing: (prompt: String, line: LineEditor)?
  private let width: Int
  private let glyphs: Glyphs

  /// `command`: the same as a `walletctl` command.
  init(_ confirmation: Confirmation, width: Int, glyphs: Glyphs, command: String) {
    self.width = width
    self.glyphs = glyphs
    say(confirmation.act.question(confirmation.subject ?? confirmation.row), .prompt)
    say("", .plain)
    if !confirmation.lines.isEmpty {
      lines += entries(confirmation.lines)
      say("", .plain)
    }
    for warning in confirmation.warnings { say(warning, .warning) }
    if case .ready = confirmation.stage, confirmation.refusal == nil, let subject = confirmation.subject {
      let note = confirmation.act.note(subject)
      if !note.isEmpty { say(note, .plain) }
    }
    if let refusal = confirmation.refusal { say("It cannot be done: \(refusal). Esc.", .bad) }
    switch confirmation.stage {
    case .filling:
      guard let form = confirmation.form else { break }
      for line in form.done { say("\(line.name): \(Plain.text(line.text))", .plain) }
      if !form.complaint.isEmpty { say(form.complaint, .warning) }
      say("Enter: go on, Esc: leave it", .key)
      typing = form.typing
    case .looking: say("looking at what it would do \(glyphs.ellipsis)", .faint)
    case .sending: say("sent; waiting for the answer \(glyphs.ellipsis)", .faint)
    case .failed(let trouble):
      say(trouble.what, .bad)
      say(trouble.todo, .plain)
      say(trouble.isUnknown ? "Enter: send it again under the same key, Esc: leave it" : "Esc: back", .key)
    case .ready where confirmation.refusal == nil:
      say(command, .faint)
      if let file = confirmation.file {
        typing = ("file: ", file)
        say("Enter: do it, Esc: leave it", .key)
      } else if let wanted = confirmation.wanted {
        say(
          "\(confirmation.act.typed(confirmation.row) == nil ? "This is a large amount: type it" : "Type the amount") (\(wanted.typedText)), then Enter. Esc: leave it.",
          .warning)
        typing = ("amount: ", confirmation.typed)
      } else {
        say("y: do it, n or Esc: leave it", .key)
      }
    case .ready: break
    }
  }

  /// Rows of the box around it.
  var rows: Int { lines.count + (typing == nil ? 2 : 3) }

  private mutating func say(_ text: String, _ look: Look) {
    lines += Painter.wrapped(text, width: width - 6).map { ($0, look) }
  }

  /// The entries that will be posted, with balances before and after.
  private func entries(_ lines: [JSONValue]) -> [(text: String, look: Look)] {
    let all = DryRun.columns.filter { !$0.title.isEmpty }
    let amounts = AmountText(isMinor: false)
    func rendered(_ columns: [Column], _ lines: [JSONValue]) -> [String] {
      var table = Table(columns.map { ($0.title, $0.alignment) })
      for line in lines { table.add(columns.map { Table.Cell($0.cell(line, amounts).text) }) }
      return table.render(colored: false).split(separator: "\n").map(String.init)
    }
    func over(_ table: [String]) -> Int { (table.map { Layout.width($0) }.max() ?? 0) - (width - 4) }
    var table = rendered(all, lines)
    if over(table) > 0 {
      // Where both balances have no room, the one that moves is shown: what is posted, or else what is available.
      let isPosting = lines.contains { $0["posted"] != $0["posted_after"] }
      let isMixed = Set(lines.map { $0.text(at: "kind") }).count > 1
      let left = (isPosting ? ["available", "available_after"] : ["posted", "posted_after"]) + (isMixed ? [] : ["kind"])
      let longest = lines.map { Layout.width($0.text(at: "account")) }.max() ?? 0
      // Numbers are never cut. A code is told apart by its end; where that is not enough, what was before is left out.
      for left in [left, left + ["posted", "available"]] where over(table) > 0 {
        let fewer = all.filter { !left.contains($0.name) }
        table = rendered(fewer, lines)
        if over(table) > 0 { table = rendered(fewer, lines.map { ending($0, longest - over(table)) }) }
      }
    }
    return table.enumerated().map { (text: $0.element, look: $0.offset == 0 ? .title : .plain) }
  }

  /// The same line, with the end of its account's code.
  private func ending(_ line: JSONValue, _ most: Int) -> JSONValue {
    let code = line.text(at: "account")
    guard Layout.width(code) > most, most > 1 else { return line }
    var end = code[...]
    while Layout.width(String(end)) > most - Layout.width(glyphs.ellipsis), !end.isEmpty { end = end.dropFirst() }
    return line.with("account", .string(glyphs.ellipsis + end))
  }
}

extension Model {
  func text(of confirmation: Confirmation) -> ConfirmationText {
    let words = confirmation.act.command(confirmation.subject ?? confirmation.row)
    return ConfirmationText(confirmation, width: size.columns, glyphs: glyphs, command: commandLine(words, inTenant: true))
  }

  /// Whether all that a confirmation says is on the screen.
  func shows(_ confirmation: Confirmation) -> Bool {
    text(of: confirmation).rows <= Layout.dialogRows(size) && !Layout(self).isTooSmall
  }

  /// What is to be said when the program ends while the outcome of an act is open; nil: nothing.
  var partingWords: CommandFailure? {
    guard case .confirming(let confirmation) = mode else { return nil }
    switch confirmation.stage {
    case .filling, .looking, .ready: return nil
    case .failed(let trouble) where !trouble.isUnknown: return nil
    case .sending, .failed:
      let words = confirmation.act.command(confirmation.subject ?? confirmation.row) + ["--key", confirmation.key]
      return CommandFailure(
        .outcomeUnknown, "it is not known whether the \(confirmation.act.name) was done. This finds out, and does nothing twice:",
        hints: [commandLine(words, inTenant: true)])
    }
  }
}
