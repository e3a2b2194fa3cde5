import JSON
import LedgerCore
import WalletAPI

/// Answers of the daemon, into the pages that wait for them. Who waits no more hears nothing.
extension Model {
  mutating func take(_ answer: Answer) -> [Effect] {
    let healed = note(answer)
    var effects: [Effect] = []
    if let id = answer.slot.page {
      guard let index = trail.firstIndex(where: { $0.id == id }), trail[index].asked[answer.slot] == answer.number else {
        return healed
      }
      trail[index].awaited.remove(answer.slot)
      effects = take(answer, page: index)
    } else {
      guard asked[answer.slot] == answer.number else { return healed }
      awaited.remove(answer.slot)
      effects = takeOther(answer)
    }
    return healed + effects
  }

  /// What an answer says about the connection. One that is back again brings everything back.
  private mutating func note(_ answer: Answer) -> [Effect] {
    if let trouble = answer.results.lazy.compactMap(\.trouble).first(where: \.isLost) {
      nextPulseAt = nil
      if case .lost(_, let since) = link { link = .lost(trouble, since: since) } else { link = .lost(trouble, since: now) }
      return []
    }
    guard case .lost = link else {
      link = .up
      return []
    }
    link = .up
    say("The daemon is back.", .good)
    pulse.clear()
    for index in trail.indices { trail[index].isStale = true }
    return refresh() + askTenants() + askPulse()
  }

  private mutating func take(_ answer: Answer, page index: Int) -> [Effect] {
    let isOnTop = index == trail.count - 1
    if let trouble = answer.results.first?.trouble, !isBesideThePoint(answer.slot) {
      // What was there stays, and ages, while the connection is lost.
      guard !trouble.isLost else { return [] }
      if trouble.code == .invalidCursor {
        say("The list has moved: it is read anew.", .warning)
        trail[index].forget()
        return isOnTop ? need() : []
      }
      trail[index].trouble = trouble
      return []
    }
    trail[index].trouble = nil
    switch answer.slot {
    case .head:
      // What was not there yet is told from what could not be asked.
      let values = answer.results.map { $0.value ?? ($0.trouble?.code == .accountNotFound ? .null : nil) }
      // What was asked because of the head before stays until it is answered anew.
      trail[index].head = values + trail[index].head.dropFirst(values.count)
      trail[index].wantsMore = trail[index].screen.head?.more != nil
      takeParts(index)
    case .more:
      let first = trail[index].screen.head?.requests(context(trail[index])).count ?? 0
      trail[index].head = trail[index].head.prefix(first) + answer.results.map(\.value)
      takeParts(index)
    case .rows(_, let part):
      takeRows(answer, part: part, page: index)
    case .gather:
      takeGathered(answer, page: index)
    case .asItWas:
      guard let asItWas = trail[index].screen.asItWas else { break }
      let context = context(trail[index])
      if trail[index].past.count > Page.mostPast { trail[index].past = [:] }
      for (row, result) in zip(pastAsked, answer.results) {
        trail[index].past[Model.key(of: row)] =
          result.value.flatMap { asItWas.row(row, $0, context) } ?? Model.unknown(row, because: result.trouble)
      }
      measure(Array(trail[index].past.values), page: index)
    case .beside:
      for (key, result) in zip(trail[index].besideWaiting, answer.results) { trail[index].beside[key] = result.value }
    case .tenants, .pulse, .takings, .findings, .preview, .completion, .act: break
    }
    trail[index].loadedAt = answer.at
    clampSelection(index)
    return isOnTop ? need() : []
  }

  /// A row that cannot be shown as it was, with why in place of a status.
  private static func unknown(_ row: JSONValue, because trouble: Trouble?) -> JSONValue {
    guard case .object(var members) = withoutNumbers(row) else { return row }
    members["status"] = .string(trouble?.code == .accountNotFound ? "not open yet" : "not known")
    return .object(members)
  }

  /// What is shown does not hang on it: a refusal leaves a gap.
  private func isBesideThePoint(_ slot: Ask.Slot) -> Bool {
    switch slot {
    case .asItWas, .beside, .more: true
    case .head, .rows, .gather, .tenants, .pulse, .takings, .findings, .preview, .completion, .act: false
    }
  }

  private mutating func takeRows(_ answer: Answer, part: Int, page index: Int) {
    let before = trail[index].selected.map { Model.key(of: $0) }
    var rows: [JSONValue] = []
    for (offset, result) in answer.results.enumerated() {
      guard let list = result.value else { break }
      rows = list["data"]?.arrayValue ?? []
      let wanted = part + offset == 0 ? trail[index].window.first : trail[index].window.part(part + offset)
      guard let wanted else { return }
      trail[index].window.take(wanted, rows: rows, next: list["cursor"]?.stringValue)
    }
    trail[index].besideAsked = []
    measure(rows, page: index)
    // New rows came in above: the cursor stays on its row, unless it is on the newest one.
    if part == 0, let before, trail[index].selection > 0,
      let place = rows.firstIndex(where: { Model.key(of: $0) == before }), place != trail[index].selection
    {
      trail[index].top = max(0, trail[index].top + place - trail[index].selection)
      trail[index].selection = place
    }
    if let pending = trail[index].pendingRow {
      trail[index].selection = min(pending, max(0, trail[index].window.known - 1))
      if trail[index].selection == pending || trail[index].window.isComplete { trail[index].pendingRow = nil }
    }
    if trail[index].isRunningToEnd {
      trail[index].selection = max(0, trail[index].window.known - 1)
      if trail[index].window.isComplete { trail[index].isRunningToEnd = false }
    }
  }

