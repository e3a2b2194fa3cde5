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

  static let help = """
    Examples:
      walletd --data ./data --socket ./control.sock    a daemon to play with, in the foreground
      walletd --check-config                           is /etc/walletd/walletd.json5 good?
      walletd --config ./my.json5                      with another configuration

    walletd keeps the wallets and ledgers of many tenants and serves them on a Unix socket.

    Options:
      -c, --config FILE    JSON5; default /etc/walletd/walletd.json5 if it is there
      -s, --socket PATH    where to listen; also WALLETD_SOCKET; default /run/walletd/control.sock
      -d, --data PATH      where the ledgers live; also WALLETD_DATA; default /var/lib/walletd
          --development    makes a key for the vault where there is none, and says so: never for real cards
          --check-config   reads the configuration, names what is wrong by line and field, and ends
      -V, --version        prints the version and ends
      -h, --help           prints this and ends

    An option wins over the environment, the environment over the file, the file over the defaults.
    SIGTERM and SIGINT stop the daemon after it has answered what it took; a second one stops it at once.
    Exit codes: 0 stopped, 1 could not start or stop cleanly, 2 wrong usage or configuration.
    """
}

struct InvocationError: Error {
  let sentence: String
}
