import JSON
import LedgerCore
import Terminal

/// Keys while one looks around.
extension Model {
  mutating func press(_ key: TerminalInput.Key) -> [Effect] {
    if page.isRunningToEnd {
      page.isRunningToEnd = false
      if key == .escape { return [] }
    }
    guard let binding = KeyTable.all(on: screen).first(where: { $0.keys.contains(key) }) else { return [] }
    if let reason = binding.disabled(self) {
      say("\(binding.shown) (\(binding.name)): \(reason).", .warning)
      return []
    }
    return perform(binding.intent)
  }

  mutating func perform(_ intent: Intent) -> [Effect] {
    switch intent {
    case .move(let rows): return move(rows)
    case .movePage(let pages): return move(pages * max(1, Layout(self).listRows - 1))
    case .first:
      page.top = 0
      page.selection = 0
      page.pendingRow = nil
      return page.isStale ? refresh() : need()
    case .last:
      page.selection = max(0, page.count - 1)
      page.isRunningToEnd = page.gathering == nil && !page.window.isComplete
      clampSelection(trail.count - 1)
      return need()
    case .column(let step):
      chooseColumn(step)
      return []
    case .open: return open()
    case .back: return back()
    case .quit: return canGoBack ? back() : [.quit]
    case .command: mode = .command(LineEditor())
    case .filter: mode = .filtering(LineEditor(page.filter.text))
    case .order: return order()
    case .record: return record()
    case .export: mode = .exporting(LineEditor(exportName))
    case .asCommand: mode = .showing(commandLine)
    case .pause:
      isPaused.toggle()
      say(isPaused ? "Paused: nothing moves until p." : "Live again.")
      return isPaused ? [] : refresh()
    case .refresh: return refresh()
    case .redraw: return [.redraw]
    case .goOn:
      page.gathering?.goOn()
      return need()
    case .moment: mode = .moment(LineEditor(asOf.map { MomentText.full($0) } ?? ""))
    case .step(let seconds): return look(at: (asOf ?? now).adding(seconds: seconds))
    case .present: return look(at: nil)
    case .write:
      isWriting.toggle()
      say(
        isWriting ? "Write mode: capital letters act now, each after a confirmation." : "Read-only again.",
        isWriting ? .warning : .notice)
    case .help: mode = .help(top: 0)
    case .nextTheme:
      theme = theme.next
      say("Theme \(theme.rawValue): \(theme.meaning).")
      return [.restyle]
    case .tab(let screen): return go(to: screen, Subject())
    case .way(let way): return follow(way.drill, selected ?? .null)
    case .act(let act): return begin(act)
    }
    return []
  }

  // MARK: Moving

  mutating func move(_ rows: Int) -> [Effect] {
    let target = max(0, (page.pendingRow ?? page.selection) + rows)
    page.selection = min(target, max(0, page.count - 1))
    page.pendingRow = target > page.selection && page.gathering == nil && !page.window.isComplete ? target : nil
    clampSelection(trail.count - 1)
    return need()
  }

  private mutating func chooseColumn(_ step: Int) {
    let shown = Layout.columns(page, width: size.columns).map(\.index)
    let place = page.column.flatMap { shown.firstIndex(of: $0) } ?? -1
    let next = place + step
    page.column = shown.indices.contains(next) ? shown[next] : next < 0 ? nil : page.column
  }

  var canGoBack: Bool { trail.count > 1 || !page.filter.isEmpty || page.column != nil }

  private mutating func back() -> [Effect] {
    if !page.filter.isEmpty {
      page.filter = .none
      return reload()
    }
    if page.column != nil {
      page.column = nil
      return []
    }
    guard trail.count > 1 else { return [] }
    trail.removeLast()
    clampSelection(trail.count - 1)
    // What was above has aged.
    return page.isBegun && asOf == nil ? refresh() : need()
  }

  // MARK: Opening

  /// The way that Enter takes now.
  private var way: Drill? {
    if let column = page.column, screen.columns.indices.contains(column), let drill = screen.columns[column].opens {
      return drill
    }
    return screen.opens
  }

  /// Why Enter leads nowhere.
  var openRefusal: String? {
    guard let way else { return "there is nothing beneath" }
    guard let row = selected else { return "there is no row" }
    return way.subject(row, context) == nil ? "this leads nowhere" : nil
  }

  private mutating func open() -> [Effect] {
    guard let way, let row = selected else { return [] }
    return follow(way, row)
  }

  mutating func follow(_ drill: Drill, _ row: JSONValue) -> [Effect] {
    guard var subject = drill.subject(row, context) else { return [] }
    var effects: [Effect] = []
    let name = subject.facts["screen"] ?? (drill.screen.isEmpty ? IDs.screen(of: subject.id) ?? "" : drill.screen)
    if let entered = subject.facts["enter"] {
      if !entered.isEmpty { effects += enter(entered) }
      subject.facts["enter"] = nil
    }
    subject.facts["screen"] = nil
    guard let screen = ScreenTable.screen(name) else { return effects }
    if screen.name == RecordScreen.screen.name { return effects + record() }
    return effects + push(screen, subject)
  }

