import JSON
import Terminal
import WalletClient

/// Looks at the installation and says what it found.
typealias Examination = @Sendable () -> [Diagnosis]

/// What can be told over the socket alone: whether the daemon is there, ready, what this caller may, how its ledgers and vault are.
enum FirstChecks {
  static func examination(_ connector: Connector) -> Examination {
    { look(connector, connector.connect()) }
  }

  private static func look(_ connector: Connector, _ line: WalletConnection) -> [Diagnosis] {
    let alive = connector.answer(.get("/livez"), tenant: nil, on: line)
    if let trouble = alive.trouble { return [Diagnosis(name: "daemon", state: .fail, seen: trouble.what, todo: trouble.todo)] }
    var findings = [Diagnosis(name: "daemon", state: .ok, seen: "answers at \(connector.socketPath)", todo: "")]
    findings.append(
      finding(connector.answer(.get("/readyz"), tenant: nil, on: line), "ready") { _ in ("serves requests", true, "") })
    let counters = connector.answer(.get("/metrics"), tenant: nil, on: line)
    if case .text(let text) = counters {
      let metrics = MetricsText(text)
      let down = metrics.matching("walletd_ledger_up").filter { $0.value == 0 }.compactMap { $0.labels["tenant"] }
      findings.append(
        Diagnosis(
          name: "ledgers", state: down.isEmpty ? .ok : .fail,
          seen: down.isEmpty
            ? "\(metrics.sum("walletd_open_ledgers") ?? 0) open, all serve" : "do not serve: \(down.joined(separator: ", "))",
          todo: down.isEmpty ? "" : "The daemon's log says why: journalctl -u walletd."))
      let waiting = metrics.sum("walletd_worker_queue") ?? 0
      findings.append(
        Diagnosis(
          name: "queue", state: waiting < 100 ? .ok : .warn, seen: "\(waiting) requests wait for a thread",
          todo: waiting < 100 ? "" : "More callers than the disk serves: look at commit p99 in :overview."))
    } else if let trouble = counters.trouble {
      findings.append(Diagnosis(name: "counters", state: .warn, seen: trouble.what, todo: trouble.todo))
    }
    findings.append(
      finding(connector.answer(.get("/v1/vault"), tenant: nil, on: line), "vault") { vault in
        switch vault.text(at: "state") {
        case "unsealed": ("can be used; secrets lie in \(vault.text(at: "memory"))", true, "")
        case "sealed": ("is sealed: payment methods cannot be used", false, "walletctl vault unseal")
        default: ("has no key yet", false, "walletctl vault init, before the first payment method")
        }
      })
    return findings
  }

  private static func finding(_ answered: Answered, _ name: String, _ judge: (JSONValue) -> (String, Bool, String)) -> Diagnosis {
    if let trouble = answered.trouble { return Diagnosis(name: name, state: .warn, seen: trouble.what, todo: trouble.todo) }
    let (seen, isWell, todo) = judge(answered.value ?? .null)
    return Diagnosis(name: name, state: isWell ? .ok : .warn, seen: seen, todo: todo)
  }
}
