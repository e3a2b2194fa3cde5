/// The environment variables that walletctl reads, and no others.
enum EnvironmentTable {
  static let all: [(name: String, help: String)] = [
    ("WALLETD_SOCKET", "the daemon's socket, where `--socket` names none"),
    ("WALLETD_TENANT", "the tenant, where `--tenant` names none; commands about all tenants do not look at it"),
    ("WALLETD_KEY_FILE", "the file of the API key to call with, where `--key-file` names none"),
    ("WALLETD_DATA", "the data directory that `doctor` looks at, where `--data` names none"),
    ("WALLETD_SIMULATOR", "where `sim` plays, where `--simulator` names no place"),
    ("WALLETCTL_THEME", "the terminal's colours, where `--theme` names none"),
    ("NO_COLOR", "set to anything: no colours, where `--color` does not say otherwise"),
    ("TERM", "`dumb` means a terminal without colours"),
    ("TMPDIR", "where `verify` and `export` put their temporary copy, where `--temp` names no place"),
  ]
}
