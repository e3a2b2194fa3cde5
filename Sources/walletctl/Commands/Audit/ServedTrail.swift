import Audit
import JSON
import LedgerCore

/// The audit trail of a daemon that serves, verified from the rows it lists.
///
/// They come newest first, so each row's seal is held against the one before it when that arrives: only one row is kept in memory, and
/// the last wrong one that is met is the first of the trail.
struct ServedTrail {
  static let name = "catalog"
  private let session: Session

  init(_ session: Session) { self.session = session }

  func verify(_ given: [TrailAnchor]) throws(CommandFailure) -> TrailVerifier.Verdict {
    // The head first: what is written meanwhile stands behind it.
    guard let head = AuditAnchorFile.anchor(try session.get("/v1/audit/head")), head.trail == ServedTrail.name else {
      throw CommandFailure(.error, "the daemon's head of the audit trail cannot be read")
    }
    let check: TrailAnchorCheck
    do throws(Finding) {
      check = try TrailAnchorCheck(given + [head], of: ServedTrail.name)
    } catch { return .unsound(error) }
    var walk = Walk(check: check)
    let progress = ProgressLine(session, "verified")
    defer { progress.clear() }
    var cursor: String?
    repeat {
      try Interruption.check()
      let page = try session.get("/v1/audit", query: [("limit", "100"), ("cursor", cursor)])
      for item in page["data"]?.arrayValue ?? [] {
        guard let row = ServedTrail.row(item) else { throw CommandFailure(.error, "a row of the audit trail cannot be read") }
        walk.pass(row)
      }
      progress.show(walk.rows)
      cursor = page["has_more"]?.boolValue == true ? page["cursor"]?.stringValue : nil
    } while cursor != nil
    return walk.verdict()
  }

  static func row(_ item: JSONValue) -> TrailRow? {
    guard let sequence = item["sequence"]?.integerValue, let at = item["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let seal = item["seal"]?.stringValue.flatMap({ Hex.bytes($0) }), let before = item["before"], let after = item["after"]
    else { return nil }
    func bytes(_ name: String) -> [UInt8]? { item[name]?.stringValue.map { Array($0.utf8) } }
    guard let actor = bytes("actor"), let action = bytes("action"), let subject = bytes("subject"),
      let request = bytes("request_id")
    else { return nil }
    return TrailRow(
      sequence: sequence, at: at.microseconds,
      texts: [actor, action, bytes("tenant"), subject, request, before.encode(), after.encode()], seal: seal)
  }

  /// From the newest row down to the first.
  private struct Walk {
    let check: TrailAnchorCheck
    private(set) var rows: Int64 = 0
    private var newest: TrailRow?
    private var above: TrailRow?
    private var wrong: Finding?

    init(check: TrailAnchorCheck) { self.check = check }

    mutating func pass(_ row: TrailRow) {
      rows += 1
      if newest == nil { newest = row }
      if let above {
        if above.sequence != row.sequence + 1 {
          wrong = Walk.finding(
            above, .sequence, "sequence", expected: "\(row.sequence + 1), for there are no gaps", found: "\(above.sequence)")
        } else {
          hold(above, after: row.seal)
        }
      }
      noteAnchors(row.sequence, row.seal)
      above = row
    }

    mutating func verdict() -> TrailVerifier.Verdict {
      let beginning = TrailRow.beginning(of: ServedTrail.name)
      if let above {
        if above.sequence == 1 {
          hold(above, after: beginning)
        } else {
          wrong = Walk.finding(above, .sequence, "sequence", expected: "1, for there are no gaps", found: "\(above.sequence)")
        }
      }
      noteAnchors(0, beginning)
      do throws(Finding) { try check.end(at: newest?.sequence ?? 0) } catch { wrong = wrong ?? error }
      if let wrong { return .unsound(wrong) }
      return .sound(
        TrailReport(trail: ServedTrail.name, rows: rows, seal: newest?.seal ?? beginning, anchors: check.count))
    }

    private mutating func hold(_ row: TrailRow, after previous: [UInt8]) {
      let expected = row.seal(after: previous)
      guard row.seal != expected else { return }
      wrong = Walk.finding(row, .seal, "seal", expected: Hex.text(expected), found: Hex.text(row.seal))
    }

    private mutating func noteAnchors(_ sequence: Int64, _ seal: [UInt8]) {
      do throws(Finding) { try check.check(sequence, seal) } catch { wrong = error }
    }

    private static func finding(
      _ row: TrailRow, _ rule: Finding.Rule, _ subject: String, expected: String, found: String
    ) -> Finding {
      Finding(table: "audit", row: row.sequence, rule, subject, expected: expected, found: found)
    }
  }
}
