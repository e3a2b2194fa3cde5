import WalletAPI
import WalletClient

extension DaemonCommands {
  static let metrics = Command(
    words: ["daemon", "metrics"], summary: "Print the daemon's counters, in Prometheus' text format",
    calls: [.metrics],
    examples: [
      .init("walletctl daemon metrics | grep walletd_ledger_up", "which ledgers are served"),
      .init("walletctl daemon metrics > /var/lib/node_exporter/walletd.prom", "for node_exporter's textfile collector"),
    ],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      session.streams.out(bytes: try session.send(.get("/metrics")).body)
    })
}
