import JSON
import WalletAPI
import WalletClient

/// Accounts at payment providers, and how they do.
enum ProvidersScreen {
  static let screen = Screen(
    name: "providers", aliases: ["psp"], summary: "accounts at payment providers, and how they do", scope: .tenant,
    operation: .listProviders, head: Screen.Head(requests: { _ in [.get("/v1/providers")] }, facts: { _, _ in [] }),
    source: .parts { head, _ in head.first.flatMap { $0 }?["data"]?.arrayValue ?? [] },
    columns: [
      ScreenColumn("PROVIDER", .text("provider")), ScreenColumn("STATUS", .status("status")),
      ScreenColumn("HEALTH", .made { row, _ in health(row) }, name: "health"), ScreenColumn("BREAKERS", .made(breakers)),
      ScreenColumn("URL", .text("url"), priority: 1, widest: 60, narrowest: 16),
      ScreenColumn("KEY", .made { row, _ in CellText(key(row["api_key"])) }, priority: 3, name: "api_key"),
      ScreenColumn("CHANGED", .time("updated_at"), priority: 2, name: "updated_at"), ScreenColumn("ID", .text("id"), priority: 4),
    ],
    opens: Drill("provider") { row, _ in Subject(id: row.text(at: "provider")) }, ways: ways, acts: ProviderActs.all,
    empty: "There is no account at a provider: walletctl provider set NAME", command: { _ in ["provider", "list"] })

  /// What was asked of it, what waits for it, what it told.
  static let ways = [
    Screen.Way(key: "o", name: "jobs", help: "what it is to be asked", drill: of("jobs"))
  ]

  private static func of(_ screen: String) -> Drill {
    Drill(screen) { row, context in
      let own = row.text(at: "provider")
      let name = own.isEmpty ? context.head.first.flatMap { $0 }?.text(at: "provider") ?? "" : own
      return name.isEmpty ? nil : Subject(id: name, facts: ["provider": name])
    }
  }

  static func health(_ account: JSONValue) -> CellText {
    let health = account.text(at: "health")
    let look: Look =
      switch health {
      case "healthy": .good
      case "failing": .warning
      case "cut_off": .bad
      default: .faint
      }
    return CellText(Plain.text(health), look)
  }

  /// The breakers that are not closed, by operation.
  @Sendable private static func breakers(_ account: JSONValue, _ context: ScreenContext) -> CellText {
    let open = (account["operations"]?.arrayValue ?? []).filter { $0.text(at: "state") != "closed" }
    guard !open.isEmpty else { return CellText("closed", .faint) }
    return CellText(Plain.text(open.map { "\($0.text(at: "operation")) \($0.text(at: "state"))" }.joined(separator: ", ")), .bad)
  }

  /// What tells one key from another; never more of it.
  static func key(_ mark: JSONValue?) -> String {
    guard let mark, let fingerprint = mark["fingerprint"]?.stringValue else { return "" }
    return Plain.text(mark["ending"]?.stringValue.map { "…" + $0 } ?? String(fingerprint.prefix(8)))
  }
}

/// One account: each operation with its circuit breaker.
enum ProviderScreen {
  static let screen = Screen(
    name: "provider", summary: "one account at a provider, and its breakers", scope: .tenant, argument: "NAME",
    operation: .getProvider,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/providers", $0.subject.id))] }, facts: facts),
    source: .parts { head, _ in
      (head.first.flatMap { $0 }?["operations"]?.arrayValue ?? []).map { $0.with("name", $0["operation"] ?? .null) }
    },
    columns: [
      ScreenColumn("OPERATION", .text("operation")), ScreenColumn("BREAKER", .made { row, _ in breaker(row) }, name: "state"),
      ScreenColumn("FAILURES", .number("failures")), ScreenColumn("TRIES AGAIN", .made(tries), name: "tries_again_at"),
      ScreenColumn("LAST", .status("last_outcome")), ScreenColumn("WHY", .text("last_reason"), widest: 60, narrowest: 12),
      ScreenColumn("AT", .time("last_at"), priority: 1),
    ],
    ways: ProvidersScreen.ways, acts: ProviderActs.all, actsOnHead: true,
    empty: "Nothing was asked of it since the daemon started.",
    command: { ["provider", "show", $0.subject.id] })

  private static func breaker(_ row: JSONValue) -> CellText {
    let state = row.text(at: "state")
    return CellText(Plain.text(state), state == "closed" ? .good : state == "open" ? .bad : .warning)
  }

  @Sendable private static func tries(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let time = row.text(at: "tries_again_at")
    return time.isEmpty ? CellText("") : MomentText.due(time, now: context.now)
  }

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let account = head.first.flatMap({ $0 }) else { return [] }
    let secrets = (account["webhook_secrets"]?.arrayValue ?? []).map(ProvidersScreen.key).joined(separator: ", ")
    return [
      Screen.Fact("Status", PaymentCells.status(account.text(at: "status"))),
      Screen.Fact("Health", ProvidersScreen.health(account)),
    ] + PaymentCells.fact("URL", account.text(at: "url")) + PaymentCells.fact("Key", ProvidersScreen.key(account["api_key"]))
      + PaymentCells.fact("Webhooks known by", secrets) + PaymentCells.fact("Timeout ms", account.text(at: "timeout_ms"))
      + PaymentCells.fact("Changed", TimeText.seconds(account.text(at: "updated_at")))
  }
}

/// What can be done to an account at a provider. Keys are set with `walletctl provider set`: they are never typed here.
enum ProviderActs {
  static let all = [disable, enable]

  static let disable = Act(
    key: "F", name: "disable", help: "charges nobody there any more; what is under way goes on", operation: .disableProvider,
    refusal: { $0.text(at: "status") == "active" ? nil : "it is \($0.text(at: "status"))" }, subject: subject,
    question: { "Charge nobody at \(Plain.text($0.text(at: "provider"))) any more? What is under way there goes on." },
    request: { (path($0, "/disable"), [:]) }, command: { ["provider", "disable", $0.text(at: "provider")] }, done: done)

  static let enable = Act(
    key: "U", name: "enable", help: "charges there again", operation: .enableProvider,
    refusal: { $0.text(at: "status") == "disabled" ? nil : "it is \($0.text(at: "status"))" }, subject: subject,
    question: { "Charge at \(Plain.text($0.text(at: "provider"))) again?" }, request: { (path($0, "/enable"), [:]) },
    command: { ["provider", "enable", $0.text(at: "provider")] }, done: done)

  @Sendable private static func done(_ account: JSONValue) -> String {
    "\(Plain.text(account.text(at: "provider"))) is \(account.text(at: "status"))."
  }

  @Sendable private static func subject(_ account: JSONValue) -> ClientRequest { .get(path(account)) }

  private static func path(_ account: JSONValue, _ rest: String = "") -> String {
    PercentCoding.path("/v1/providers", account.text(at: "provider"), rest)
  }
}
