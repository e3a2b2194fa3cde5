import JSON
import LedgerCore
import Terminal
import WalletClient

/// Doing something: looked at first, confirmed, sent once, seen.
extension Model {
  /// What an act would be done to.
  private var target: JSONValue? { screen.actsOnHead ? page.head.first ?? nil : selected }

  /// Why an act does nothing now.
  func refusal(of act: Act) -> String? {
    guard isWriting else { return "read-only: W switches acting on" }
    guard asOf == nil else { return "the past stays as it was: n goes back to now" }
    if case .lost = link { return "there is no connection" }
    guard let target else { return "there is no row" }
    return act.refusal(target)
  }

  mutating func begin(_ act: Act) -> [Effect] {
    guard let row = target else { return [] }
    var confirmation = Confirmation(act, row: row, key: Session.freshKey())
    if case .secretFile(let name) = act.input { confirmation.file = LineEditor(name(row)) }
    mode = .confirming(confirmation)
    return [askInside(.preview, [act.subject(row)])]
  }

  mutating func confirm(_ confirmation: Confirmation, _ key: TerminalInput.Key) -> [Effect] {
    var confirmation = confirmation
    if case .sending = confirmation.stage { return [] }
    if key == .escape {
      mode = .browsing
      if case .failed(let trouble) = confirmation.stage, trouble.isUnknown {
        say("Left open whether it was done: look at the books before you do it again.", .warning, seconds: 20)
      } else if case .failed = confirmation.stage {
      } else {
        say("Nothing was done.")
      }
      return []
    }
    if case .failed(let trouble) = confirmation.stage {
      // The same key: nothing is done twice.
      guard trouble.isUnknown, key == .enter else { return [] }
      return send(confirmation)
    }
    let wantsText = confirmation.wanted != nil || confirmation.file != nil
    if wantsText ? key == .enter : key == .character("y") || key == .character("Y") {
      guard confirmation.isSatisfied, shows(confirmation) else { return [] }
      return send(confirmation)
    }
    if !wantsText, key == .character("n") || key == .character("N") {
      mode = .browsing
      say("Nothing was done.")
      return []
    }
    if var file = confirmation.file {
      _ = file.take(key)
      confirmation.file = file
    } else if confirmation.wanted != nil {
      _ = confirmation.typed.take(key)
    }
    mode = .confirming(confirmation)
    return []
  }

  private mutating func send(_ confirmation: Confirmation) -> [Effect] {
    var confirmation = confirmation
    confirmation.stage = .sending
    mode = .confirming(confirmation)
    let (path, body) = confirmation.act.request(confirmation.subject ?? confirmation.row)
    let request = ClientRequest.post(path, body, key: confirmation.key)
    guard case .ask(let ask) = askInside(.act, [request]) else { return [] }
    return confirmation.file.map { [.actIntoFile(ask, path: $0.text)] } ?? [.ask(ask)]
  }

  private mutating func askInside(_ slot: Ask.Slot, _ requests: [ClientRequest]) -> Effect {
    ask(slot, requests, tenant: settings.hasFixedTenant ? nil : tenant)
  }

  // MARK: Answers that no page waits for

  mutating func takeOther(_ answer: Answer) -> [Effect] {
    guard let result = answer.results.first else { return [] }
    switch answer.slot {
    case .tenants: return takeTenants(result)
    case .pulse: takePulse(result, at: answer.at)
    case .preview: return takePreview(answer)
    case .act: return takeDone(result)
    case .completion:
      var seen: Set<String> = []
      knownCodes = (result.value?["data"]?.arrayValue ?? []).compactMap { $0["code"]?.stringValue }.filter {
        seen.insert($0).inserted
      }
    case .head, .rows, .gather, .asItWas, .findings: break
    }
    return []
  }

  private mutating func takeTenants(_ result: Answered) -> [Effect] {
    guard let list = result.value else { return [] }
    tenants = (list["data"]?.arrayValue ?? []).map { $0.text(at: "code") }
    // The only one there is, is meant.
    guard tenant == nil, tenants.count == 1, list["has_more"]?.boolValue != true, let only = tenants.first else { return [] }
    return enter(only) + need()
  }

  private mutating func takePulse(_ result: Answered, at time: Timestamp) {
    switch result {
    case .text(let text):
      // A daemon with thousands of open ledgers has long counters: asking takes at most a twentieth of the time.
      let cost = pulseAskedAt.map { max(0, time.microseconds - $0.microseconds) } ?? 0
      nextPulseAt = Timestamp(microseconds: time.microseconds + cost * 20 - 1_000_000)
      pulseTrouble = nil
      pulse.take(MetricsText(text), at: time)
    case .trouble(let trouble):
      if !trouble.isLost { pulseTrouble = trouble }
    case .json, .sifted: break
    }
    for index in trail.indices {
      guard case .pulse = trail[index].screen.source else { continue }
      trail[index].trouble = pulseTrouble
      trail[index].loadedAt = pulse.last?.at
      if pulse.last != nil { show(PulseRows.rows(self), page: index) }
    }
  }

  private mutating func takePreview(_ answer: Answer) -> [Effect] {
    guard case .confirming(var confirmation) = mode, case .looking = confirmation.stage else { return [] }
    if let trouble = answer.results.lazy.compactMap(\.trouble).first {
      confirmation.stage = .failed(trouble)
    } else if confirmation.subject == nil {
      let subject = answer.results.first?.value ?? confirmation.row
      confirmation.subject = subject
      confirmation.refusal = confirmation.act.refusal(subject)
      let postings = confirmation.act.postings(subject)
      confirmation.wanted = Confirmation.wanted(postings, settings.largeAmounts)
      let accounts = Set(postings.flatMap { [$0.debit, $0.credit] }).sorted()
      if !accounts.isEmpty, confirmation.refusal == nil {
        mode = .confirming(confirmation)
        return [askInside(.preview, accounts.map { .get(PercentCoding.path("/v1/accounts", $0)) })]
      }
      confirmation.stage = .ready
    } else {
      let accounts = answer.results.compactMap(\.value)
      let known = Dictionary(accounts.map { ($0.text(at: "id"), $0) }) { first, _ in first }
      let postings = confirmation.act.postings(confirmation.subject ?? confirmation.row)
      confirmation.lines = DryRun.lines(postings, known)
      confirmation.warnings = DryRun.warnings(confirmation.lines)
      confirmation.stage = .ready
    }
    mode = .confirming(confirmation)
    return []
  }

  private mutating func takeDone(_ result: Answered) -> [Effect] {
    guard case .confirming(var confirmation) = mode else { return [] }
    switch result {
    case .json(let answer, let isReplay):
      mode = .browsing
      let file = confirmation.file.map { " Its secret is in \($0.text), and nowhere else." } ?? ""
      say(confirmation.act.done(answer) + file + (isReplay ? " (It was done by the first try.)" : ""), .good, seconds: 20)
      return refresh()
    case .trouble(let trouble):
      confirmation.stage = .failed(trouble)
      mode = .confirming(confirmation)
    case .text, .sifted: break
    }
    return []
  }
}
