import LedgerCore
import Terminal

/// Makes a frame of the model. Pure: the same model gives the same frame.
struct Painter {
  let model: Model
  let layout: Layout
  let glyphs: Glyphs
  var frame: Frame

  static func frame(_ model: Model) -> Frame {
    var painter = Painter(model)
    painter.paint()
    return painter.frame
  }

  private init(_ model: Model) {
    self.model = model
    layout = Layout(model)
    glyphs = model.glyphs
    frame = Frame(model.size)
  }

  var width: Int { model.size.columns }
  var lastRow: Int { model.size.rows - 1 }

  private mutating func paint() {
    guard !layout.isTooSmall else { return paintTooSmall() }
    paintStatus()
    if let code = model.screen.code {
      // Nothing else has room beside it.
      paintCode(code(model.page.head, model.context))
    } else {
      paintTabs()
      paintTrail()
      paintFacts()
      paintTitles()
      paintRows()
      paintGraph()
    }
    paintWords()
    paintKeys()
    switch model.mode {
    case .help(let top): paintHelp(top)
    case .confirming(let confirmation): paintConfirmation(confirmation)
    case .showing(let command): paintCommand(command)
    case .browsing, .command, .filtering, .moment, .exporting: break
    }
  }

  private mutating func paintTooSmall() {
    let least = Layout.smallest
    let lines = [
      "This terminal is too small: \(model.size.columns)x\(model.size.rows).",
      "walletctl needs \(least.columns)x\(least.rows); 80x24 is comfortable.", "Make the window larger, or the letters smaller.",
      "q ends.",
    ]
    for (row, line) in lines.enumerated() { put(line, row == 0 ? .bad : .plain, 0, row) }
  }

  // MARK: The lines at the top

  private mutating func paintStatus() {
    let look: Look = model.asOf != nil ? .past : model.isWriting ? .writing : .title
    frame.clear(columns: 0..<width, row: 0, mark: look == .title ? Look.plain.mark : look.mark)
    let tenant = model.settings.hasFixedTenant ? "key's tenant" : model.tenant ?? "no tenant"
    var left = " walletctl \(glyphs.vertical) \(Plain.text(tenant)) \(glyphs.vertical) "
    left += model.isWriting ? "WRITE" : "read-only"
    if let moment = model.asOf { left += " \(glyphs.vertical) AS OF \(MomentText.full(moment)) UTC" }
    put(left, look, 0, 0)
    let (text, state) = linkText
    let shown = text + " "
    put(shown, look == .title ? state : look, max(0, width - Layout.width(shown)), 0)
  }

  /// How live the screen is, and how old what it shows.
  private var linkText: (String, Look) {
    if case .lost(let trouble, let since) = model.link {
      return ("\(glyphs.hollow) LOST \(MomentText.span(seconds(since))): \(trouble.isLost ? "no daemon" : "no answer")", .bad)
    }
    guard let loaded = model.page.loadedAt else {
      return (model.page.trouble == nil ? "\(glyphs.hollow) asking \(glyphs.ellipsis)" : "", .faint)
    }
    let age = MomentText.span(max(0, seconds(loaded)))
    if model.asOf != nil { return (model.screen.isMoney ? "read \(age) ago" : "this screen shows now", .past) }
    if model.isPaused { return ("\(glyphs.hollow) PAUSED, \(age) old", .warning) }
    // Quiet and followed: as new as the moment the feed was heard last.
    if let heard = model.heardAt, model.screen.scope == .tenant {
      if seconds(heard) > 5 { return ("\(glyphs.hollow) no answer for \(MomentText.span(seconds(heard)))", .warning) }
      if !model.page.isStale { return ("\(glyphs.dot) live, \(MomentText.span(min(seconds(heard), seconds(loaded))))", .good) }
    }
    return ("\(glyphs.dot) \(age) old", seconds(loaded) > 10 ? .warning : .good)
  }

  private func seconds(_ since: Timestamp) -> Int64 { max(0, (model.now.microseconds - since.microseconds) / 1_000_000) }

  private mutating func paintTabs() {
    let root = model.trail.first?.screen.name
    for tab in TabBar.tabs(width: width) {
      let isActive = tab.screen.name == root
      let digit = tab.screen.digit.map(String.init) ?? ""
      put(digit, .key, tab.columns.lowerBound, 1)
      put(tab.screen.tab, isActive ? .activeTab : .tab, tab.columns.upperBound - tab.screen.tab.count, 1)
    }
  }

  private mutating func paintTrail() {
    let page = model.page
    var right = ""
    if !page.filter.isEmpty { right += "/\(Plain.text(page.filter.text))  " }
    if let order = page.order, page.screen.columns.indices.contains(order.column) {
      right += "by \(page.screen.columns[order.column].title.lowercased()) \(order.isDescending ? glyphs.down : glyphs.up)  "
    }
    right += countText
    let room = width - Layout.width(right) - 3
    // The end of the trail is where one is: what is cut is its beginning.
    var titles = model.trail.map { Plain.text($0.title) }
    func joined() -> String { titles.joined(separator: " \(glyphs.arrow) ") }
    while titles.count > 1, Layout.width(joined()) > room {
      titles.removeFirst(titles[0] == glyphs.ellipsis ? 2 : 1)
      titles.insert(glyphs.ellipsis, at: 0)
      if titles.count == 2, Layout.width(joined()) > room { break }
    }
    let shown = joined()
    put(CellWidth.cut(" " + shown, to: max(10, room + 1), ellipsis: glyphs.ellipsis), .title, 0, 2)
    put(right, .faint, max(0, width - Layout.width(right) - 1), 2)
  }

