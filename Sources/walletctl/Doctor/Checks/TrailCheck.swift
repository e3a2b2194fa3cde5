import Audit
import JSON

/// The end of the audit trail: its newest rows chained to each other and to the head that is signed now.
struct TrailCheck: DoctorCheck {
  let name = "audit"

  func examine(_ patient: Patient) -> [DoctorFinding] {
    do throws(CommandFailure) {
      guard let head = AuditAnchorFile.anchor(try patient.get("/v1/audit/head")) else {
        return [skipped("the audit trail's head cannot be read")]
      }
      let page = try patient.get("/v1/audit", query: [("limit", "100")])
      let rows = (page["data"]?.arrayValue ?? []).compactMap { ServedTrail.row($0) }
      guard head.isSigned else { return [broken("its head is not signed with the key it names")] }
      for (row, before) in zip(rows, rows.dropFirst()) {
        guard row.sequence == before.sequence + 1, row.seal == row.seal(after: before.seal) else {
          return [broken("the seal of row \(row.sequence) does not follow from row \(before.sequence)")]
        }
      }
      // What is written between the two questions stands behind the head.
      if let row = rows.first(where: { $0.sequence == head.sequence }), row.seal != head.seal {
        return [broken("row \(row.sequence) is another than the one whose head is signed")]
      }
      return [
        ok(
          "\(Count.text(head.sequence)) \(head.sequence == 1 ? "row" : "rows"), the newest \(rows.count) chained (the whole proof: `walletctl audit verify`)"
        )
      ]
    } catch {
      return [skipped("the audit trail", error)]
    }
  }

  private func broken(_ what: String) -> DoctorFinding {
    fail(
      "the audit trail is not what was written: \(what)",
      "`walletctl audit verify` names the first wrong row. Keep a copy of catalog.db before anything else is done.",
      exit: .integrity)
  }
}
