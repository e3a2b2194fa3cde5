/// A command line that was understood.
struct Invocation: Sendable {
  let command: Command
  private let arguments: [String: [String]]
  private let options: [String: [String]]

  init(command: Command, arguments: [String: [String]], options: [String: [String]]) {
    self.command = command
    self.arguments = arguments
    self.options = options
  }

  /// An argument that is always there.
  func argument(_ name: String) -> String {
    guard let value = arguments[name]?.first else { preconditionFailure("\(command.name) declares no argument \(name)") }
    return value
  }

  func optionalArgument(_ name: String) -> String? { arguments[name]?.first }

  func arguments(_ name: String) -> [String] { arguments[name] ?? [] }

  func has(_ option: String) -> Bool { options[option] != nil }

  func value(_ option: String) -> String? { options[option]?.last }

  func values(_ option: String) -> [String] { options[option] ?? [] }
}
