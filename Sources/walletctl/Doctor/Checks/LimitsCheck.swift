/// What the system lets the daemon have: file descriptors, and memory that is never written to swap.
struct LimitsCheck: DoctorCheck {
  let name = "limits"

  private static let fewDescriptors: Int64 = 4_096
  private static let littleMemory: Int64 = 8 << 20

  func examine(_ patient: Patient) -> [DoctorFinding] {
    guard let peer = patient.peer else { return [skipped("the daemon's limits: it does not answer")] }
    guard let folder = peer.daemon, let text = ProcFile.text(folder + "/limits") else {
      return [skipped("the daemon's limits: the kernel does not show process \(peer.pid) to \(People.me), or it is not walletd")]
    }
    return judge(
      descriptors: LimitsCheck.soft("Max open files", in: text), memory: LimitsCheck.soft("Max locked memory", in: text))
  }

  /// Nil: without limit.
  func judge(descriptors: Int64?, memory: Int64?) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    if let descriptors, descriptors < LimitsCheck.fewDescriptors {
      findings.append(
        warn(
          "the daemon may open \(Count.text(descriptors)) files",
          "Each open ledger takes up to 7: with few, ledgers are closed and opened all the time. Raise LimitNOFILE in the unit (`systemctl edit walletd`)."
        ))
    }
    if let memory, memory < LimitsCheck.littleMemory {
      findings.append(
        warn(
          "the daemon may lock \(Count.text(memory >> 10)) KiB of memory",
          "Secrets lie in locked memory: raise LimitMEMLOCK to 64M in the unit (`systemctl edit walletd`)."))
    }
    let files = descriptors.map { Count.text($0) } ?? "any number of"
    let locked = memory.map { SpanText.text(bytes: UInt64(clamping: $0)) } ?? "any amount"
    return findings.isEmpty ? [ok("\(files) files, \(locked) of locked memory")] : findings
  }

  /// The soft limit in a line of /proc/PID/limits; nil for `unlimited`.
  static func soft(_ name: String, in text: String) -> Int64? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
    return line.dropFirst(name.count).split(separator: " ").first.flatMap { Int64($0) }
  }
}
