import JSON

/// What was found of one thing.
struct DoctorFinding: Equatable, Sendable {
  enum State: String, Sendable, CaseIterable {
    case ok, warn, fail, skipped
  }

  /// The name of its check.
  let check: String
  let state: State
  /// A sentence without its full stop: what was seen, with the numbers.
  let seen: String
  /// What to do; for what is well nothing.
  let advice: String?
  /// What a failure means to a script.
  let exit: ExitCode

  init(check: String, state: State, seen: String, advice: String? = nil, exit: ExitCode = .error) {
    self.check = check
    self.state = state
    self.seen = seen
    self.advice = advice
    self.exit = exit
  }

  var json: JSONValue {
    [
      "check": .string(check), "state": .string(state.rawValue), "seen": .string(seen),
      "advice": advice.map { .string($0) } ?? .null,
    ]
  }

  /// The exit code of a whole examination: the gravest failure's, 1 for warnings alone, 0 where nothing wants attention.
  static func exit(_ findings: [DoctorFinding]) -> ExitCode {
    let failures = findings.filter { $0.state == .fail }.map(\.exit)
    for code in [ExitCode.integrity, .unreachable] where failures.contains(code) { return code }
    return failures.isEmpty && !findings.contains { $0.state == .warn } ? .done : .error
  }
}
