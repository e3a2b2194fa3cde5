import WalletAPI

@testable import walletctl

/// walletctl(1), and a page for each resource and each command that has no verbs.
enum CommandPages {
  static let date = "2026-11-30"

  /// By file name.
  static var all: [String: String] {
    var pages = ["walletctl.1": program]
    for resource in CommandTable.resources { pages["walletctl-\(resource).1"] = page(of: resource) }
    return pages
  }

  static var names: [String] { CommandTable.resources.map { "walletctl-\($0)(1)" } }

  private static func summary(of resource: String) -> String {
    let commands = CommandTable.commands(of: resource)
    let summary = ResourceTable.summary(resource) ?? commands[0].summary
    return summary.prefix(1).lowercased() + summary.dropFirst()
  }

  // MARK: One resource

  private static func page(of resource: String) -> String {
    let commands = CommandTable.commands(of: resource)
    var page = Roff("walletctl-\(resource)", 1, date: date, version: ProductVersion.text)
    page.heading("Name")
    page.paragraph("walletctl-\(resource) - \(summary(of: resource))".replacing(" - ", with: " \u{1}"))
    page.heading("Synopsis")
    page.raw(commands.map(synopsis).joined(separator: "\n.br\n") + "\n")
    page.heading("Examples")
    for example in commands.flatMap({ commands.count > 1 ? Array($0.examples.prefix(1)) : $0.examples }) {
      page.example(example.line, example.meaning)
    }
    page.heading(commands.count > 1 ? "Commands" : "Description")
    for command in commands {
      if commands.count > 1 { page.subheading("walletctl \(command.name)") }
      page.paragraph(command.summary + ".")
      if !command.details.isEmpty { page.paragraph(command.details) }
      for argument in command.arguments { page.item(Roff.italic(argument.name), clause(argument.help)) }
      for option in command.options { page.item(term(option), clause(option.help)) }
      if commands.count > 1 {
        for example in command.examples.dropFirst() { page.example(example.line, example.meaning) }
      }
    }
    page.heading("Options of every command")
    page.paragraph("They are in walletctl(1): where the daemon is, the tenant, the key to call with, the form of the output.")
    page.heading("Exit status")
    page.paragraph("Those of walletctl(1), which scripts can rely on.")
    page.references(["walletctl(1)", "walletd-ledger(7)"])
    return page.text.replacing("\u{1}", with: "\\- ")
  }

  private static func synopsis(_ command: Command) -> String {
    let arguments = command.arguments.map { argument -> String in
      switch argument.count {
      case .one: Roff.italic(argument.name)
      case .optional: "[" + Roff.italic(argument.name) + "]"
      case .many: Roff.italic(argument.name) + " ..."
      }
    }
    let required = command.options.filter(\.isRequired).map { Roff.bold("--\($0.name)") + " " + Roff.italic($0.value ?? "") }
    let rest = command.options.contains { !$0.isRequired } ? ["[" + Roff.italic("OPTIONS") + "]"] : []
    return ([Roff.bold("walletctl \(command.name)")] + arguments + required + rest).joined(separator: " ")
  }

  private static func term(_ option: Option) -> String {
    let short = option.short.map { Roff.bold("-\($0)") + ", " } ?? ""
    return short + Roff.bold("--\(option.name)") + (option.value.map { " " + Roff.italic($0) } ?? "")
  }

  private static func clause(_ help: String) -> String { help.prefix(1).uppercased() + help.dropFirst() + "." }

  // MARK: The program

  private static var program: String {
    var page = Roff("walletctl", 1, date: date, version: ProductVersion.text)
    page.heading("Name")
    page.paragraph("walletctl \u{1}the command line of walletd")
    page.heading("Synopsis")
    page.raw(
      Roff.bold("walletctl") + " " + Roff.italic("COMMAND") + " [" + Roff.italic("ARGUMENTS") + "] [" + Roff.italic("OPTIONS")
        + "]\n")
    page.heading("Examples")
    for (line, meaning) in HelpPage.examples { page.example(line, meaning) }
    page.heading("Description")
    page.paragraph(
      """
      walletctl asks a running walletd(8) over its socket, as the user who runs it or with an API key, for everything its API can do. \
      What reads files (`verify`, `export`, `restore`, `audit verify --offline`) needs no daemon and shares no code with its engine.
      Amounts are written and shown as people write them, in the currency's decimals: `--amount 12.50 --currency USD`. With `--minor` they \
      are whole numbers of minor units, as on the wire.
      Every change is sent under an idempotency key: a fresh one, or the one of `--key`. When the outcome is not known (exit status 8), the \
      same command with the same key finds out, and does nothing twice.
      Data go to standard output, everything else to standard error: remarks, questions, and, on a terminal, how far work has come that \
      takes longer than a second. Nobody is asked where there is no terminal: what cannot be taken back then needs `--yes`. Secrets are \
      never arguments: they are asked for, or read from files and descriptors.
      """)
    page.heading("Commands")
    for resource in CommandTable.resources {
      page.item(Roff.bold("walletctl-\(resource)") + "(1)", clause(summary(of: resource)))
    }
    page.heading("Options of every command")
    for option in GlobalOptions.all { page.item(term(option), clause(option.help)) }
    page.heading("Exit status")
    for code in ExitCode.allCases { page.item(Roff.bold("\(code.rawValue)"), clause(code.meaning)) }
    page.heading("Environment")
    for (name, help) in EnvironmentTable.all { page.item(Roff.bold(name), clause(help)) }
    page.heading("Files")
    page.item(Roff.italic("/run/walletd/control.sock"), "The daemon's socket. Whoever is to call is in its group, `walletd`.")
    page.references(CommandPages.names + ["walletd(8)", "walletd.json5(5)", "walletd-ledger(7)"])
    return page.text.replacing("\u{1}", with: "\\- ")
  }
}

extension Roff {
  mutating func raw(_ line: String) { text.append(line) }
}
