import Audit
import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// An audit trail of a daemon that serves, its own or that of a vault, verified from the rows it lists.
///
/// They come newest first, so each row's seal is held against the one before it when that arrives: only one row is kept in memory, and
/// the last wrong one that is met is the first of the trail.
struct ServedTrail {
  /// As its heads have it: `catalog`, or `vault` and the tenant's id.
  let name: String
  /// What to call it.
  let title: String
  private let session: Session
  /// What names it to the daemon.
  private let query: [(name: String, value: String?)]

  /// The daemon's own.
  init(_ session: Session) {
    (self.session, name, title, query) = (session, "catalog", "the daemon's audit trail", [])
  }

  /// That of the vault of a tenant, as the daemon shows the tenant.
  init(_ session: Session, vaultOf tenant: JSONValue) throws(CommandFailure) {
    guard let id = tenant["id"]?.stringValue, let code = tenant["code"]?.stringValue else {
      throw CommandFailure(.error, "the daemon's list of tenants cannot be read")
    }
    self.session = session
    name = "vault \(id)"
    title = "the audit trail of the vault of \(code)"
    query = [("trail", "vault"), ("tenant", id)]
  }

  /// `none`: the vault is gone, with its tenant.
  func verify(_ given: [TrailAnchor]) throws(CommandFailure) -> TrailVerifier.Verdict {
    // The head first: what is written meanwhile stands behind it.
    let reply = try session.sendRaw(.get("/v1/audit/head", query: query))
    if let problem = reply.problem {
      guard let verdict = verdict(problem) else { throw CommandFailure(problem, key: nil) }
      return verdict
    }
    guard let head = AuditAnchorFile.anchor(try session.json(reply)), head.trail == name else {
      throw CommandFailure(.error, "the daemon's head of the audit trail cannot be read")
    }
    let check: TrailAnchorCheck
    do throws(Finding) {
      check = try TrailAnchorCheck(given + [head], of: name)
    } catch { return .unsound(error) }
    var walk = Walk(name: name, check: check)
    let progress = ProgressLine(session, "verified")
    defer { progress.clear() }
    var cursor: String?
    repeat {
      try Interruption.check()
      let page = try session.get("/v1/audit", query: query + [("limit", "100"), ("cursor", cursor)])
      for item in page["data"]?.arrayValue ?? [] {
        guard let row = ServedTrail.row(item) else { throw CommandFailure(.error, "a row of the audit trail cannot be read") }
        walk.pass(row)
      }
      progress.show(walk.rows)
      cursor = page["has_more"]?.boolValue == true ? page["cursor"]?.stringValue : nil
    } while cursor != nil
    return walk.verdict()
  }

  /// What it says of a vault's trail that it is not served; nil where that says nothing of it.
  private func verdict(_ problem: ClientProblem) -> TrailVerifier.Verdict? {
    guard !query.isEmpty else { return nil }
    if problem.code == .vaultFenced {
      return .unsound(
        Finding(
          table: "audit", row: nil, .readable, "the vault", expected: "one that is served", found: "fenced: \(problem.detail)"))
    }
    return problem.code == .tenantNotFound || problem.code == .vaultShredded ? TrailVerifier.Verdict.none : nil
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
    let name: String
    let check: TrailAnchorCheck
    private(set) var rows: Int64 = 0
    private var newest: TrailRow?
    private var above: TrailRow?
    private var wrong: Finding?

    init(name: String, check: TrailAnchorCheck) {
      self.name = name
      self.check = check
    }

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
      let beginning = TrailRow.beginning(of: name)
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
        TrailReport(trail: name, rows: rows, seal: newest?.seal ?? beginning, anchors: check.count))
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
