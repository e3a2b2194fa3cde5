import JSON
import LedgerCore
import Terminal
import WalletAPI
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
    return confirmation.form == nil ? [askInside(.preview, [act.subject(row)])] : []
  }

  /// A key while it is typed what an act is to do.
  private mutating func fill(_ confirmation: Confirmation, _ key: TerminalInput.Key) -> [Effect] {
    var confirmation = confirmation
    guard key == .enter else {
      confirmation.form?.take { _ = $0.take(key) }
      mode = .confirming(confirmation)
      return []
    }
    guard confirmation.form?.goOn() == true else {
      mode = .confirming(confirmation)
      return []
    }
    confirmation.stage = .looking
    mode = .confirming(confirmation)
    return [askInside(.preview, [confirmation.act.subject(confirmation.row)])]
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
    if case .filling = confirmation.stage { return fill(confirmation, key) }
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
    case .takings: takeTakings(answer)
    case .completion:
      var seen: Set<String> = []
      knownCodes = (result.value?["data"]?.arrayValue ?? []).compactMap { row in
        (row["code"] ?? row["merchant_id"] ?? row["wallet_id"])?.stringValue
      }.filter {
        seen.insert($0).inserted
      }
    case .head, .more, .rows, .gather, .asItWas, .beside, .findings: break
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
    showPulse()
  }

  /// What an act would do, in up to three questions: the object, what else has to be known, the accounts that it moves money on.
  private mutating func takePreview(_ answer: Answer) -> [Effect] {
    guard case .confirming(var confirmation) = mode, case .looking = confirmation.stage else { return [] }
    defer { mode = .confirming(confirmation) }
    // An account that is not there yet is opened by the act.
    let isOptional = confirmation.awaitsAlso || !confirmation.accounts.isEmpty
    if let trouble = answer.results.lazy.compactMap(\.trouble).first(where: { !isOptional || $0.code != .accountNotFound }) {
      confirmation.stage = .failed(trouble)
      return []
    }
    if !confirmation.accounts.isEmpty {
      let known = zip(confirmation.accounts, answer.results).map { name, result in
        (name.text, result.value ?? PaymentPreview.unopened(name.text, name.currency ?? ""))
      }
      let postings = confirmation.act.postings(confirmation.subject ?? confirmation.row)
      confirmation.lines = DryRun.lines(postings, Dictionary(known) { first, _ in first })
      confirmation.warnings = DryRun.warnings(confirmation.lines)
      confirmation.stage = .ready
      return []
    }
    if confirmation.awaitsAlso {
      confirmation.awaitsAlso = false
      confirmation.subject = confirmation.subject?.with("also", .array(answer.results.map { $0.value ?? .null }))
    } else {
      var subject = answer.results.first?.value ?? confirmation.row
      if let form = confirmation.form { subject = subject.with("typed", form.values) }
      confirmation.subject = subject
      confirmation.refusal = confirmation.act.refusal(subject)
      let also = confirmation.refusal == nil ? confirmation.act.also(subject) : []
      if !also.isEmpty {
        confirmation.awaitsAlso = true
        return [askInside(.preview, also)]
      }
    }
    let postings = confirmation.act.postings(confirmation.subject ?? confirmation.row)
    confirmation.wanted =
      confirmation.act.typed(confirmation.subject ?? confirmation.row) ?? Confirmation.wanted(postings, settings.largeAmounts)
    let names = Set(
      postings.flatMap { posting in
        [posting.debit, posting.credit].map { Confirmation.AccountName(text: $0, currency: posting.currency) }
      })
    guard !names.isEmpty, confirmation.refusal == nil else {
      confirmation.stage = .ready
      return []
    }
    confirmation.accounts = names.sorted { $0.text < $1.text }
    return [
      askInside(
        .preview,
        confirmation.accounts.map { name in
          // An id has its currency.
          .get(
            PercentCoding.path("/v1/accounts", name.text),
            query: [("currency", name.text.hasPrefix("acc_") ? nil : name.currency)])
        })
    ]
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
