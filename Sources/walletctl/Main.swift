import Glibc

@main
enum Main {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    Interruption.listen()
    var environment: [String: String] = [:]
    for name in ["WALLETD_SOCKET", "WALLETD_TENANT", "WALLETD_DATA", "NO_COLOR", "TERM", "TMPDIR", "COLUMNS"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    let line = Array(CommandLine.arguments.dropFirst())
    exit(Program.run(line, environment: environment, streams: StandardStreams()).rawValue)
  }
}
