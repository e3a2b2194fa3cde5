import JSON
import LedgerCore
import Terminal
import WalletClient

/// What is typed behind `:`.
extension Model {
  mutating func command(_ line: LineEditor, _ key: TerminalInput.Key) -> [Effect] {
    var line = line
    mode = .browsing
    if key == .escape || (key == .backspace && line.text.isEmpty) { return [] }
    if key == .enter { return run(Completion.meant(line.text, self)) }
    if key == .tab {
      if let completed = Completion.completed(line.text, self) { line = LineEditor(completed) }
    } else {
      _ = line.take(key)
    }
    mode = .command(line)
    return askCodes(line.text)
  }

  /// Which accounts begin with what is being typed; which merchants and wallets there are.
  private mutating func askCodes(_ text: String) -> [Effect] {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 2, !words[1].isEmpty, tenant != nil || settings.hasFixedTenant else { return [] }
    let request: ClientRequest
    switch ScreenTable.screen(words[0])?.name {
    case AccountScreen.screen.name: request = .get("/v1/accounts", query: [("code_prefix", words[1]), ("limit", "20")])
    case MerchantScreen.screen.name: request = .get("/v1/merchants", query: [("limit", "100")])
    case WalletScreen.screen.name: request = .get("/v1/wallets", query: [("limit", "100")])
    default: return []
    }
    return [ask(.completion, [request], tenant: settings.hasFixedTenant ? nil : tenant)]
  }

  /// `accounts`, `account wallet:alice`, `txn_…`, `tenant toko`, `as-of yesterday`, `theme light`, `write`, `q`.
  mutating func run(_ text: String) -> [Effect] {
    let words = text.split(separator: " ").map(String.init)
    guard let name = words.first else { return [] }
    let rest = words.dropFirst().joined(separator: " ")
    if let screen = IDs.screen(of: name).flatMap(ScreenTable.screen) { return go(to: screen, Subject(id: name)) }
    if let effects = Completion.Order(rawValue: name).map({ run($0, rest) }) { return effects }
    if let screen = ScreenTable.screen(name), screen.name != RecordScreen.screen.name { return go(to: screen, rest) }
    if let comesWith = ScreenTable.reserved(name) {
      say("\(name): this screen comes with \(comesWith); this version has none.", .warning)
      return []
    }
    let near = Suggestion.nearest(name, in: ScreenTable.names + Completion.Order.allCases.map(\.rawValue))
    say("There is no '\(Plain.text(name))'\(near.map { "; did you mean :\($0)?" } ?? ""): Tab shows what there is.", .warning)
    return []
  }

  private mutating func run(_ order: Completion.Order, _ rest: String) -> [Effect] {
    switch order {
    case .quit, .q: return [.quit]
    case .help: mode = .help(top: 0)
    case .write:
      if !isWriting { return perform(.write) }
    case .readOnly:
      if isWriting { return perform(.write) }
    case .asOf:
      guard let input = MomentInput(rest, now: now) else {
        say("'\(Plain.text(rest))' is no time: \(MomentInput.examples).", .warning)
        return []
      }
      switch input {
      case .now: return look(at: nil)
      case .moment(let moment): return look(at: moment)
      }
    case .theme:
      guard let theme = Theme(rawValue: rest) ?? (rest == "color-blind" || rest == "colorblind" ? .colorblind : nil) else {
        say("Themes: \(Theme.allCases.map(\.rawValue).joined(separator: ", ")).", .warning)
        return []
      }
      self.theme = theme
      return [.restyle]
    case .tenant:
      guard !rest.isEmpty else { return go(to: TenantsScreen.screen, Subject()) }
      guard !settings.hasFixedTenant else {
        say("The API key opens its own tenant and no other.", .warning)
        return []
      }
      return enter(rest)
        + (screen.scope == .tenant && screen.argument == nil && trail.count == 1
          ? need() : go(to: AccountsScreen.screen, Subject()))
    }
    return []
  }

  /// A screen by its name, about what was typed behind it.
  private mutating func go(to screen: Screen, _ argument: String) -> [Effect] {
    guard screen.argument == nil else {
      guard !argument.isEmpty else {
        say(":\(screen.name) \(screen.argument ?? "") opens one.", .warning)
        return []
      }
      let words = argument.split(separator: " ").map(String.init)
      var subject = Subject(id: words[0])
      // A code with accounts in several currencies: `account wallet:alice USD`.
      if words.count > 1 { subject.facts["currency"] = words[1].uppercased() }
      return go(to: screen, subject)
    }
    var effects = go(to: screen, Subject())
    if !argument.isEmpty {
      page.filter = ListFilter(argument, fields: screen.filters)
      effects = reload()
    }
    return effects
  }
}

/// What `:` can be completed to.
enum Completion {
  /// What is no screen.
  enum Order: String, CaseIterable, Sendable {
    case tenant
    case asOf = "as-of"
    case write
    case readOnly = "read-only"
    case theme
    case help
    case quit
    case q
  }

  /// What fits, best first.
  static func candidates(_ text: String, _ model: Model) -> [String] {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count > 1 else {
      let names = ScreenTable.names + Order.allCases.filter { $0 != .q }.map(\.rawValue)
      guard let typed = words.first, !typed.isEmpty else { return names }
      let found = names.filter { $0.hasPrefix(typed) }
      // Short names are for who knows them: offered where nothing else fits.
      return found.isEmpty ? ScreenTable.all.flatMap(\.aliases).filter { $0.hasPrefix(typed) } : found
    }
    guard words.count == 2 else { return [] }
    let choices: [String]
    switch words[0] {
    case "tenant": choices = model.tenants
    case "theme": choices = Theme.allCases.map(\.rawValue)
    case "as-of": choices = ["yesterday", "today", "now"]
    case "account", "entries", "history", "merchant", "wallet": choices = model.knownCodes
    default: choices = []
    }
    return choices.filter { $0.hasPrefix(words[1]) }.map { "\(words[0]) \($0)" }
  }

  /// What Tab makes of a text; nil where nothing fits.
  static func completed(_ text: String, _ model: Model) -> String? {
    let found = candidates(text, model)
    guard let first = found.first else { return nil }
    if found.count == 1 { return ScreenTable.screen(first)?.argument == nil ? first : first + " " }
    let common = found.reduce(first) { String(zip($0, $1).prefix { $0 == $1 }.map(\.0)) }
    return common.count > text.count ? common : first
  }

  /// What Enter runs: what was typed, where it means something, else the best it can become.
  static func meant(_ text: String, _ model: Model) -> String {
    let name = text.split(separator: " ").first.map(String.init) ?? ""
    if text.isEmpty || IDs.screen(of: name) != nil || ScreenTable.screen(name) != nil || Order(rawValue: name) != nil
      || ScreenTable.reserved(name) != nil
    {
      return text
    }
    guard let first = candidates(name, model).first else { return text }
    return first + text.dropFirst(name.count)
  }
}
