import JSON
import LedgerCore
import WalletClient

/// What has to be asked so that the page can be seen: only what is missing, once each, and only the last ask counts.
extension Model {
  /// Whatever the page on top lacks for what is in view.
  mutating func need() -> [Effect] {
    if screen.scope == .tenant, tenant == nil, !settings.hasFixedTenant {
      page.trouble = Trouble(
        "This is inside a tenant, and none is chosen.", todo: "Press 2 (or type :tenants) and choose one with Enter.")
      return []
    }
    var effects: [Effect] = []
    if let head = screen.head, page.head.isEmpty, !page.awaited.contains(.head(page: page.id)) {
      effects.append(ask(.head(page: page.id), head.requests(context)))
    }
    if let more = screen.head?.more, page.wantsMore, page.head.first.flatMap({ $0 }) != nil {
      page.wantsMore = false
      let requests = more(page.head, context)
      if !requests.isEmpty { effects.append(ask(.more(page: page.id), requests)) }
    }
    switch screen.source {
    case .list(let request):
      // Rows that are found by what the head says wait for it.
      guard !screen.needsHead || page.head.first.flatMap({ $0 }) != nil else { return effects }
      effects += needRows(request(context))
    case .parts: break
    case .pulse:
      if pulse.last == nil, pulseTrouble == nil { effects += askPulse() }
      if pulse.last != nil, !page.isBegun { showPulse() }
      effects += askTakings()
    case .findings: if !page.isBegun, awaited.insert(.findings).inserted { effects.append(.examine) }
    }
    return effects + needPast() + needBeside()
  }

  private mutating func needRows(_ request: ListRequest) -> [Effect] {
    if page.gathers(request) {
      let gathering = page.regathering ?? page.gathering ?? gathering(for: page)
      if page.gathering == nil { page.gathering = gathering }
      guard gathering.isGoingOn, !page.awaited.contains(.gather(page: page.id)), page.trouble == nil else { return [] }
      // The first page alone, so that something is there at once.
      let pages = gathering.isBegun ? Gathering.pagesAtOnce : 1
      return [gather(request, from: gathering.next, pages: pages)]
    }
    page.gathering = nil
    let rows = page.isRunningToEnd ? page.window.known..<(page.window.known + 1) : viewport
    guard let wanted = page.window.wanted(for: rows), page.trouble == nil else { return [] }
    let slot = Ask.Slot.rows(page: page.id, part: wanted.index)
    guard !page.awaited.contains(slot) else { return [] }
    // On the way to the end pages are only passed: several in one go.
    let pages = page.isRunningToEnd ? Gathering.pagesAtOnce : 1
    return [ask(slot, [request.page(wanted.cursor, rows: RowWindow.pageRows)], pages: pages)]
  }

  /// Rows as they were at the moment looked at, for what is in view.
  private mutating func needPast() -> [Effect] {
    guard asOf != nil, screen.isMoney, let asItWas = screen.asItWas, !page.awaited.contains(.asItWas(page: page.id)) else {
      return []
    }
    let rows = viewport.clamped(to: 0..<page.count).compactMap { page.row($0) }
    let missing = rows.filter { page.past[Model.key(of: $0)] == nil }.prefix(RowWindow.pageRows)
    guard !missing.isEmpty else { return [] }
    pastAsked = Array(missing)
    let context = context
    return [ask(.asItWas(page: page.id), missing.map { asItWas.request($0, context) })]
  }

  /// What the list does not say, about what is in view.
  private mutating func needBeside() -> [Effect] {
    guard let beside = screen.beside, asOf == nil || !screen.isMoney, !page.awaited.contains(.beside(page: page.id)) else {
      return []
    }
    let rows = viewport.clamped(to: 0..<page.count).compactMap { page.row($0) }
    let missing = rows.filter { !page.besideAsked.contains(Model.key(of: $0)) }.prefix(RowWindow.pageRows)
    guard !missing.isEmpty else { return [] }
    page.besideWaiting = missing.map { Model.key(of: $0) }
    page.besideAsked.formUnion(page.besideWaiting)
    let context = context
    return [ask(.beside(page: page.id), missing.map { beside.request($0, context) })]
  }

