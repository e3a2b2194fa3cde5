import Glibc
import Tenancy
import WalletAPI
import WalletClient

/// Why something could not be shown or done, and what to do about it: sentences for the screen.
struct Trouble: Equatable, Sendable, Error {
  /// The stable code, where the daemon answered.
  var code: ProblemCode?
  let what: String
  var todo: String
  /// There is no connection: everything else waits for one.
  var isLost = false
  /// Whether it was done is not known.
  var isUnknown = false

  init(_ what: String, todo: String = "") {
    self.what = what
    self.todo = todo
  }

  init(_ failure: ClientFailure, socket: String) {
    switch failure {
    case .unreachable(_, let code):
      (what, todo) = SocketTrouble.explain(path: socket, code: code)
      isLost = true
    case .outcomeUnknown(_, let reason):
      what = "\(reason): whether it was done is not known."
      todo = "Send it again under the same key to find out: nothing is done twice."
      isUnknown = true
    case .noAnswer(let reason):
      what = reason
      todo = "Asked again as soon as the daemon answers."
      isLost = true
    case .brokenAnswer, .unsendable, .interrupted:
      what = "\(failure)"
      todo = ""
    }
  }

  init(_ problem: ClientProblem) {
    code = problem.code
    what = (problem.codeText.map { "\($0): " } ?? "") + Plain.text(problem.detail)
    todo = Trouble.hint(problem)
    isUnknown = ExitCode(problem) == .outcomeUnknown
    isLost = problem.code == .notReady
  }

  private static func hint(_ problem: ClientProblem) -> String {
    switch problem.code {
    case .permissionDenied: roles(in: problem.detail)
    case .unauthenticated:
      "Your user and groups have no entry among the principals in /etc/walletd/walletd.json5: an administrator adds one, or use --key-file."
    case .tenantRequired: "Choose a tenant: press 2, or type :tenants."
    case .tenantNotFound: "Choose another one: press 2, or type :tenants."
    case .currencyRequired: "Its code has accounts in several currencies: open the one you mean from :accounts."
    case .invalidCursor: "The list was read from another place: press r to read it anew."
    case .providerOutcomeUnknown: "Nothing is done twice: the same key is retried, and tells what became of it."
    case .invalidID, .accountNotFound, .transactionNotFound, .holdNotFound, .keyNotFound, .paymentMethodNotFound, .intentNotFound,
      .paymentNotFound, .refundNotFound, .merchantNotFound, .walletNotFound, .customerNotFound, .recordNotFound, .jobNotFound,
      .settlementNotFound, .providerNotFound:
      "Look at the letters, and at the tenant at the top: another tenant's does not exist here. Esc goes back."
    case .routeNotFound: "This daemon does not have it: it is older than this walletctl, or newer."
    case .vaultSealed: "An administrator unseals it: walletctl vault unseal."
    case .vaultAbsent: "Make the vault's key first: walletctl vault init."
    case .rateLimited: "It is asked again in a moment."
    default: problem.requestID.map { "Request \($0) in the daemon's log." } ?? ""
    }
  }

  /// Who may do what the caller may not: the permission is named in the daemon's sentence.
  static func roles(in detail: String) -> String {
    guard let permission = Permission.allCases.first(where: { detail.contains("'\($0.rawValue)'") }) else {
      return "An administrator gives roles in /etc/walletd/walletd.json5 (principals)."
    }
    let roles = permission.roles.map { "\($0)" }.joined(separator: ", ")
    return
      "The roles that have it: \(roles). An administrator gives a user or group one in /etc/walletd/walletd.json5 (principals)."
  }
}
