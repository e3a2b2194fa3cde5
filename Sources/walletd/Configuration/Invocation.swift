/// What the command line asks for.
struct Invocation: Sendable {
  enum Action: Sendable {
    case serve, checkConfiguration, version, help
  }

  private(set) var action = Action.serve
  private(set) var configurationFile: String?
  private(set) var socketPath: String?
  private(set) var dataPath: String?
  private(set) var isDevelopment = false

  init(_ arguments: [String]) throws(InvocationError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let isAssigned = argument.hasPrefix("--") && parts.count == 2
      let option = isAssigned ? parts[0] : argument
      func value() throws(InvocationError) -> String {
        let value = isAssigned ? parts[1] : rest.popFirst()
        guard let value, !value.isEmpty else { throw InvocationError(sentence: "\(option) needs a value") }
        return value
      }
      switch option {
      case "--config", "-c": configurationFile = try value()
      case "--socket", "-s": socketPath = try value()
      case "--data", "-d": dataPath = try value()
      case "--development": isDevelopment = true
      case "--check-config": action = .checkConfiguration
      case "--version", "-V": action = .version
      case "--help", "-h": action = .help
      default:
        throw InvocationError(
          sentence: option.hasPrefix("-") ? "there is no option \(option)" : "unexpected argument '\(argument)'")
      }
      guard !isAssigned || ["--config", "--socket", "--data"].contains(option) else {
        throw InvocationError(sentence: "\(option) takes no value")
      }
    }
  }

  /// Every option: how it is written, and what it does.
  static let options: [(usage: String, help: String)] = [
    ("-c, --config FILE", "JSON5; default \(Configuration.defaultFile) if it is there"),
    ("-s, --socket PATH", "where to listen; also WALLETD_SOCKET; default /run/walletd/control.sock"),
    ("-d, --data PATH", "where the ledgers live; also WALLETD_DATA; default /var/lib/walletd"),
    ("    --development", "makes a key for the vault where there is none, and says so: never for real cards"),
    ("    --check-config", "reads the configuration, names what is wrong by line and field, and ends"),
    ("-V, --version", "prints the version and ends"),
    ("-h, --help", "prints this and ends"),
  ]

  static let examples: [(line: String, meaning: String)] = [
    ("walletd --data ./data --socket ./control.sock", "a daemon to play with, in the foreground"),
    ("walletd --check-config", "is \(Configuration.defaultFile) good?"),
    ("walletd --config ./my.json5", "with another configuration"),
  ]

  static let precedence =
    "An option wins over the environment, the environment over the file, the file over the defaults."
  static let stopping =
    "SIGTERM and SIGINT stop the daemon after it has answered what it took; a second one stops it at once."
  static let exitCodes = [(0, "stopped"), (1, "could not start or stop cleanly"), (2, "wrong usage or configuration")]

  static var help: String {
    """
    Examples:
    \(table(examples.map { ($0.line, $0.meaning) }))

    walletd keeps the wallets and ledgers of many tenants and serves them on a Unix socket.

    Options:
    \(table(options.map { ($0.usage, $0.help) }))

    \(precedence)
    \(stopping)
    Exit codes: \(exitCodes.map { "\($0.0) \($0.1)" }.joined(separator: ", ")).
    The manual: walletd(8), walletd.json5(5), walletd-ledger(7).
    """
  }

  private static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  " + $0.0 + String(repeating: " ", count: width - $0.0.count + 4) + $0.1 }.joined(separator: "\n")
  }
}

struct InvocationError: Error {
  let sentence: String
}
