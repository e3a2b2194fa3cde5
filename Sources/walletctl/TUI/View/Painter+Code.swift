import QRCode
import Terminal

/// A code that is scanned from the screen: all of the screen is its, but for a line that says what is paid and until when.
extension Painter {
  mutating func paintCode(_ text: String?) {
    let factsRow = lastRow - 2
    var column = 1
    for fact in model.screen.head?.facts(model.page.head, model.context) ?? [] {
      column = put(fact.name + " ", .faint, column, factsRow)
      column = put(fact.cell.text, fact.cell.look, column, factsRow) + 3
    }
    if let trouble = model.page.trouble { return paintTrouble(trouble) }
    guard model.page.isBegun else {
      put("asking \(glyphs.ellipsis)", .faint, 2, 2)
      return
    }
    guard let text else {
      say([(model.screen.empty, .notice), ("Whether it is paid stands below; i shows the intent.", .plain)])
      return
    }
    guard let symbol = QRSymbol(text) else { return say([("It is too long for a QR code.", .bad)]) }
    let drawing = CodeDrawing(symbol, isASCII: glyphs.isASCII)
    let room = TerminalSize(columns: width, rows: factsRow - 1)
    guard drawing.columns <= room.columns, drawing.rows <= room.rows else {
      let picture = model.commandLine(["qr", "show", "--as", "png", model.page.subject.id], inTenant: true) + " > code.png"
      return say([
        (
          "This code needs a terminal of \(drawing.columns)x\(drawing.rows + model.size.rows - room.rows); this one has "
            + "\(width)x\(model.size.rows).", .warning
        ), ("Make the window larger, or the letters smaller (Ctrl and - in most terminals). Or take it as a picture:", .plain),
        (picture, .prompt),
      ])
    }
    let left = (width - drawing.columns) / 2
    for (offset, line) in drawing.lines.enumerated() {
      let row = 1 + (room.rows - drawing.rows) / 2 + offset
      frame.clear(columns: left..<left + drawing.columns, row: row, mark: Look.code.mark)
      if let text = line.text {
        frame.put(text, Look.code.mark, column: left, row: row)
      } else {
        for ink in line.ink {
          frame.clear(columns: left + ink.lowerBound..<left + ink.upperBound, row: row, mark: Look.codeInk.mark)
        }
      }
    }
  }

  private mutating func say(_ lines: [(String, Look)]) {
    var row = 2
    for (text, look) in lines {
      for line in Painter.wrapped(text, width: min(width - 6, 100)) where row < lastRow - 2 {
        put(line, look, 3, row)
        row += 1
      }
      row += 1
    }
  }
}

/// How a code stands in cells: dark on light. Two modules in a cell, one above the other; where there are no half blocks two cells are one
/// module, and only their ground is drawn.
private struct CodeDrawing {
  struct Line {
    /// Nil: the ground alone.
    let text: String?
    /// Columns that are dark.
    var ink: [Range<Int>] = []
  }

  let columns: Int
  let lines: [Line]
  var rows: Int { lines.count }

  init(_ symbol: QRSymbol, isASCII: Bool) {
    let zone = -QRSymbol.quietZone..<symbol.side + QRSymbol.quietZone
    columns = zone.count * (isASCII ? 2 : 1)
    guard isASCII else {
      lines = symbol.rows(.blocks, isOnLight: true).map { Line(text: $0) }
      return
    }
    lines = zone.map { row in
      Line(text: nil, ink: zone.enumerated().filter { symbol.isDark($0.element, row) }.map { $0.offset * 2..<$0.offset * 2 + 2 })
    }
  }
}