  /// The rows that the list shows now.
  var viewport: Range<Int> { page.top..<(page.top + max(1, Layout(self).listRows)) }

  // MARK: Anew

  /// Forgets what is shown, and asks for it again from the beginning.
  mutating func reload() -> [Effect] {
    page.forget()
    return need()
  }

  /// Asks for what is shown again, and leaves it there until the answer has come.
  mutating func refresh() -> [Effect] {
    refreshedAt = now
    page.trouble = nil
    page.isStale = false
    guard page.isBegun else { return need() }
    var effects: [Effect] = []
    if let head = screen.head { effects.append(ask(.head(page: page.id), head.requests(context))) }
    switch screen.source {
    case .list(let request):
      let request = request(context)
      if page.gathers(request) {
        let read = page.gathering?.read ?? 0
        if read <= 2_000 {
          page.regathering = gathering(for: page)
          effects.append(gather(request, from: nil, pages: Gathering.pagesAtOnce))
        } else {
          page.isStale = true
        }
      } else if let shown = page.window.holding(page.top) ?? Optional(page.window.first) {
        // Far down nothing is moved under somebody's eyes: what is newer waits above.
        if shown.index > 0 { page.isStale = true }
        effects.append(
          ask(.rows(page: page.id, part: shown.index), [request.page(shown.cursor, rows: RowWindow.pageRows)]))
      }
    case .parts: break
    case .pulse: effects += askPulse()
    case .findings: if awaited.insert(.findings).inserted { effects.append(.examine) }
    }
    return effects
  }

  private mutating func gather(_ request: ListRequest, from cursor: String?, pages: Int) -> Effect {
    let sift = sift(page, request)
    return ask(
      .gather(page: page.id), [request.page(cursor, rows: RowWindow.pageRows)], pages: pages, sift: sift, ends: request.ends)
  }

  /// The counters, not so often that asking for them is what the daemon is busy with.
  mutating func askPulse() -> [Effect] {
    guard !awaited.contains(.pulse), nextPulseAt.map({ now >= $0 }) ?? true else { return [] }
    pulseAskedAt = now
    return [ask(.pulse, [.get("/metrics")], tenant: nil)]
  }

  mutating func askTenants() -> [Effect] {
    guard !settings.hasFixedTenant, !awaited.contains(.tenants) else { return [] }
    return [ask(.tenants, [.get("/v1/tenants", query: [("limit", "100")])], tenant: nil)]
  }

  // MARK: Asking

  /// About the page on top, in the tenant that it is in.
  mutating func ask(
    _ slot: Ask.Slot, _ requests: [ClientRequest], pages: Int = 1, sift: (@Sendable (JSONValue) -> Bool)? = nil,
    ends: (@Sendable (JSONValue) -> Bool)? = nil
  ) -> Effect {
    let isInTenant = screen.scope == .tenant && !settings.hasFixedTenant
    return ask(slot, requests, tenant: isInTenant ? tenant : nil, pages: pages, sift: sift, ends: ends)
  }

  mutating func ask(
    _ slot: Ask.Slot, _ requests: [ClientRequest], tenant: String?, pages: Int = 1,
    sift: (@Sendable (JSONValue) -> Bool)? = nil, ends: (@Sendable (JSONValue) -> Bool)? = nil
  ) -> Effect {
    let number = nextNumber()
    if slot.page == nil {
      asked[slot] = number
      awaited.insert(slot)
    } else {
      page.asked[slot] = number
      page.awaited.insert(slot)
    }
    return .ask(Ask(slot: slot, number: number, requests: requests, tenant: tenant, pages: pages, sift: sift, ends: ends))
  }
}

extension Ask.Slot {
  /// The page it is for; nil for what is no page's.
  var page: Int? {
    switch self {
    case .head(let page), .more(let page), .rows(let page, _), .gather(let page), .asItWas(let page), .beside(let page): page
    case .tenants, .pulse, .takings, .findings, .preview, .completion, .act: nil
    }
  }
}
