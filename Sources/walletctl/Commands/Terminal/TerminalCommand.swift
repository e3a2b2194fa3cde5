import Glibc
import Terminal

/// The terminal, as a command.
enum TerminalCommand {
  static let tui = Command(
    words: ["tui"], summary: "Open the terminal: everything on a screen, live (`walletctl` alone does it too)",
    details: """
      Digits go to screens, : goes anywhere, / filters, Enter goes down, Esc up, ? shows every key. Nothing can be changed until W \
      switches write mode on, and every change is shown and confirmed first.
      """,
    arguments: [Argument("SCREEN", "where to begin, as behind : (default overview)", .many)],
    options: [
      .choice("theme", Theme.allCases.map(\.rawValue), "colours (default dark; NO_COLOR: mono); also WALLETCTL_THEME"),
      .flag("ascii", nil, "draw with ASCII only (default where the locale is not UTF-8)"),
    ],
    examples: [
      .init("walletctl -t toko tui", "the overview; 3 shows accounts, 5 what is reserved"),
      .init("walletctl -t toko tui account wallet:alice", "one account's history"),
    ],
    run: { session throws(CommandFailure) in try run(session) })

  private static func run(_ session: Session) throws(CommandFailure) {
    let connector = try session.connector()
    let name = session.environment["TERM"] ?? ""
    guard session.streams.isOutTerminal, session.streams.canAsk else {
      throw .usage("there is no terminal here: `walletctl help` lists what works without one")
    }
    // Threads take no signals: those are for the thread that has the terminal.
    let terminal: Terminal
    do throws(Terminal.Failure) {
      terminal = try Terminal(term: name)
    } catch {
      switch error {
      case .notATerminal: throw .usage("there is no terminal here: `walletctl help` lists what works without one")
      case .unknown(let name):
        throw .usage(
          "this machine does not know the terminal '\(name)': try TERM=xterm walletctl, or install ncurses-term")
      case .tooSimple(let name):
        throw .usage("the terminal '\(name)' cannot show a screen: the commands of `walletctl help` work there")
      }
    }
    let invocation = session.invocation
    var settings = Model.Settings()
    settings.socketPath = connector.socketPath
    settings.hasFixedTenant = connector.bearer != nil
    settings.isASCII = invocation.has("ascii") || !terminal.capabilities.isUTF8
    settings.colors = terminal.capabilities.colors
    settings.commandPrefix = ["socket", "key-file"].flatMap { name in invocation.value(name).map { ["--\(name)", $0] } ?? [] }
    let model = Model(
      settings: settings, size: terminal.size, now: Clock.now(), theme: theme(session),
      tenant: connector.bearer == nil ? session.tenant : nil)
    let mailbox = Mailbox()
    let feed = StreamFeed(connector) { mailbox.put(.feed($0)) }
    let program = TerminalProgram(
      terminal, connector, model: model, mailbox: mailbox, feed: feed, examination: Doctor.examination(session))
    let place = invocation.arguments("SCREEN").joined(separator: " ")
    if let open = program.run(place.isEmpty ? nil : place) { throw open }
  }

  private static func theme(_ session: Session) -> Theme {
    let environment = session.environment
    if let named = (session.invocation.value("theme") ?? environment["WALLETCTL_THEME"]).flatMap({ Theme(rawValue: $0) }) {
      return named
    }
    let isColorless = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return isColorless || session.invocation.value("color") == "never" ? .mono : .dark
  }
}
