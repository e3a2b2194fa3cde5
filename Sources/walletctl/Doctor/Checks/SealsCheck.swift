import Audit
import LedgerCore

/// The newest seals of the ledgers: signed heads from a daemon that runs; from files nobody serves, the last commits computed anew.
///
/// Quick, and no proof of the whole: that is `walletctl verify`.
struct SealsCheck: DoctorCheck {
  let name = "seals"
  /// Commits at the end of each file that are looked at.
  private static let tail = 256

  func examine(_ patient: Patient) -> [DoctorFinding] {
    do throws(CommandFailure) {
      return try online(patient)
    } catch {
      return error.exit == .unreachable ? offline(patient) : [skipped("the ledgers' signed heads", error)]
    }
  }

  private func online(_ patient: Patient) throws(CommandFailure) -> [DoctorFinding] {
    let (tenants, isAll) = try patient.tenants()
    var wrong: [DoctorFinding] = []
    var count = 0
    for tenant in tenants {
      let name = tenant ?? "the key's tenant"
      let head: Anchor?
      do throws(CommandFailure) {
        head = AnchorFile.anchor(try patient.get("/v1/head", tenant: tenant))
      } catch {
        if error.exit == .unreachable || error.exit == .denied { throw error }
        wrong.append(
          fail("the head of \(name) cannot be had: \(error.message)", "See the finding about ledgers, and the daemon's log."))
        continue
      }
      guard let head, head.isSigned else {
        wrong.append(
          fail(
            "the head of \(name) is not signed with the key it names",
            "Believe nothing this daemon says until `walletctl verify --data` has been run on its stopped files.",
            exit: .integrity))
        continue
      }
      count += 1
    }
    guard wrong.isEmpty else { return wrong }
    guard !tenants.isEmpty else { return [ok("there is no ledger yet")] }
    let which = isAll ? "" : ", of the newest tenants"
    return [
      ok(
        "\(count) \(count == 1 ? "head" : "heads") signed just now, signatures good\(which) (the whole proof: `walletctl verify`)"
      )
    ]
  }

  private func offline(_ patient: Patient) -> [DoctorFinding] {
    let layout: DataLayout
    do throws(CommandFailure) { layout = try DataLayout(patient.dataPath) } catch {
      if error.exit == .integrity { return [fail(error.message, "Restore the directory from a backup.", exit: .integrity)] }
      return [skipped("no daemon answers, and the files cannot be looked at: \(error.message)")]
    }
    var oldest: Timestamp?
    var wrong: [DoctorFinding] = []
    for ledger in layout.ledgers.prefix(Patient.mostTenants) {
      do {
        let verdict = try LedgerTail(seals: SealsCheck.tail, anchors: ledger.anchors).verify(path: ledger.path)
        if case .unsound(let finding) = verdict { wrong.append(broken(ledger.path, "\(finding)")) }
      } catch {
        wrong.append(skipped("\(error)"))
      }
      if let signed = ledger.anchors.map(\.signedAt).max() { oldest = min(oldest ?? signed, signed) }
    }
    guard wrong.isEmpty else { return wrong }
    let age = oldest.map { "; the oldest of their last signed heads is from \($0.rfc3339.prefix(19))Z" } ?? ""
    let count = min(layout.ledgers.count, Patient.mostTenants)
    return [
      ok(
        "the last commits of \(count) of \(layout.ledgers.count) ledgers are as they were sealed\(age) (all of it: `walletctl verify --data`)"
      )
    ]
  }

  private func broken(_ path: String, _ finding: String) -> DoctorFinding {
    fail(
      "\(path) is not what was written: \(finding)",
      "Do not start the daemon on it. Keep the files as they are, and restore the last backup elsewhere: `walletctl restore`.",
      exit: .integrity)
  }
}
