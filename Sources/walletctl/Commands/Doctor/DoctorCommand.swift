import JSON
import WalletAPI

enum DoctorCommand {
  static let doctor = Command(
    words: ["doctor"], summary: "Look at everything a daemon needs to be well, and say what to do",
    details: """
      Sockets, who may open them, version, fenced ledgers, the newest seals, the audit trail's end, the age of the last backup, vault, data \
      directory, disk, clock and limits. Nothing is changed. What cannot be looked at (no daemon, no permission) is said and skipped: it \
      needs neither root nor an administrator. --tenant narrows what is asked about ledgers to one.
      Exit codes: 0 all is well; 1 there are warnings or failures; 7 the daemon cannot be reached; 9 something is not what was written.
      """,
    options: [.value("data", "d", "DIR", "the daemon's data directory; also WALLETD_DATA (default /var/lib/walletd)")],
    calls: [
      .livez, .readyz, .openapi, .metrics, .listTenants, .getHead, .listTransactions, .listAudit, .getAuditHead, .getVault,
    ],
    examples: [
      .init("walletctl doctor", "before you call somebody"),
      .init("walletctl doctor --quiet || echo 'walletd wants attention'", "from a timer: only what is not well is written"),
      .init("walletctl doctor --json", "for a monitor"),
    ],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      let output = session.output
      var isFirst = true
      let findings = try Doctor(patient: Patient(session)).examine { finding in
        switch output.format {
        case .table: if !session.isQuiet || finding.state.wantsAttention { session.streams.out(text(finding, output)) }
        case .jsonl: output.jsonLine(finding.json)
        case .csv: output.csv([finding.json], columns, isFirst: isFirst)
        case .json: break
        }
        isFirst = false
      }
      let exit = DoctorFinding.exit(findings)
      if output.format == .json {
        output.json(["well": .bool(exit == .done), "findings": .array(findings.map(\.json))])
      }
      guard exit != .done else { return }
      let counts = [DoctorFinding.State.fail, .warn].map { state in findings.count { $0.state == state } }
      throw CommandFailure(exit, "not all is well: \(counts[0]) failed, \(counts[1]) \(counts[1] == 1 ? "warning" : "warnings")")
    })

  /// `ok    disk      12 GiB of 50 GiB free`, and beneath what to do.
  static func text(_ finding: DoctorFinding, _ output: Output) -> String {
    let state = finding.state.rawValue
    let word = finding.state.style.apply(state, colored: output.colored) + String(repeating: " ", count: 9 - state.count)
    let name = finding.check + String(repeating: " ", count: max(1, 9 - finding.check.count))
    let advice = finding.advice.map { String(repeating: " ", count: 18) + "→ " + Plain.text($0) + "\n" } ?? ""
    return word + name + Plain.text(finding.seen) + "\n" + advice
  }

  private static let columns = ["check", "state", "seen", "advice"].map { Column("", $0, .text($0)) }
}

extension DoctorFinding.State {
  fileprivate var wantsAttention: Bool {
    switch self {
    case .warn, .fail: true
    case .ok, .skipped: false
    }
  }

  fileprivate var style: Style {
    switch self {
    case .ok: .good
    case .warn: .heading
    case .fail: .bad
    case .skipped: .faint
    }
  }
}
