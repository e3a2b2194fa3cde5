import WalletAPI

@testable import walletd

/// walletd(8) and walletd.json5(5).
enum DaemonPages {
  static var all: [String: String] { ["walletd.8": daemon, "walletd.json5.5": configuration] }

  private static var daemon: String {
    var page = Roff("walletd", 8, date: CommandPages.date, version: ProductVersion.text)
    page.heading("Name")
    page.raw("walletd \\- keep wallets and ledgers of many tenants, and serve them on a Unix socket\n")
    page.heading("Synopsis")
    page.raw(Roff.bold("walletd") + " [" + Roff.italic("OPTIONS") + "]\n")
    page.heading("Examples")
    for example in walletd.Invocation.examples { page.example(example.line, example.meaning) }
    page.heading("Description")
    page.paragraph(
      """
      walletd keeps every tenant's accounts and balances in double entry, takes transfers and holds over its socket, and answers only what \
      is on the disk. It runs in the foreground, writes its log to standard error, a line for each event, and tells systemd(1) when it \
      serves, that it is alive, and when it stops. It is administered with walletctl(1).
      \(walletd.Invocation.precedence)
      """)
    page.heading("Options")
    for option in walletd.Invocation.options {
      let usage = option.usage.drop { $0 == " " }.split(separator: " ").map { word in
        word.hasPrefix("-")
          ? Roff.bold(word.hasSuffix(",") ? String(word.dropLast()) : String(word)) + (word.hasSuffix(",") ? "," : "")
          : Roff.italic(String(word))
      }
      page.item(usage.joined(separator: " "), option.help.prefix(1).uppercased() + option.help.dropFirst() + ".")
    }
    page.heading("Signals")
    page.item(Roff.bold("SIGTERM") + ", " + Roff.bold("SIGINT"), walletd.Invocation.stopping)
    page.heading("Who may call")
    page.paragraph(
      """
      Whoever can open the socket can call; what a caller may do depends on an API key, or on the user and groups that the kernel names for \
      the other end (`principals` in walletd.json5(5)). Root and the daemon's own user are administrators. All else is refused.
      """)
    page.heading("When something goes wrong")
    page.paragraph(
      """
      `walletctl doctor` looks at everything and says what to do.
      A full disk: what changes something is refused (503) and nothing is half done; reads go on, and writes too as soon as there is room.
      A write that failed: its ledger is fenced, which means that it answers nothing but 503, and is opened again from its file. What was \
      acknowledged is there; what was not is answered as not applied or as unknown, and the same request with the same key finds out.
      A crash or a power cut: at the next start each ledger is recovered from its file. Nothing that was acknowledged is lost.
      """)
    page.heading("Environment")
    page.item(Roff.bold("WALLETD_SOCKET"), "Where to listen, unless `--socket` says so.")
    page.item(Roff.bold("WALLETD_DATA"), "Where the ledgers live, unless `--data` says so.")
    page.item(
      Roff.bold("CREDENTIALS_DIRECTORY"), "Set by systemd: `walletd\\-kek` there is the vault's key.".replacing("\\-", with: "-"))
    page.item(
      Roff.bold("NOTIFY_SOCKET") + ", " + Roff.bold("WATCHDOG_USEC") + ", " + Roff.bold("LISTEN_FDS"),
      "Set by systemd: readiness, watchdog and socket activation.")
    page.heading("Files")
    page.item(Roff.italic("/etc/walletd/walletd.json5"), "The configuration; without it the defaults hold.")
    page.item(Roff.italic("/run/walletd/control.sock"), "The control socket: the whole API.")
    page.item(Roff.italic("/var/lib/walletd/catalog.db"), "Tenants, API keys, the audit trail, signed heads.")
    page.item(
      Roff.italic("/var/lib/walletd/tenants/ID/ledger.db"), "A tenant's ledger; `vault.db` beside it holds its payment methods.")
    page.item(Roff.italic("/var/lib/walletd/keys"), "The vault's key, unless systemd keeps it. It is in no backup.")
    page.item(Roff.italic("/var/lib/walletd/signing.key"), "Signs the heads of ledgers and of the audit trail.")
    page.heading("Exit status")
    for (code, meaning) in walletd.Invocation.exitCodes {
      page.item(Roff.bold("\(code)"), meaning.prefix(1).uppercased() + meaning.dropFirst() + ".")
    }
    page.references(["walletctl(1)", "walletctl-doctor(1)", "walletd.json5(5)", "walletd-ledger(7)"])
    return page.text
  }

  private static var configuration: String {
    var page = Roff("walletd.json5", 5, date: CommandPages.date, version: ProductVersion.text)
    page.heading("Name")
    page.raw("walletd.json5 \\- the configuration of walletd\n")
    page.heading("Synopsis")
    page.raw(Roff.italic("/etc/walletd/walletd.json5") + "\n")
    page.heading("Examples")
    page.example(
      """
      {
        // Alice keeps one tenant running; finance reads everything.
        principals: [
          { user: "alice", role: "operator", tenants: ["toko"] },
          { group: "finance", role: "auditor" },
        ],
        limits: { requests_per_second_per_tenant: 2000 },
      }
      """, "people with roles, and a limit for every tenant")
    page.example("walletd --check-config", "is the file good? What is wrong is named by line, column and field")
    page.heading("Description")
    page.paragraph(
      """
      JSON5: comments, names without quotes, commas at the end. Every setting is optional, and one that there is not is refused by name. \
      \(walletd.Invocation.precedence) The file is read at the start: after a change, restart the daemon.
      A name such as `socket.path` stands for `{ socket: { path: … } }`.
      """)
    page.heading("Settings")
    for setting in Settings.all { page.item(Roff.bold(setting.name), kind(setting) + " " + setting.help) }
    page.heading("Files")
    page.item(Roff.italic("/usr/share/doc/walletd/walletd.json5"), "Every setting with its default, to copy from.")
    page.references(["walletd(8)", "walletctl(1)"])
    return page.text
  }

  /// `A whole number, 1 to 100000; default 8192.`
  private static func kind(_ setting: Setting) -> String {
    let what =
      switch setting.kind {
      case .path: "An absolute path"
      case .text: "A text"
      case .flag: "`true` or `false`"
      case .mode: "A mode in octal, in quotes"
      case .word(let words): "One of " + words.map { "`\"\($0)\"`" }.joined(separator: ", ")
      case .integer(let range): "A whole number, \(range.lowerBound) to \(range.upperBound)"
      case .principals: "A list of principals"
      case .users: "A list of users, by name or number"
      }
    return what + (setting.fallback.map { "; default `\($0)`." } ?? ".")
  }
}
