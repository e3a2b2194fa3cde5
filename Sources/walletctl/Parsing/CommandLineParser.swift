/// Reads a command line: words that name the command, arguments by place, options by name, in any order.
///
/// `--name value` and `--name=value`, `-n value` and `-nvalue`, flags together (`-jq`); `--` ends the options. A number with a minus
/// sign is a value where a value is due.
struct CommandLineParser {
  enum Outcome: Sendable {
    case run(Invocation)
    /// Help that was asked for: about one command, or about all that begin with these words.
    case help([String])
    case version
    /// No command, and no help asked for: the terminal where there is one, with these options.
    case alone(Invocation)
  }

  private var words: [String] = []
  private var rest: [String] = []
  private var given: [(option: Option, value: String)] = []

  static func parse(_ line: [String]) throws(UsageError) -> Outcome {
    var parser = CommandLineParser()
    return try parser.parse(line)
  }

  private mutating func parse(_ line: [String]) throws(UsageError) -> Outcome {
    let command = CommandLineParser.command(in: line)
    let known = GlobalOptions.all + (command?.options ?? [])
    var tokens = line[...]
    while let token = tokens.popFirst() {
      if token == "--" {
        rest += tokens
        break
      }
      if token.hasPrefix("--") {
        try takeLong(token.dropFirst(2), &tokens, known, command)
      } else if token.hasPrefix("-"), token != "-" {
        try takeShort(token.dropFirst(), &tokens, known, command)
      } else {
        rest.append(token)
      }
    }
    let options = Dictionary(grouping: given, by: \.option.name).mapValues { $0.map(\.value) }
    if options["version"] != nil { return .version }
    guard let command else {
      if options["help"] != nil { return .help(rest) }
      if rest.isEmpty {
        return .alone(Invocation(command: TerminalCommand.tui, arguments: [:], options: try check(options, TerminalCommand.tui)))
      }
      throw CommandLineParser.unknownCommand(rest)
    }
    if options["help"] != nil { return .help(command.words) }
    rest.removeFirst(command.words.count)
    return .run(Invocation(command: command, arguments: try arguments(of: command), options: try check(options, command)))
  }

  /// The command the words of a line name. Values of options may stand between: those of global options are known, and a command's own
  /// come behind its words.
  static func command(in line: [String]) -> Command? {
    var words: [String] = []
    var tokens = line[...]
    while let token = tokens.popFirst(), token != "--" {
      guard token.hasPrefix("-") else {
        words.append(token)
        continue
      }
      let name = token.drop { $0 == "-" }
      let option = GlobalOptions.all.first { $0.name == name || (token.count == 2 && $0.short == name.first) }
      if let option, option.value != nil { _ = tokens.popFirst() }
    }
    return CommandTable.command(words)?.command
  }

  // MARK: Options

  private mutating func takeLong(
    _ token: Substring, _ tokens: inout ArraySlice<String>, _ known: [Option], _ command: Command?
  ) throws(UsageError) {
    let parts = token.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    guard let option = known.first(where: { $0.name == name }) else {
      throw UsageError(
        "there is no option --\(name)", suggestion: Suggestion.nearest(name, in: known.map(\.name)).map { "--\($0)" },
        about: command)
    }
    guard option.value != nil else {
      guard parts.count == 1 else { throw UsageError("--\(name) takes no value", about: command) }
      given.append((option, ""))
      return
    }
    if parts.count == 2 {
      given.append((option, String(parts[1])))
    } else if let value = tokens.popFirst() {
      given.append((option, value))
    } else {
      throw UsageError("--\(name) needs a value: --\(name) \(option.value ?? "")", about: command)
    }
  }

  private mutating func takeShort(
    _ token: Substring, _ tokens: inout ArraySlice<String>, _ known: [Option], _ command: Command?
  ) throws(UsageError) {
    var letters = token
    while let letter = letters.popFirst() {
      guard let option = known.first(where: { $0.short == letter }) else {
        throw UsageError("there is no option -\(letter)", about: command)
      }
      guard option.value != nil else {
        given.append((option, ""))
        continue
      }
      if letters.first == "=" { letters = letters.dropFirst() }
      if !letters.isEmpty {
        given.append((option, String(letters)))
      } else if let value = tokens.popFirst() {
        given.append((option, value))
      } else {
        throw UsageError("-\(letter) needs a value: --\(option.name) \(option.value ?? "")", about: command)
      }
      return
    }
  }

  private func check(_ options: [String: [String]], _ command: Command) throws(UsageError) -> [String: [String]] {
    for option in GlobalOptions.all + command.options {
      let values = options[option.name] ?? []
      if option.isRequired, values.isEmpty {
        throw UsageError("--\(option.name) \(option.value ?? "") is needed", about: command)
      }
      if values.count > 1, option.value != nil, !option.isRepeatable {
        throw UsageError("--\(option.name) is given twice", about: command)
      }
      for value in values where !option.choices.isEmpty && !option.choices.contains(value) {
        throw UsageError(
          "--\(option.name) is \(option.choices.joined(separator: ", ")), not '\(value)'",
          suggestion: Suggestion.nearest(value, in: option.choices), about: command)
      }
    }
    return options
  }

  // MARK: Arguments

  private func arguments(of command: Command) throws(UsageError) -> [String: [String]] {
    var found: [String: [String]] = [:]
    var left = rest[...]
    for argument in command.arguments {
      switch argument.count {
      case .one:
        guard let value = left.popFirst() else { throw UsageError("\(argument.name) is missing", about: command) }
        found[argument.name] = [value]
      case .optional:
        if let value = left.popFirst() { found[argument.name] = [value] }
      case .many:
        found[argument.name] = Array(left)
        left = []
      }
    }
    if let extra = left.first {
      // It may be a card number or a key that was typed where no secret belongs.
      let mayBeSecret = extra.utf8.count { (48...57).contains($0) } >= 12 || extra.hasPrefix("wk_")
      throw UsageError(
        mayBeSecret
          ? "an argument is one too many (not repeated here: secrets come from files)" : "'\(extra)' is one argument too many",
        about: command)
    }
    return found
  }

  private static func unknownCommand(_ words: [String]) -> UsageError {
    let resource = words[0]
    let verbs = CommandTable.commands(of: resource)
    guard !verbs.isEmpty else {
      return UsageError(
        "there is no command '\(resource)'", suggestion: Suggestion.nearest(resource, in: CommandTable.resources), about: nil)
    }
    let names = verbs.map { $0.words.dropFirst().joined(separator: " ") }
    guard words.count > 1 else {
      return UsageError("'\(resource)' needs a verb: \(names.joined(separator: ", "))", about: nil)
    }
    return UsageError(
      "'\(resource)' has no verb '\(words[1])': \(names.joined(separator: ", "))",
      suggestion: Suggestion.nearest(words[1], in: names).map { "\(resource) \($0)" }, about: nil)
  }
}
