/// A command line that cannot be understood: what is wrong, what may have been meant, where to read on.
struct UsageError: Error, Equatable {
  let message: String
  let suggestion: String?
  /// The command whose help tells more.
  let command: String?

  init(_ message: String, suggestion: String? = nil, about command: Command?) {
    self.message = message
    self.suggestion = suggestion
    self.command = command?.name
  }

  var text: String { "\(sentence)\n\(pointer)" }

  /// What is wrong, and what may have been meant: one line.
  var sentence: String { message + (suggestion.map { "; did you mean '\($0)'?" } ?? "") }

  /// Where to read on: one line.
  var pointer: String { "See `\(command.map { "walletctl \($0) --help" } ?? "walletctl help")`." }
}
