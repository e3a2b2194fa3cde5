/// Looks at the installation and says what it found.
typealias Examination = @Sendable () -> [Diagnosis]

extension Doctor {
  /// What `walletctl doctor` would say, with this run's socket, tenant and key.
  static func examination(_ session: Session) -> Examination {
    let names = ["socket", "tenant", "key-file", "timeout"]
    let options = names.reduce(into: [String: [String]]()) { options, name in
      let values = session.invocation.values(name)
      if !values.isEmpty { options[name] = values }
    }
    let invocation = Invocation(command: DoctorCommand.doctor, arguments: [:], options: options)
    let environment = session.environment
    return {
      do throws(CommandFailure) {
        let session = try Session(invocation, environment: environment, streams: NoStreams())
        return try Doctor(patient: Patient(session)).examine().map(Diagnosis.init)
      } catch {
        return [Diagnosis(name: "doctor", state: .fail, seen: error.message, todo: "")]
      }
    }
  }
}

extension Diagnosis {
  fileprivate init(_ finding: DoctorFinding) {
    let state: State =
      switch finding.state {
      case .ok: .ok
      case .warn: .warn
      case .fail: .fail
      case .skipped: .skipped
      }
    self.init(name: finding.check, state: state, seen: finding.seen, todo: finding.advice ?? "")
  }
}