  /// Which rows are shown, of how many.
  private var countText: String {
    let page = model.page
    guard page.isBegun else { return "" }
    if let sketch = page.sketch { return "\(Count.text(Int64(sketch.count))) of what was read; Enter searches all" }
    if let gathering = page.gathering, case .list = page.screen.source {
      let found = Count.text(Int64(page.count))
      if gathering.isCut { return "\(found) found; stopped after \(Count.text(Int64(gathering.read))) rows, + goes on" }
      if !gathering.isComplete { return "\(found) found, reading: \(Count.text(Int64(gathering.read)))" }
      return page.filter.words.isEmpty
        ? "\(found) \(page.count == 1 ? "row" : "rows")" : "\(found) of \(Count.text(Int64(gathering.read)))"
    }
    guard page.count > 0 else { return "" }
    let newer = page.isStale && page.top > 0 ? "\(glyphs.up) newer: g  " : ""
    let place = Count.text(Int64(page.selection + 1))
    return newer + (page.isRunningToEnd ? "going to the end: " : "")
      + "\(place) of \(Count.text(Int64(page.count)))\(page.isComplete ? "" : "+")"
  }

  private mutating func paintFacts() {
    for (offset, line) in layout.facts.enumerated() {
      var column = 1
      for fact in line {
        column = put(fact.name + " ", .faint, column, 3 + offset)
        column = put(fact.cell.text, fact.cell.look, column, 3 + offset) + 3
      }
    }
  }

  // MARK: The lines at the bottom

  private mutating func paintWords() {
    let row = lastRow - 1
    switch model.mode {
    case .command(let line):
      let found = Completion.candidates(line.text, model).prefix(12).joined(separator: "  ")
      prompt(":", line, hint: found, row)
    case .filtering(let line): prompt("/", line, hint: FilterCompletion.hint(model.screen.filters), row)
    case .moment(let line): prompt("as of: ", line, hint: "\(MomentInput.examples) (UTC)", row)
    case .exporting(let line):
      let more = model.page.isComplete ? "" : "; of a longer list: ! shows the command for all of it"
      prompt("export to: ", line, hint: ".csv .json .jsonl .txt; the rows read so far\(more)", row)
    case .browsing, .help, .confirming, .showing:
      if let notice = model.notice {
        put(
          CellWidth.cut(notice.text, to: width - 2, ellipsis: glyphs.ellipsis), notice.look == .past ? .notice : notice.look, 1,
          row)
      } else if let words = columnWords {
        put(words, .faint, 1, row)
      } else if case .list(let request) = model.screen.source, !request(model.context).keepNote.isEmpty {
        put(CellWidth.cut(request(model.context).keepNote, to: width - 2, ellipsis: glyphs.ellipsis), .faint, 1, row)
      }
    }
  }

  /// Which column is chosen, and what for: said in words too.
  private var columnWords: String? {
    let page = model.page
    guard let chosen = page.column, page.screen.columns.indices.contains(chosen) else { return nil }
    let column = page.screen.columns[chosen]
    let opens = column.opens == nil ? "" : "Enter opens what makes it, "
    return "column \(column.title.lowercased()): \(opens)s orders by it"
  }

  private mutating func prompt(_ sign: String, _ line: LineEditor, hint: String, _ row: Int) {
    let start = put(sign, .key, 0, row)
    let room = max(8, width - start - 1)
    // A long line is shown around its cursor.
    let skipped = max(0, line.cursor - room + 1)
    let shown = String(line.text.dropFirst(skipped))
    let end = put(shown, .prompt, start, row)
    if !hint.isEmpty, width - end > 8 {
      put(CellWidth.cut("  " + hint, to: width - end - 1, ellipsis: glyphs.ellipsis), .faint, end + 1, row)
    }
    let before = String(line.text.dropFirst(skipped).prefix(line.cursor - skipped))
    frame.cursor = (min(width - 1, start + Layout.width(before)), row)
  }

  private mutating func paintKeys() {
    for item in KeyBar.items(model) {
      let end = put(KeyBar.shown(item.binding, glyphs), item.isDisabled ? .faint : .key, item.columns.lowerBound, lastRow)
      put(item.text, item.isDisabled ? .faint : .bar, end + 1, lastRow)
    }
  }

  @discardableResult
  mutating func put(_ text: String, _ look: Look, _ column: Int, _ row: Int, limit: Int = .max) -> Int {
    frame.put(glyphs.isASCII ? Painter.ascii(text) : text, look.mark, column: column, row: row, limit: limit)
  }

  /// What an ASCII terminal cannot show is a question mark, as wide as it would be.
  static func ascii(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    return CellWidth.pieces(text).map { piece in
      piece.text.utf8.allSatisfy { $0 < 0x80 } ? piece.text : String(repeating: "?", count: piece.width)
    }.joined()
  }
}
