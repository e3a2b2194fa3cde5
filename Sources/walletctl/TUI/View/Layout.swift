import JSON
import Terminal

/// Where what stands on a screen of this size.
struct Layout {
  /// Smaller, nothing can be told from anything.
  static let smallest = TerminalSize(columns: 60, rows: 14)

  let size: TerminalSize
  /// The lines of the head's facts.
  let facts: [[Screen.Fact]]
  /// The first row of the list, and how many there are.
  let listTop: Int
  let listRows: Int
  /// Beneath the list: the picture of the overview.
  let graphRows: Int

  init(_ model: Model) {
    size = model.size
    var lines: [[Screen.Fact]] = []
    if let head = model.screen.head {
      let most = max(2, size.rows / 6)
      lines = Array(Layout.flow(head.facts(model.page.head, model.context), width: size.columns - 2).prefix(most))
    }
    facts = lines
    // Status, tabs, trail, facts, titles; beneath: the line of what is said, and the keys.
    listTop = 3 + lines.count + 1
    let room = max(1, size.rows - listTop - 2)
    if case .pulse = model.screen.source {
      let rows = max(1, min(model.page.count, room))
      graphRows = room - rows >= 5 ? min(16, room - rows) : 0
      listRows = room - graphRows
    } else {
      graphRows = 0
      listRows = room
    }
  }

  var isTooSmall: Bool { size.columns < Layout.smallest.columns || size.rows < Layout.smallest.rows }

  /// Rows that a box over the list may have.
  static func dialogRows(_ size: TerminalSize) -> Int { max(0, size.rows - 4) }

  static func width(_ text: String) -> Int { CellWidth.of(text) }

  /// Facts side by side, as many as a line takes.
  private static func flow(_ facts: [Screen.Fact], width: Int) -> [[Screen.Fact]] {
    var lines: [[Screen.Fact]] = []
    var used = 0
    for fact in facts where !fact.cell.text.isEmpty {
      let needed = self.width(fact.name) + 1 + self.width(fact.cell.text) + 3
      if lines.isEmpty || used + needed - 3 > width {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1].append(fact)
      used += needed
    }
    return lines
  }

  /// Which columns there is room for, where each begins, and how wide it is.
  ///
  /// Texts give way first, down to `ScreenColumn.narrowest`; then columns are left out, those with the highest priority number before
  /// the others.
  static func columns(_ page: Page, width: Int) -> [(index: Int, start: Int, width: Int)] {
    let columns = page.screen.columns
    let wanted = columns.indices.map { index in
      max(page.widths[index], Layout.width(columns[index].title) + (page.order?.column == index ? 1 : 0))
    }
    var shown = Array(columns.indices)
    // A margin on the left for the cursor's sign.
    func total(_ width: (Int) -> Int) -> Int { 2 + shown.reduce(0) { $0 + width($1) } + 2 * max(0, shown.count - 1) }
    func least(_ index: Int) -> Int { min(wanted[index], columns[index].narrowest) }
    while total(least) > width,
      let last = shown.filter({ columns[$0].priority > 0 }).max(by: { columns[$0].priority < columns[$1].priority })
    {
      shown.removeAll { $0 == last }
    }
    var widths = wanted
    var over = total { widths[$0] } - width
    while over > 0, let widest = shown.filter({ widths[$0] > least($0) }).max(by: { widths[$0] < widths[$1] }) {
      widths[widest] -= 1
      over -= 1
    }
    // What is always there and still does not fit: texts give way further.
    while over > 0, let widest = shown.filter({ !columns[$0].isRight && widths[$0] > 6 }).max(by: { widths[$0] < widths[$1] }) {
      widths[widest] -= 1
      over -= 1
    }
    var start = 2
    return shown.map { index in
      defer { start += widths[index] + 2 }
      return (index, start, widths[index])
    }
  }
}
