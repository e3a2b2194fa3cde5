import JSON
import Terminal

/// The list itself.
extension Painter {
  mutating func paintTitles() {
    let page = model.page
    let row = layout.listTop - 1
    for column in Layout.columns(page, width: width) {
      let declared = page.screen.columns[column.index]
      var title = declared.title
      if let order = page.order, order.column == column.index { title += order.isDescending ? glyphs.down : glyphs.up }
      let isChosen = page.column == column.index
      let start = declared.isRight ? column.start + max(0, column.width - Layout.width(title)) : column.start
      put(title, isChosen ? .activeTab : .title, start, row, limit: column.start + column.width)
    }
  }

  mutating func paintRows() {
    let page = model.page
    if let trouble = page.trouble { return paintTrouble(trouble) }
    if case .lost(let trouble, _) = model.link, !page.isBegun { return paintTrouble(trouble) }
    guard page.isBegun else {
      put("asking \(glyphs.ellipsis)", .faint, 2, layout.listTop)
      return
    }
    guard page.count > 0 else {
      let text = page.isComplete ? emptyText : "searching \(glyphs.ellipsis)"
      put(CellWidth.cut(text, to: width - 4, ellipsis: glyphs.ellipsis), .faint, 2, layout.listTop)
      return
    }
    let columns = Layout.columns(page, width: width)
    let context = model.context
    for offset in 0..<layout.listRows {
      let index = page.top + offset
      guard index < page.count else { break }
      paintRow(index, columns, context, at: layout.listTop + offset)
    }
  }

  private var emptyText: String {
    model.page.filter.isEmpty ? model.screen.empty : "Nothing has '\(Plain.text(model.page.filter.text))'. Esc ends the search."
  }

  private mutating func paintRow(
    _ index: Int, _ columns: [(index: Int, start: Int, width: Int)], _ context: ScreenContext, at row: Int
  ) {
    let page = model.page
    let isSelected = index == page.selection
    if isSelected {
      frame.clear(columns: 0..<width, row: row, mark: Look.selected.mark)
      put(glyphs.cursor, .selected, 0, row)
    }
    guard let value = model.shown(index, of: page) else {
      put(glyphs.ellipsis, isSelected ? .selected : .faint, 2, row)
      return
    }
    for column in columns {
      let declared = page.screen.columns[column.index]
      let cell = declared.cell(value, context)
      // A number that is cut would be another number.
      let isCut = declared.isRight && Layout.width(cell.text) > column.width
      let text =
        isCut
        ? String(repeating: "#", count: column.width)
        : CellWidth.cut(cell.text, to: column.width, ellipsis: glyphs.ellipsis)
      let isChosen = isSelected && page.column == column.index
      let start = declared.isRight ? column.start + max(0, column.width - Layout.width(text)) : column.start
      if isChosen { frame.clear(columns: column.start..<column.start + column.width, row: row, mark: Look.focused.mark) }
      put(text, isChosen ? .focused : isSelected ? .selected : cell.look, start, row, limit: column.start + column.width)
    }
  }

  /// What is wrong, and what to do.
  mutating func paintTrouble(_ trouble: Trouble) {
    var row = layout.listTop + 1
    for (text, look) in [(trouble.what, Look.bad), (trouble.todo, Look.plain)] where !text.isEmpty {
      for line in Painter.wrapped(text, width: min(width - 6, 100)) where row < lastRow - 1 {
        put(line, look, 3, row)
        row += 1
      }
      row += 1
    }
  }

  /// Lines of at most so many cells, broken between words.
  static func wrapped(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      var word = String(word)
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = word
      } else if Layout.width(last) + 1 + Layout.width(word) <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(word)
      }
      // A word that is longer than a line is broken where the line ends.
      while Layout.width(lines[lines.count - 1]) > width {
        let whole = lines[lines.count - 1]
        let head = CellWidth.cut(whole, to: width, ellipsis: "")
        guard !head.isEmpty else { break }
        word = String(whole.dropFirst(head.count))
        lines[lines.count - 1] = head
        lines.append(word)
      }
    }
    return lines
  }

  // MARK: The picture of the overview

  mutating func paintGraph() {
    guard layout.graphRows >= 5, case .pulse = model.screen.source else { return }
    let lines = PulseRows.lines(model)
    guard let name = model.selected?.text(at: "name"), let line = lines.first(where: { $0.name == name }), !line.values.isEmpty
    else { return }
    let top = layout.listTop + layout.listRows
    let inner = width - 4
    box(top..<top + layout.graphRows, columns: 0..<width, title: "\(Plain.text(line.name)): \(line.now), most \(line.most)")
    let height = layout.graphRows - 2
    for (offset, text) in glyphs.graph(line.values, width: inner, height: height).enumerated() {
      put(text, .graph, 2, top + 1 + offset)
    }
  }

  mutating func box(_ rows: Range<Int>, columns: Range<Int>, title: String) {
    let (topLeft, topRight, bottomLeft, bottomRight) = glyphs.corners
    let line = String(repeating: glyphs.horizontal, count: max(0, columns.count - 2))
    put(topLeft + line + topRight, .frame, columns.lowerBound, rows.lowerBound)
    for row in rows.dropFirst().dropLast() {
      frame.clear(columns: columns, row: row)
      put(glyphs.vertical, .frame, columns.lowerBound, row)
      put(glyphs.vertical, .frame, columns.upperBound - 1, row)
    }
    put(bottomLeft + line + bottomRight, .frame, columns.lowerBound, rows.upperBound - 1)
    put(
      CellWidth.cut(" \(title) ", to: max(0, columns.count - 4), ellipsis: glyphs.ellipsis), .title, columns.lowerBound + 2,
      rows.lowerBound)
  }
}
