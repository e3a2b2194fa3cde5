import Glibc

@main
enum Main {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    Interruption.listen()
    // A core would hold what was typed and read: keys, card numbers.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    var environment: [String: String] = [:]
    for name in [
      "WALLETD_SOCKET", "WALLETD_TENANT", "WALLETD_DATA", "WALLETD_KEY_FILE", "WALLETCTL_THEME", "NO_COLOR", "TERM", "TMPDIR",
      "COLUMNS",
    ] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    let line = Array(CommandLine.arguments.dropFirst())
    exit(Program.run(line, environment: environment, streams: StandardStreams()).rawValue)
  }
}