  private mutating func takeGathered(_ answer: Answer, page index: Int) {
    let order = { [page = trail[index], context = context(trail[index])] rows in Model.ordered(rows, page, context) }
    var gathering = trail[index].regathering ?? trail[index].gathering ?? gathering(for: trail[index])
    for result in answer.results {
      guard case .sifted(let rows, let read, let next) = result else { break }
      gathering.take(rows, read: read, next: next, order: order)
    }
    if trail[index].regathering != nil {
      trail[index].regathering = gathering.isGoingOn ? gathering : nil
      if gathering.isGoingOn { return }
    }
    trail[index].gathering = gathering
    trail[index].besideAsked = []
    orderRows(index)
    measure(trail[index].ordered.prefix(200), page: index)
  }

  func gathering(for page: Page) -> Gathering { Gathering(most: settings.searchedRows, isOrdered: page.order != nil) }

  /// Which rows a page wants of those that the daemon lists.
  func sift(_ page: Page, _ request: ListRequest) -> @Sendable (JSONValue) -> Bool {
    let (keep, filter, columns, context) = (request.keep, page.filter, page.screen.columns, context(page))
    return { row in
      if let keep, !keep(row) { return false }
      return filter.words.isEmpty || filter.keeps(columns.map { $0.cell(row, context).text } + [Model.key(of: row)])
    }
  }

  private static func ordered(_ rows: [JSONValue], _ page: Page, _ context: ScreenContext) -> [JSONValue] {
    guard let order = page.order, page.screen.columns.indices.contains(order.column) else { return rows }
    let column = page.screen.columns[order.column]
    let keyed = rows.enumerated().map { (key: column.orderKey($0.element, context), place: $0.offset) }
    return keyed.sorted { left, right in
      if left.key == right.key { return left.place < right.place }
      // What has no value is last either way.
      if left.key == .last || right.key == .last { return right.key == .last }
      return order.isDescending ? right.key < left.key : left.key < right.key
    }.map { rows[$0.place] }
  }

  /// Puts the gathered rows in order; the cursor stays on its row.
  mutating func orderRows(_ index: Int) {
    let page = trail[index]
    guard let gathering = page.gathering else { return }
    let rows = Model.ordered(gathering.rows, page, context(page))
    let selected = page.selection > 0 ? page.selected.map { Model.key(of: $0) } : nil
    trail[index].ordered = rows
    if let selected, let place = rows.firstIndex(where: { Model.key(of: $0) == selected }) {
      trail[index].top = max(0, page.top + place - page.selection)
      trail[index].selection = place
    }
  }

  /// The rows of a page that shows parts of what its head was answered.
  mutating func takeParts(_ index: Int) {
    guard case .parts(let parts) = trail[index].screen.source else { return }
    show(parts(trail[index].head, context(trail[index])), page: index)
  }

  /// Rows that come all at once.
  mutating func show(_ rows: [JSONValue], page index: Int) {
    let (filter, columns, context) = (trail[index].filter, trail[index].screen.columns, context(trail[index]))
    var gathering = Gathering()
    let wanted = filter.words.isEmpty ? rows : rows.filter { row in filter.keeps(columns.map { $0.cell(row, context).text }) }
    gathering.take(wanted, read: rows.count, next: nil)
    trail[index].gathering = gathering
    orderRows(index)
    measure(trail[index].ordered.prefix(200), page: index)
    clampSelection(index)
  }

  /// Columns are as wide as their widest cell so far.
  private mutating func measure(_ rows: some Sequence<JSONValue>, page index: Int) {
    let context = context(trail[index])
    let columns = trail[index].screen.columns
    for row in rows {
      for (place, column) in columns.enumerated() {
        let width = min(column.widest, Layout.width(column.cell(row, context).text))
        if width > trail[index].widths[place] { trail[index].widths[place] = width }
      }
    }
  }

  /// The same for what is in view: cells may say something else now than when they were read (`in 10m`, `in 9m 59s`).
  mutating func measureView() {
    let rows = viewport.clamped(to: 0..<page.count).compactMap { shown($0, of: page) }
    measure(rows, page: trail.count - 1)
  }

  mutating func clampSelection(_ index: Int) {
    let most = max(0, trail[index].count - 1)
    trail[index].selection = min(max(0, trail[index].selection), most)
    let rows = max(1, Layout(self).listRows)
    let selection = trail[index].selection
    trail[index].top = min(max(trail[index].top, selection - rows + 1), selection)
    trail[index].top = max(0, trail[index].top)
  }
}