  mutating func push(_ screen: Screen, _ subject: Subject) -> [Effect] {
    guard trail.count < 64 else {
      say("The trail is 64 screens deep: go up with Esc, or anew with :.", .warning)
      return []
    }
    page.window.settle(around: page.top)
    trail.append(Page(id: nextNumber(), screen: screen, subject: subject))
    return need()
  }

  /// To a screen from anywhere: the trail begins anew.
  mutating func go(to screen: Screen, _ subject: Subject) -> [Effect] {
    trail = [Page(id: nextNumber(), screen: screen, subject: subject)]
    return need()
  }

  /// Every field of the chosen row.
  private mutating func record() -> [Effect] {
    guard let row = selected else { return [] }
    var page = Page(id: nextNumber(), screen: RecordScreen.screen, subject: Subject(label: Model.name(of: row)))
    page.head = [row]
    page.loadedAt = self.page.loadedAt
    trail.append(page)
    takeParts(trail.count - 1)
    return []
  }

  private static func name(of row: JSONValue) -> String {
    let name =
      (["code", "name"].map { row.text(at: $0) } + [IDs.own(row)] + ["transaction", "sequence", "field"].map { row.text(at: $0) })
      .first { !$0.isEmpty }
    return Plain.text(name ?? "")
  }

  /// Into a tenant: all that is shown from now on is of that one.
  mutating func enter(_ name: String) -> [Effect] {
    guard tenant != name, !settings.hasFixedTenant else { return [] }
    tenant = name
    // What was switched on was meant for the one before.
    isWriting = false
    // What is still on its way is the other one's.
    takings = nil
    nextTakingsAt = nil
    asked[.takings] = nil
    awaited.remove(.takings)
    for index in trail.indices where trail[index].screen.scope == .tenant { trail[index].forget() }
    return [.follow(name)]
  }

  // MARK: Order, time

  /// Why nothing is ordered now.
  var orderRefusal: String? {
    guard let column = page.column ?? page.order?.column else { return "choose a column with → first" }
    return screen.columns[column].isOrdered ? nil : "this column is asked row by row, for what is in view"
  }

  private mutating func order() -> [Effect] {
    let column = page.column ?? page.order?.column ?? 0
    if page.order?.column != column {
      // Numbers are looked for from the highest, texts from the first.
      page.order = Page.Order(column: column, isDescending: screen.columns[column].isRight)
    } else if page.order?.isDescending == screen.columns[column].isRight {
      page.order?.isDescending.toggle()
    } else {
      page.order = nil
    }
    page.selection = 0
    page.top = 0
    // Of a list that was too long only the first ones of the old order are here.
    guard let gathering = page.gathering, page.order != nil, !gathering.isFull else { return reload() }
    orderRows(trail.count - 1)
    return need()
  }

  /// Why time cannot be moved here.
  var timeRefusal: String? {
    trail.contains { $0.screen.isMoney } || screen.scope == .tenant || tenant != nil || settings.hasFixedTenant
      ? nil : "there is no money on this screen"
  }

  mutating func look(at moment: Timestamp?) -> [Effect] {
    let moment = moment.flatMap { $0 >= now ? nil : $0 }
    guard moment != asOf else { return [] }
    asOf = moment
    if let moment {
      let money = screen.isMoney ? "" : " (money screens; this one shows now)"
      say("As of \(MomentText.full(moment)) UTC\(money); n is now again.", .past)
    } else {
      say("Now.")
    }
    for index in trail.indices where trail[index].screen.isMoney { trail[index].forget() }
    return need()
  }

  // MARK: The mouse

  mutating func click(_ column: Int, _ row: Int) -> [Effect] {
    guard case .browsing = mode else { return [] }
    let layout = Layout(self)
    if row == 1, screen.code == nil {
      guard let tab = TabBar.tabs(width: size.columns).first(where: { $0.columns.contains(column) }) else { return [] }
      return go(to: tab.screen, Subject())
    }
    if row == size.rows - 1 {
      guard let item = KeyBar.items(self).first(where: { $0.columns.contains(column) }), let key = item.binding.keys.first else {
        return []
      }
      return press(key)
    }
    let columns = Layout.columns(page, width: size.columns)
    let clicked = columns.last { $0.start <= column }?.index
    if row == layout.listTop - 1 {
      page.column = clicked
      return clicked == nil || orderRefusal != nil ? [] : order()
    }
    let place = page.top + row - layout.listTop
    guard (layout.listTop..<layout.listTop + layout.listRows).contains(row), place < page.count else { return [] }
    // The second click on a row opens it, or the number under the mouse.
    if place == page.selection {
      if let clicked, screen.columns[clicked].opens != nil { page.column = clicked }
      return openRefusal == nil ? open() : []
    }
    page.selection = place
    return need()
  }
}
