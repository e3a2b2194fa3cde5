import JSON
import LedgerCore

/// How long ago everything was last copied. A backup that only some tenant was in does not count.
struct BackupCheck: DoctorCheck {
  let name = "backup"
  /// Older than this is worth a word.
  private static let mostSeconds: Int64 = 86_400 + 7_200

  func examine(_ patient: Patient) -> [DoctorFinding] {
    let how =
      "`walletctl backup --to DIR` makes one while the daemon serves; run it every day from a timer, and keep a copy on another machine."
    do throws(CommandFailure) {
      // The row is written when a backup is complete, not when it is asked for.
      guard let made = try newest(patient), let at = made["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }) else {
        return [warn("no complete backup was ever made", how)]
      }
      let directory = Plain.text(made.text(at: "subject"))
      let age = max(0, (patient.now.microseconds - at.microseconds) / 1_000_000)
      let seen = "the last complete backup is \(SpanText.text(seconds: age)) old (\(directory))"
      return [age > BackupCheck.mostSeconds ? warn(seen, how) : ok(seen)]
    } catch {
      return [skipped("when the last backup was made", error)]
    }
  }

  private func newest(_ patient: Patient) throws(CommandFailure) -> JSONValue? {
    var cursor: String?
    repeat {
      let page = try patient.get("/v1/audit", query: [("action", "backup.made"), ("limit", "100"), ("cursor", cursor)])
      let rows = page["data"]?.arrayValue ?? []
      if let row = rows.first(where: { $0["tenant"]?.stringValue == nil }) { return row }
      cursor = page["has_more"]?.boolValue == true ? page["cursor"]?.stringValue : nil
    } while cursor != nil
    return nil
  }
}
