import JSON
import LedgerCore
import Terminal
import WalletAPI

/// One step: a message in, the model changed, and what is to happen outside.
extension Model {
  mutating func update(_ message: Message) -> [Effect] {
    let effects = take(message)
    measureView()
    return effects
  }

  private mutating func take(_ message: Message) -> [Effect] {
    switch message {
    case .input(let input): return take(input)
    case .tick(let time): return tick(time)
    case .answer(let answer): return take(answer)
    case .feed(let message): return take(message)
    case .findings(let found, let time):
      findings = found
      awaited.remove(.findings)
      for index in trail.indices {
        guard case .findings = trail[index].screen.source else { continue }
        trail[index].loadedAt = time
        show(findings.map(\.row), page: index)
      }
      return []
    case .wrote(.success(let path)):
      say("Written to \(path).", .good)
      return []
    case .wrote(.failure(let trouble)):
      say("\(trouble.what) \(trouble.todo)", .bad)
      return []
    }
  }

  /// The first thing that happens: the page that was asked for, or the overview.
  mutating func start(_ command: String?) -> [Effect] {
    trail = [Page(id: nextNumber(), screen: OverviewScreen.screen, subject: Subject())]
    var effects: [Effect] = [.follow(tenant)] + askTenants() + askPulse() + askTakings()
    if let command { effects += run(command) } else { effects += need() }
    return effects
  }

  private mutating func tick(_ time: Timestamp) -> [Effect] {
    now = time
    if let notice, notice.until <= now { self.notice = nil }
    if case .lost = link {
      // Anything that is answered will do.
      return awaited.contains(.tenants) || awaited.contains(.pulse) ? [] : askPulse()
    }
    if page.trouble?.code == .rateLimited { page.trouble = nil }
    var effects = isPaused ? [] : pulseTrouble == nil ? askPulse() : []
    if page.isStale, page.top == 0, isLive, refreshedAt.map({ now.microseconds - $0.microseconds > 900_000 }) ?? true {
      effects += refresh()
    }
    if !isPaused { effects += askTakings() }
    return effects + need()
  }

  private mutating func take(_ message: FeedMessage) -> [Effect] {
    switch message {
    case .alive(let time):
      heardAt = time
      return []
    case .changed(let change):
      guard concerns(change) else { return [] }
      page.isStale = true
      guard isLive, screen.scope == .tenant, case .browsing = mode else { return [] }
      // At most so often: a busy ledger changes thousands of times a second.
      guard refreshedAt.map({ now.microseconds - $0.microseconds > 500_000 }) ?? true else { return [] }
      return refresh()
    case .broken(let trouble):
      if trouble.isLost, case .up = link { link = .lost(trouble, since: now) }
      return []
    }
  }

  /// Whether what changes is shown by itself.
  private var isLive: Bool { !isPaused && asOf == nil && !screen.isCostly }

  /// Whether a change may show on the page. What the feed does not say may.
  private func concerns(_ change: FeedChange) -> Bool {
    guard screen.isMoney || screen.name == EventsScreen.screen.name else { return screen.scope == .tenant }
    guard screen.name == AccountScreen.screen.name, !change.accounts.isEmpty,
      let account = (page.head.first ?? nil)?["id"]?.stringValue
    else {
      return true
    }
    return change.accounts.contains(account)
  }

  private mutating func take(_ input: TerminalInput) -> [Effect] {
    switch input {
    case .key(let key): return take(key)
    case .click(let column, let row): return click(column, row)
    case .wheel(let rows, _, _):
      guard case .browsing = mode else { return [] }
      return move(rows)
    case .resized(let size):
      self.size = size
      clampSelection(trail.count - 1)
      return need()
    case .interrupted, .terminated: return [.quit]
    case .resumed: return [.redraw] + refresh()
    case .woken: return []
    }
  }

  private mutating func take(_ key: TerminalInput.Key) -> [Effect] {
    notice = nil
    switch mode {
    case .browsing: return press(key)
    case .command(let line): return command(line, key)
    case .filtering(let line): return filter(line, key)
    case .moment(let line): return moment(line, key)
    case .exporting(let line): return export(line, key)
    case .help(let top): return help(top, key)
    case .confirming(let confirmation): return confirm(confirmation, key)
    case .showing:
      mode = .browsing
      return []
    }
  }

  private mutating func help(_ top: Int, _ key: TerminalInput.Key) -> [Effect] {
    let step: Int
    switch key {
    case .down, .character("j"): step = 1
    case .up, .character("k"): step = -1
    case .pageDown, .character(" "): step = size.rows - 6
    case .pageUp: step = 6 - size.rows
    case .character, .control, .enter, .escape, .tab, .backTab, .backspace, .delete, .left, .right, .home, .end, .function:
      mode = .browsing
      return []
    }
    mode = .help(top: min(max(0, top + step), max(0, HelpText.lines(self, width: size.columns - 6).count - (size.rows - 6))))
    return []
  }
}

extension Diagnosis {
  var row: JSONValue { ["name": .string(name), "state": .string(state.rawValue), "seen": .string(seen), "todo": .string(todo)] }
}
