import WalletAPI
import WalletClient

/// Why a command did not do what it was asked: a sentence for people, an exit code for scripts.
struct CommandFailure: Error, Equatable {
  let exit: ExitCode
  let message: String
  /// Further lines, each a sentence.
  var hints: [String] = []

  init(_ exit: ExitCode, _ message: String, hints: [String] = []) {
    self.exit = exit
    self.message = message
    self.hints = hints
  }

  static func usage(_ message: String) -> CommandFailure { CommandFailure(.usage, message) }

  init(_ failure: ClientFailure) {
    self.init(ExitCode(failure), "\(failure)")
  }

  init(_ failure: StreamFailure) {
    switch failure {
    case .client(let failure): self.init(failure)
    case .refused(let problem): self.init(problem, key: nil)
    case .ended(let reason, let detail):
      self.init(reason.hasPrefix("tenant") || reason.hasPrefix("key") ? .denied : .error, detail)
    }
  }

  init(_ problem: ClientProblem, key: String?) {
    let place = problem.param.map { " (\($0))" } ?? ""
    let code = problem.codeText.map { "\($0): " } ?? ""
    var hints: [String] = []
    let exit = ExitCode(problem)
    if exit == .outcomeUnknown, let key {
      hints.append("Send the same command with --key '\(key)' to find out; nothing is done twice.")
    }
    switch problem.code {
    case .tenantRequired: hints.append("Name the tenant with --tenant (or WALLETD_TENANT); `walletctl tenant list` shows them.")
    case .currencyRequired: hints.append("Choose one with --currency.")
    default: break
    }
    if exit == .error || exit == .outcomeUnknown, let requestID = problem.requestID {
      hints.append("Request \(requestID) in the daemon's log.")
    }
    self.init(exit, code + problem.detail + place, hints: hints)
  }
}
