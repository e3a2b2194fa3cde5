import WalletAPI
import WalletClient

/// What a command's end means to a script.
enum ExitCode: Int32, Sendable, CaseIterable {
  case done = 0
  case error = 1
  case usage = 2
  case notFound = 3
  case denied = 4
  /// State, or a key that was used for something else.
  case conflict = 5
  /// Funds or a limit.
  case refused = 6
  case unreachable = 7
  /// Retry with the same key.
  case outcomeUnknown = 8
  case integrity = 9
  case interrupted = 130

  var meaning: String {
    switch self {
    case .done: "ok"
    case .error: "error"
    case .usage: "usage, or a request the daemon calls wrong"
    case .notFound: "not found"
    case .denied: "denied"
    case .conflict: "conflict: state, or a key that was used before"
    case .refused: "refused for funds or a limit"
    case .unreachable: "daemon unreachable"
    case .outcomeUnknown: "outcome unknown: retry with the same key"
    case .integrity: "integrity failure"
    case .interrupted: "interrupted"
    }
  }

  init(_ problem: ClientProblem) {
    if problem.code == .outcomeUnknown {
      self = .outcomeUnknown
      return
    }
    switch problem.status {
    case 401, 403: self = .denied
    case 402: self = .refused
    case 404: self = .notFound
    case 409, 422: self = .conflict
    case 504: self = .outcomeUnknown
    case 400..<500: self = .usage
    default: self = .error
    }
  }

  init(_ failure: ClientFailure) {
    switch failure {
    case .unreachable: self = .unreachable
    case .outcomeUnknown: self = .outcomeUnknown
    case .noAnswer, .brokenAnswer: self = .error
    case .unsendable: self = .usage
    case .interrupted: self = .interrupted
    }
  }
}
