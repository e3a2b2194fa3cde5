/// What every command understands.
enum GlobalOptions {
  static let all: [Option] = [
    .value("socket", "s", "PATH", "the daemon's socket; also WALLETD_SOCKET (default /run/walletd/control.sock)"),
    .value("tenant", "t", "TENANT", "the tenant's code or id; also WALLETD_TENANT"),
    .value("key-file", nil, "FILE", "call with the API key in this file (- is standard input); also WALLETD_KEY_FILE"),
    .value("key", "k", "KEY", "the idempotency key of a change (default: a fresh one)"),
    .flag("json", "j", "write JSON as the daemon answers it"),
    .flag("jsonl", nil, "write one JSON value a line"),
    .flag("csv", nil, "write comma-separated values (' before what would be a formula)"),
    .flag("minor", "m", "read and write amounts in minor units (2500000 for Rp25.000)"),
    .choice("color", ["auto", "always", "never"], "colour tables (default auto; NO_COLOR turns it off)"),
    .value("timeout", nil, "SECONDS", "how long to wait for an answer (default 60)"),
    .flag("quiet", "q", "write no remarks"),
    .flag("yes", "y", "do not ask before what cannot be taken back"),
    .flag("help", "h", "show this help"),
    .flag("version", nil, "show the version"),
  ]
}
