import JSON
import WalletAPI
import WalletClient

/// The commands about the daemon itself, one file each.
enum DaemonCommands {
  static let status = Command(
    words: ["daemon", "status"], summary: "Ask whether the daemon runs, whether it serves, and which version it is",
    details: "Needs nothing but the socket. Why something is not as it should be, and what to do: `walletctl doctor`.",
    calls: [.livez, .readyz, .openapi],
    examples: [
      .init("walletctl daemon status", "exit code 0 while it serves"),
      .init("walletctl daemon status --quiet >/dev/null || echo 'walletd does not serve'", "in a script"),
    ],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      _ = try session.get("/livez")
      let ready = try session.sendRaw(.get("/readyz"))
      let version = try session.get("/openapi.json").text(at: "info.version")
      let state: JSONValue = [
        "live": true, "ready": .bool(ready.isSuccess), "version": .string(version),
        "walletctl_version": .string(ProductVersion.text),
      ]
      session.output.show(state, as: columns)
      if let problem = ready.problem { throw CommandFailure(problem, key: nil) }
    })

  private static let columns = [
    Column("Running", "live", .made { $0["live"]?.boolValue == true ? "yes" : "no" }),
    Column("Serving", "ready", .made { $0["ready"]?.boolValue == true ? "yes" : "no" }),
    Column("Version", "version", .text("version")), Column("walletctl", "walletctl_version", .text("walletctl_version")),
  ]
}
