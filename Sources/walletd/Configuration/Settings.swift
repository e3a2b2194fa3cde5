import API

/// One setting of the configuration file: what it is called, what it may be, what it is when nobody sets it, and what it is for.
struct Setting: Sendable {
  enum Kind: Sendable, Equatable {
    case path, text, flag
    /// Octal, in quotes.
    case mode
    case word([String])
    case integer(ClosedRange<Int64>)
    /// A list of principals, or of users.
    case principals, users
  }

  /// With its sections: `socket.path`.
  let name: String
  let kind: Kind
  /// As it would be written; nil where nothing written says the same.
  let fallback: String?
  /// Sentences.
  let help: String

  init(_ name: String, _ kind: Kind, _ fallback: String?, _ help: String) {
    self.name = name
    self.kind = kind
    self.fallback = fallback
    self.help = help
  }
}

/// Every setting there is, in the order of the sample file: the reader takes its bounds from here, and the manual is made of it.
enum Settings {
  static let all: [Setting] = [
    Setting(
      "data", .path, #""/var/lib/walletd""#,
      "Where the ledgers live: one directory for each tenant, made by the daemon, readable by nobody else."),
    Setting("socket.path", .path, #""/run/walletd/control.sock""#, "The control socket, on which everything is served."),
    Setting("socket.mode", .mode, #""0660""#, "Who may open it; what a caller may then do is another question."),
    Setting("socket.group", .text, nil, "The group it belongs to. Default: `walletd`, if there is such a group."),
    Setting(
      "principals", .principals, "[]",
      """
      Who may do what, besides root and the daemon's own user, who administer. Each entry is one `user` (or `uid`) or one `group` (or \
      `gid`) with a `role`: `viewer`, `operator`, `approver`, `auditor` or `administrator`. The first entry that fits counts. With \
      `tenants`, a list of ids or codes, the others do not exist for them. Platforms have API keys instead.
      """),
    Setting(
      "proxies", .users, "[]",
      "Users whose word is taken, in X-Forwarded-For, about the address a request comes from: what a reverse proxy runs as."),
    Setting("log.level", .word(EventLevel.allCases.map(\.name)), #""info""#, "`debug` writes a line for every request."),
    Setting("limits.connections", .integer(1...100_000), "8192", "Connections open at once."),
    Setting(
      "limits.body_bytes", .integer(65_536...268_435_456), "8388608", "Bytes of one request: a batch of 10,000 items fits."),
    Setting(
      "limits.pipelined_requests", .integer(1...1_024), "32",
      "Requests of one connection that were taken and are not yet answered."
    ),
    Setting(
      "limits.requests_per_second_per_key", .integer(0...1_000_000), "0",
      "Requests a second with one API key that has no limit of its own; 0 is none. A bucket holds one second's worth."),
    Setting(
      "limits.requests_per_second_per_tenant", .integer(0...1_000_000), "0",
      "The same for all keys of one tenant together."),
    Setting(
      "limits.concurrent_requests_per_tenant", .integer(0...1_000_000), "0",
      "Requests of one tenant that were taken and are not yet answered; 0 is any number."),
    Setting(
      "limits.failed_keys_per_second", .integer(0...1_000_000), "10",
      "Keys that are wrong, from one user, or one address that a trusted proxy names; 0 is any number."),
    Setting("limits.streams", .integer(1...100_000), "1000", "Event streams open at once, of all tenants."),
    Setting("limits.streams_per_tenant", .integer(1...100_000), "250", "And of one."),
    Setting("limits.head_seconds", .integer(1...3_600), "10", "For a request's head to arrive."),
    Setting("limits.body_seconds", .integer(1...3_600), "30", "For its body."),
    Setting("limits.idle_seconds", .integer(1...86_400), "75", "Between two requests of a connection."),
    Setting("limits.write_seconds", .integer(1...3_600), "30", "Without the client taking a byte of its reply."),
    Setting(
      "workers.threads", .integer(1...256), "4", "Threads for requests that may wait for the disk: lists, reports, backups."),
    Setting(
      "workers.waiting", .integer(1...1_000_000), "1024", "Requests that may wait for such a thread; one more is answered 503."),
    Setting("storage.writer_threads", .integer(1...64), "4", "Threads that write, for all ledgers together."),
    Setting(
      "storage.readers_per_ledger", .integer(1...64), "2", "Read-only connections of a ledger, opened when they are needed."),
    Setting(
      "storage.open_ledgers", .integer(1...100_000), "1000",
      """
      Ledgers open at once; the others are opened when they are asked for, which closes the one that was not used for longest. Each takes \
      up to 3 file descriptors and 2 more for each reader: without this setting fewer are open where the system grants too few; with it \
      the daemon then refuses to start.
      """),
    Setting(
      "storage.open_vaults", .integer(1...100_000), "200",
      "Vaults open at once, in the same way. Each takes 3 file descriptors, and its keys lie in protected memory while it is open."
    ),
    Setting(
      "storage.waiting_requests", .integer(1...10_000_000), "20000",
      "Requests that may wait for one ledger; one more is answered 503."),
    Setting(
      "storage.seconds_per_signed_head", .integer(1...86_400), "600",
      "Between two signatures of a ledger's head, while it moves."),
    Setting(
      "vault.keys", .path, nil,
      "Where the key-encryption key lies, unless systemd hands one in. Default: `keys` in the data directory."),
    Setting(
      "vault.development", .flag, "false", "Makes a key where there is none, and says so: never for real cards."),
    Setting(
      "vault.sealed_at_start", .flag, "false", "Waits for `walletctl vault unseal` even where no passphrase is needed."),
    Setting(
      "ingress.path", .path, nil,
      """
      The socket on which webhooks of payment providers are taken, for a reverse proxy to forward to. Default: `ingress.sock` beside the \
      control socket.
      """),
    Setting("ingress.mode", .mode, #""0660""#, "Who may open it."),
    Setting(
      "stop_grace_seconds", .integer(0...3_600), "30", "For requests that were taken, after a signal to stop."),
  ]

  /// The bounds of a whole number.
  static func range(_ name: String) -> ClosedRange<Int64> {
    guard case .integer(let range)? = all.first(where: { $0.name == name })?.kind else {
      preconditionFailure("\(name) is declared as no number")
    }
    return range
  }
}
