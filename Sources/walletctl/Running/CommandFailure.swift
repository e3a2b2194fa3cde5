import Glibc
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
    self.init(ExitCode(failure), "\(failure)", hints: CommandFailure.hints(failure))
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
    if let code = problem.code, let hint = CommandFailure.hint(code) { hints.append(hint) }
    if exit == .error || exit == .outcomeUnknown, let requestID = problem.requestID {
      hints.append("Request \(requestID) in the daemon's log.")
    }
    self.init(exit, code + problem.detail + place, hints: hints)
  }

  /// Why nobody was reached, as far as it can be seen from here.
  private static func hints(_ failure: ClientFailure) -> [String] {
    guard case .unreachable(let path, let code) = failure else { return [] }
    switch code {
    case EACCES, EPERM: return SocketAccess(path).advice
    case ENOENT, ECONNREFUSED:
      return ["What is wrong with a daemon, and what to do: `walletctl doctor`."]
    case ENOTSOCK: return ["\(path) is no socket: name the daemon's with --socket or WALLETD_SOCKET."]
    default: return []
    }
  }

  /// What to do about a problem that has the same remedy everywhere.
  private static func hint(_ code: ProblemCode) -> String? {
    let list = "shows those there are, in the tenant of --tenant"
    return switch code {
    case .tenantRequired: "Name the tenant with --tenant (or WALLETD_TENANT); `walletctl tenant list` shows them."
    case .tenantNotFound: "`walletctl tenant list` shows those that you may see."
    case .currencyRequired: "Choose one with --currency."
    case .accountNotFound: "`walletctl account list` \(list)."
    case .transactionNotFound: "`walletctl transaction list` \(list)."
    case .holdNotFound: "`walletctl hold list` \(list)."
    case .merchantNotFound: "`walletctl merchant list` \(list)."
    case .walletNotFound: "`walletctl wallet list` \(list)."
    case .customerNotFound: "`walletctl customer list` \(list)."
    case .tierNotFound: "`walletctl payment-settings show` has the tiers."
    case .intentNotFound: "`walletctl intent list` \(list)."
    case .paymentNotFound: "`walletctl payment list` \(list)."
    case .refundNotFound: "`walletctl refund list` \(list)."
    case .settlementNotFound: "`walletctl settlement list` \(list)."
    case .writeOffAboveLimit: "An administrator sets it: `walletctl payment-settings set --write-off-limit`."
    case .providerNotFound: "`walletctl provider list` \(list); `walletctl provider set` makes one."
    case .providerSecretNotFound: "`walletctl provider show` has the ids of its secrets."
    case .paymentsNotSetUp: "An administrator sets one up: `walletctl provider set`."
    case .methodRequired: "Say how with --method."
    case .methodUnsupported: "`walletctl provider list` shows whom there is to ask, `walletctl payment-settings show` for what."
    case .keyNotFound: "`walletctl key list` \(list)."
    case .paymentMethodNotFound: "`walletctl payment-method list` \(list)."
    case .invalidCursor: "Begin the list anew, without --cursor; a cursor belongs to one list, and to the daemon that gave it."
    case .unauthenticated:
      "Call with --key-file, or have an administrator add you to 'principals' in /etc/walletd/walletd.json5: walletd.json5(5)."
    case .permissionDenied:
      "Roles are given to people under 'principals' in /etc/walletd/walletd.json5, scopes to keys by `walletctl key create --scope`."
    case .vaultSealed: "`walletctl vault unseal` opens it."
    case .vaultAbsent: "`walletctl vault init` makes its key."
    case .invalidID: "Ids are copied whole: a prefix such as hold_, and 26 letters and digits."
    default: nil
    }
  }
}
