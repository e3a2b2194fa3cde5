/// Looks at everything a daemon needs to be well, and says of each thing what was seen and what to do.
///
/// It changes nothing, and asks only what its caller may ask: without root, without a daemon or with an auditor's rights it says what it
/// could not look at. Nothing is printed here: the command and the terminal's screen show the same findings.
struct Doctor {
  /// From the door to the cellar: what comes first explains what comes later. Heads are asked for before the counters are, because that
  /// opens ledgers that nobody has used since the start, and shows which cannot be.
  static let checks: [any DoctorCheck] = [
    SocketCheck(), IngressCheck(), ServingCheck(), VersionCheck(), SealsCheck(), LedgersCheck(), JobsCheck(), TrailCheck(),
    BackupCheck(),
    VaultCheck(), DataCheck(), DiskCheck(), ClockCheck(), LimitsCheck(),
  ]

  let patient: Patient

  /// `found` hears of each finding as soon as it is there.
  func examine(_ found: (DoctorFinding) -> Void = { _ in }) throws(CommandFailure) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    for check in Doctor.checks {
      try Interruption.check()
      let new = check.examine(patient)
      precondition(new.allSatisfy { $0.check == check.name }, "a finding names its check")
      for finding in new { found(finding) }
      findings += new
    }
    return findings
  }
}

/// One thing that is looked at.
protocol DoctorCheck: Sendable {
  /// A word, the same in every version: monitors look for it.
  var name: String { get }
  /// At least one finding.
  func examine(_ patient: Patient) -> [DoctorFinding]
}

extension DoctorCheck {
  func ok(_ seen: String) -> DoctorFinding { DoctorFinding(check: name, state: .ok, seen: seen) }

  func warn(_ seen: String, _ advice: String) -> DoctorFinding {
    DoctorFinding(check: name, state: .warn, seen: seen, advice: advice)
  }

  func fail(_ seen: String, _ advice: String, exit: ExitCode = .error) -> DoctorFinding {
    DoctorFinding(check: name, state: .fail, seen: seen, advice: advice, exit: exit)
  }

  func skipped(_ why: String, _ advice: String? = nil) -> DoctorFinding {
    DoctorFinding(check: name, state: .skipped, seen: why, advice: advice)
  }

  /// What could not be asked, and why.
  func skipped(_ what: String, _ failure: CommandFailure) -> DoctorFinding {
    switch failure.exit {
    case .unreachable, .outcomeUnknown, .interrupted: skipped("\(what): the daemon does not answer")
    case .denied:
      skipped("\(what): \(failure.message)", "Ask as somebody whose role has that permission: 'principals' in walletd.json5(5).")
    case .done, .error, .usage, .notFound, .conflict, .refused, .integrity: skipped("\(what): \(failure.message)")
    }
  }
}
