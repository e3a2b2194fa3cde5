/// Something a list can be filtered by in the daemon.
struct FilterField: Sendable {
  /// As it is typed: `class`
  let name: String
  /// The parameter of the API.
  let parameter: String
  /// The option of the `walletctl` command.
  let option: String
  let choices: [String]

  init(_ name: String, _ parameter: String? = nil, option: String? = nil, choices: [String] = []) {
    self.name = name
    self.parameter = parameter ?? name
    self.option = option ?? name
    self.choices = choices
  }
}
