/// Completes a command line, from the declarations that also parse it. Pure, but for what the daemon is asked at the end.
///
/// The shells run `walletctl __complete WORDS…`, the last word being what stands before the cursor, perhaps empty. The answer has a line
/// for each candidate: the whole word, a tab, a few words about it. A line `:files` or `:directories` leaves the rest to the shell.
struct Completer {
  static let word = "__complete"

  /// What is typed now, without a `--name=` in front, which candidates get back.
  private(set) var current: String
  private(set) var prefix = ""
  private(set) var expectation = Expected.anything
  /// Options that were typed before, by name: where the daemon is, and which tenant is meant.
  private(set) var options: [String: [String]] = [:]
  let command: Command?
  private var words: [String] = []

  static func answer(_ line: [String], _ environment: [String: String]) -> String {
    let completer = Completer(line)
    switch completer.expectation {
    case .anything: return ""
    case .files: return ":files\n"
    case .directories: return ":directories\n"
    case .words(let candidates): return completer.text(candidates)
    case .live(let kind): return completer.text(LiveCandidates(completer, environment).all(kind, beginning: completer.current))
    case .posting: preconditionFailure("a posting was taken apart")
    }
  }

  init(_ line: [String]) {
    current = line.last ?? ""
    let before = line.dropLast()
    command = CommandLineParser.command(in: Array(before))
    let known = GlobalOptions.all + (command?.options ?? [])
    var pending: Option?
    var isBehindOptions = false
    for token in before {
      if let option = pending {
        options[option.name, default: []].append(token)
        pending = nil
      } else if isBehindOptions || !token.hasPrefix("-") || token == "-" {
        words.append(token)
      } else if token == "--" {
        isBehindOptions = true
      } else {
        pending = take(token, known)
      }
    }
    if let pending {
      expectation = Expected(pending)
    } else if !isBehindOptions, current.hasPrefix("--"), let equals = current.firstIndex(of: "=") {
      let option = known.first { $0.name == current[..<equals].dropFirst(2) && $0.value != nil }
      prefix = String(current[...equals])
      current = String(current[current.index(after: equals)...])
      expectation = option.map { Expected($0) } ?? .words([])
    } else if !isBehindOptions, current.hasPrefix("-") {
      expectation = .words(names(of: known))
    } else {
      expectation = expectedWord()
    }
    takePostingApart()
  }

  /// Takes an option with its value; answers it when its value is the next word.
  private mutating func take(_ token: String, _ known: [Option]) -> Option? {
    if token.hasPrefix("--") {
      let parts = token.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let option = known.first(where: { $0.name == parts.first ?? "" }) else { return nil }
      guard option.value != nil, parts.count == 1 else {
        options[option.name, default: []].append(parts.count == 2 ? String(parts[1]) : "")
        return nil
      }
      return option
    }
    var letters = token.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = known.first(where: { $0.short == letter }) else { return nil }
      guard option.value != nil else {
        options[option.name, default: []].append("")
        continue
      }
      guard !letters.isEmpty else { return option }
      options[option.name, default: []].append(String(letters.first == "=" ? letters.dropFirst() : letters))
      return nil
    }
    return nil
  }

  // MARK: What is expected

  private func names(of known: [Option]) -> [Expected.Candidate] {
    known.filter { options[$0.name] == nil || $0.isRepeatable }.map { .init(value: "--" + $0.name, meaning: $0.help) }
  }

  private func expectedWord() -> Expected {
    guard let command else { return .words(nextWords(behind: words)) }
    if command.words == HelpCommand.help.words { return .words(nextWords(behind: Array(words.dropFirst()))) }
    let place = words.count - command.words.count
    guard let last = command.arguments.last else { return .words([]) }
    guard place < command.arguments.count else {
      return last.count == .many ? Expected(last, of: command) : .words([])
    }
    return Expected(command.arguments[place], of: command)
  }

  /// The words that can follow, each once: commands, and verbs of a resource.
  private func nextWords(behind words: [String]) -> [Expected.Candidate] {
    var found: [Expected.Candidate] = []
    for command in CommandTable.all where command.words.count > words.count && command.words.starts(with: words) {
      let value = command.words[words.count]
      guard !found.contains(where: { $0.value == value }) else { continue }
      let isWhole = command.words.count == words.count + 1
      found.append(.init(value: value, meaning: isWhole ? command.summary : ResourceTable.summary(value) ?? ""))
    }
    return found
  }

  private mutating func takePostingApart() {
    guard case .posting = expectation else { return }
    let parts = current.split(separator: ",", omittingEmptySubsequences: false)
    let last = String(parts.last ?? "")
    prefix += current.dropLast(last.count)
    current = last
    switch parts.count {
    case 0...2: expectation = .live(.accounts)
    case 4: expectation = .words(Expected.currencies)
    default: expectation = .words([])
    }
  }

  private func text(_ candidates: [Expected.Candidate]) -> String {
    candidates.filter { $0.value.hasPrefix(current) }.map { candidate in
      let meaning = Plain.text(candidate.meaning)
      return Plain.text(prefix + candidate.value) + (meaning.isEmpty ? "" : "\t" + meaning) + "\n"
    }.joined()
  }
}
