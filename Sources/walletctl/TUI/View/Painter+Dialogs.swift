import JSON
import Terminal

/// What stands over the list: help, confirmations, a command.
extension Painter {
  mutating func paintHelp(_ top: Int) {
    let lines = HelpText.lines(model, width: width - 6)
    let rows = 2..<lastRow - 1
    box(rows, columns: 0..<width, title: "help \(glyphs.dash) \(KeyText.shown("↑ ↓", glyphs)) scroll, any other key closes")
    for (offset, line) in lines.dropFirst(top).prefix(rows.count - 2).enumerated() {
      let row = rows.lowerBound + 1 + offset
      let end = put(line.key, .key, 3, row)
      put(
        line.text, line.isTitle ? .title : line.isFaint ? .faint : .plain,
        line.key.isEmpty ? 2 + line.indent : max(end + 1, 2 + line.indent), row)
    }
    let hidden = lines.count - top - (rows.count - 2)
    if hidden > 0 { put(" \(hidden) more \(glyphs.down) ", .faint, width - 16, rows.upperBound - 1) }
  }

  mutating func paintCommand(_ command: String) {
    let lines = Painter.wrapped(command, width: width - 6)
    let rows = dialogRows(lines.count + 4)
    box(rows, columns: 0..<width, title: "the same as a command")
    for (offset, line) in lines.enumerated() where offset < rows.count - 4 { put(line, .prompt, 2, rows.lowerBound + 1 + offset) }
    put("Any key closes.", .faint, 2, rows.upperBound - 2)
  }

  private func dialogRows(_ wanted: Int) -> Range<Int> {
    let count = min(wanted, lastRow - 3)
    let top = max(2, (model.size.rows - count) / 2)
    return top..<top + count
  }

  mutating func paintConfirmation(_ confirmation: Confirmation) {
    let act = confirmation.act
    var lines: [(String, Look)] = Painter.wrapped(act.question(confirmation.subject ?? confirmation.row), width: width - 6).map {
      ($0, .prompt)
    }
    lines.append(("", .plain))
    if !confirmation.lines.isEmpty {
      lines += table(confirmation.lines)
      lines.append(("", .plain))
    }
    for warning in confirmation.warnings { lines += Painter.wrapped(warning, width: width - 6).map { ($0, .warning) } }
    if let refusal = confirmation.refusal { lines.append(("It cannot be done: \(refusal). Esc.", .bad)) }
    var typing: (prompt: String, line: LineEditor)?
    switch confirmation.stage {
    case .looking: lines.append(("looking at what it would do \(glyphs.ellipsis)", .faint))
    case .sending: lines.append(("sent; waiting for the answer \(glyphs.ellipsis)", .faint))
    case .failed(let trouble):
      lines += Painter.wrapped(trouble.what, width: width - 6).map { ($0, .bad) }
      lines += Painter.wrapped(trouble.todo, width: width - 6).map { ($0, .plain) }
      lines.append((trouble.isUnknown ? "Enter: send it again under the same key   Esc: leave it" : "Esc: back", .key))
    case .ready where confirmation.refusal == nil:
      if let file = confirmation.file {
        typing = ("file: ", file)
        lines.append(("Enter: do it   Esc: leave it", .key))
      } else if let wanted = confirmation.wanted {
        lines.append(("This is a large amount: type it (\(wanted)), then Enter. Esc: leave it.", .warning))
        typing = ("amount: ", confirmation.typed)
      } else {
        lines.append(("y: do it   n, Esc: leave it", .key))
      }
    case .ready: break
    }
    let rows = dialogRows(lines.count + (typing == nil ? 2 : 3))
    box(rows, columns: 0..<width, title: "\(act.name) \(glyphs.dash) nothing is done yet")
    // The end must be seen: what to press stands there.
    let room = rows.count - (typing == nil ? 2 : 3)
    let shown = lines.count > room ? Array(lines.prefix(max(0, room - 3))) + [(glyphs.ellipsis, .faint)] + lines.suffix(2) : lines
    for (offset, line) in shown.prefix(room).enumerated() {
      put(CellWidth.cut(line.0, to: width - 4, ellipsis: glyphs.ellipsis), line.1, 2, rows.lowerBound + 1 + offset)
    }
    guard let typing else { return }
    let row = rows.upperBound - 2
    let start = put(typing.prompt, .key, 2, row)
    put(typing.line.text, .prompt, start, row, limit: width - 2)
    frame.cursor = (min(width - 3, start + Layout.width(String(typing.line.text.prefix(typing.line.cursor)))), row)
  }

  /// The entries that will be posted, with balances before and after.
  private func table(_ lines: [JSONValue]) -> [(String, Look)] {
    let all = DryRun.columns.filter { !$0.title.isEmpty }
    let amounts = AmountText(isMinor: false)
    func rendered(_ columns: [Column]) -> [String] {
      var table = Table(columns.map { ($0.title, $0.alignment) })
      for line in lines { table.add(columns.map { Table.Cell($0.cell(line, amounts).text) }) }
      return table.render(colored: false).split(separator: "\n").map(String.init)
    }
    // Where both balances have no room, the one that moves is shown: what is posted, or else what is available.
    let isPosting = lines.contains { $0["posted"] != $0["posted_after"] }
    let left = isPosting ? ["available", "available_after", "kind"] : ["posted", "posted_after", "kind"]
    let wide = rendered(all)
    let fits = (wide.map { Layout.width($0) }.max() ?? 0) <= width - 4
    return (fits ? wide : rendered(all.filter { !left.contains($0.name) })).enumerated().map {
      ($0.element, $0.offset == 0 ? .title : .plain)
    }
  }
}
