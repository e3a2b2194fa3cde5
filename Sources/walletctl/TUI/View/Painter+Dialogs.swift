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
    let count = min(wanted, Layout.dialogRows(model.size))
    let top = max(2, (model.size.rows - count) / 2)
    return top..<top + count
  }

  mutating func paintConfirmation(_ confirmation: Confirmation) {
    let text = model.text(of: confirmation)
    let rows = dialogRows(text.rows)
    box(rows, columns: 0..<width, title: "\(confirmation.act.name) \(glyphs.dash) nothing is done yet")
    let room = rows.count - (text.typing == nil ? 2 : 3)
    for (offset, line) in text.lines.prefix(room).enumerated() {
      put(CellWidth.cut(line.text, to: width - 4, ellipsis: glyphs.ellipsis), line.look, 2, rows.lowerBound + 1 + offset)
    }
    guard model.shows(confirmation) else {
      let words = " not all of it fits: make the window larger to say yes; Esc leaves it "
      put(CellWidth.cut(words, to: width - 4, ellipsis: glyphs.ellipsis), .bad, 2, rows.upperBound - 1)
      return
    }
    guard let typing = text.typing else { return }
    let row = rows.upperBound - 2
    let start = put(typing.prompt, .key, 2, row)
    put(typing.line.text, .prompt, start, row, limit: width - 2)
    frame.cursor = (min(width - 3, start + Layout.width(String(typing.line.text.prefix(typing.line.cursor)))), row)
  }
}
