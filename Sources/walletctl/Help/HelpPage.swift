/// Help, made from the declarations: examples first.
enum HelpPage {
  private static let width = 100

  /// About the command, resource or whole program that `words` name.
  static func text(_ words: [String]) throws(UsageError) -> String {
    guard let first = words.first else { return overview }
    if let (command, count) = CommandTable.command(words), count == words.count { return page(of: command) }
    let verbs = CommandTable.commands(of: first)
    guard words.count == 1, !verbs.isEmpty else {
      let names = CommandTable.all.map(\.name)
      let asked = words.joined(separator: " ")
      throw UsageError("there is no command '\(asked)'", suggestion: Suggestion.nearest(asked, in: names), about: nil)
    }
    return page(of: first, verbs)
  }

  /// What somebody does first.
  static let examples: [(line: String, meaning: String)] = [
    (#"walletctl tenant create toko --name "Toko Maju""#, "a platform, with a ledger of its own"),
    (
      "walletctl -t toko account create wallet:alice --currency IDR --class liability --limit no_overdraft",
      "a wallet that cannot be overdrawn"
    ),
    ("walletctl -t toko transfer create wallet:alice wallet:bob --amount 25000 --currency IDR", "Rp25.000 from one to the other"),
    ("walletctl -t toko report balance-sheet", "what there is and who it belongs to, with the proof that it adds up"),
    ("walletctl doctor", "is everything well?"),
    ("walletctl verify --data /var/lib/walletd", "the proof that every ledger of a stopped daemon is what was written"),
  ]

  private static var overview: String {
    var text = """
      walletctl: the command line of walletd

      Examples
      \(examples.map { "  " + $0.line }.joined(separator: "\n"))

      Commands

      """
    var table = Table([("", .left), ("", .left)])
    for command in CommandTable.all { table.add([Table.Cell(command.name), Table.Cell(command.summary)]) }
    text += table.render(colored: false, indentation: 2)
    text += "\nOptions of every command\n" + options(GlobalOptions.all)
    text += "\nExit codes\n"
    var codes = Table([("", .right), ("", .left)])
    for code in ExitCode.allCases { codes.add([Table.Cell("\(code.rawValue)"), Table.Cell(code.meaning)]) }
    text += codes.render(colored: false, indentation: 2)
    return text + "\n`walletctl COMMAND --help` tells more about each.\n"
  }

  private static func page(of resource: String, _ verbs: [Command]) -> String {
    var table = Table([("", .left), ("", .left)])
    for command in verbs { table.add([Table.Cell("walletctl " + command.name), Table.Cell(command.summary)]) }
    let summary = ResourceTable.summary(resource).map { $0 + "\n\n" } ?? ""
    var text = summary + "Examples\n" + examples(verbs.compactMap(\.examples.first)) + "\nCommands\n"
    text += table.render(colored: false, indentation: 2)
    return text + "\n`walletctl \(resource) VERB --help` tells more about each.\n"
  }

  private static func page(of command: Command) -> String {
    var text = "\(command.summary)\n\nExamples\n" + examples(command.examples)
    let arguments = command.arguments.map { " " + $0.usage }.joined()
    let required = command.options.filter(\.isRequired).map { " --\($0.name) \($0.value ?? "")" }.joined()
    let optional = command.options.contains { !$0.isRequired } ? " [OPTIONS]" : ""
    text += "\nUsage\n  walletctl \(command.name)\(arguments)\(required)\(optional)\n"
    if !command.details.isEmpty { text += "\n" + wrapped(command.details) }
    if !command.arguments.isEmpty {
      var table = Table([("", .left), ("", .left)])
      for argument in command.arguments { table.add([Table.Cell(argument.name), Table.Cell(argument.help)]) }
      text += "\nArguments\n" + table.render(colored: false, indentation: 2)
    }
    if !command.options.isEmpty { text += "\nOptions\n" + options(command.options) }
    return text + "\nOptions of every command are listed by `walletctl help`.\n"
  }

  private static func examples(_ examples: [Command.Example]) -> String {
    examples.map { "  \($0.line)\n      \($0.meaning)\n" }.joined()
  }

  private static func options(_ options: [Option]) -> String {
    var table = Table([("", .left), ("", .left)])
    for option in options {
      let short = option.short.map { "-\($0), " } ?? "    "
      let value = option.value.map { " \($0)" } ?? ""
      table.add([Table.Cell("\(short)--\(option.name)\(value)"), Table.Cell(option.help)])
    }
    return table.render(colored: false, indentation: 2)
  }

  private static func wrapped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { paragraph in
      guard !paragraph.hasPrefix(" ") else { return paragraph + "\n" }
      var lines: [String] = [""]
      for word in paragraph.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if last.count + word.count < width {
          lines[lines.count - 1] += " " + word
        } else {
          lines.append(String(word))
        }
      }
      return lines.joined(separator: "\n") + "\n"
    }.joined()
  }
}
