import WalletAPI

/// One command: what it is called, what it takes, how it is used, and what it does. Help, parsing, completion and the manual are made
/// from this.
struct Command: Sendable {
  /// `["account", "list"]`
  let words: [String]
  /// One line, an imperative.
  let summary: String
  /// More, where the summary does not say it all. Lines are kept.
  var details = ""
  var arguments: [Argument] = []
  var options: [Option] = []
  /// Every operation of the API it may ask for, and no other: a test runs it and compares.
  var calls: [OperationID] = []
  let examples: [Example]
  let run: @Sendable (Session) throws(CommandFailure) -> Void

  var name: String { words.joined(separator: " ") }

  /// A way to use it that works.
  struct Example: Sendable {
    let line: String
    let meaning: String

    init(_ line: String, _ meaning: String) {
      self.line = line
      self.meaning = meaning
    }
  }
}

/// What a command takes by place.
struct Argument: Sendable {
  enum Count: Sendable {
    case one, optional, many
  }

  /// `ACCOUNT`
  let name: String
  let help: String
  let count: Count

  init(_ name: String, _ help: String, _ count: Count = .one) {
    self.name = name
    self.help = help
    self.count = count
  }

  var usage: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .many: "\(name)…"
    }
  }
}

/// What a command takes by name.
struct Option: Sendable {
  let name: String
  var short: Character?
  /// What stands for its value in help; nil: it takes none.
  let value: String?
  let help: String
  var isRequired = false
  var isRepeatable = false
  /// The only values there are; empty: any.
  var choices: [String] = []

  static func flag(_ name: String, _ short: Character? = nil, _ help: String) -> Option {
    Option(name: name, short: short, value: nil, help: help)
  }

  static func value(_ name: String, _ short: Character? = nil, _ value: String, _ help: String) -> Option {
    Option(name: name, short: short, value: value, help: help)
  }

  static func choice(_ name: String, _ choices: [String], _ help: String) -> Option {
    Option(name: name, value: choices.joined(separator: "|"), help: help, choices: choices)
  }

  /// Of more words than stand in a line: the command's details say them.
  static func choice(_ name: String, _ value: String, _ choices: [String], _ help: String) -> Option {
    Option(name: name, value: value, help: help, choices: choices)
  }

  var required: Option {
    var option = self
    option.isRequired = true
    return option
  }

  var repeatable: Option {
    var option = self
    option.isRepeatable = true
    return option
  }
}
