import Audit
import JSON
import LedgerCore
import WalletClient

/// Verifies one audit trail after the other, and keeps what was found.
struct TrailVerification {
  private let session: Session
  private let anchors: [TrailAnchor]
  /// Writes nothing of what is sound: for a verification on the way.
  private let isQuiet: Bool
  private(set) var results: [JSONValue] = []
  private var unsound = 0
  private var seen: Set<String> = []

  init(_ session: Session, anchors: [TrailAnchor] = [], isQuiet: Bool = false) {
    self.session = session
    self.anchors = anchors
    self.isQuiet = isQuiet
  }

  /// The catalogue's trail and those of the vaults, in a data directory or a backup.
  mutating func run(_ layout: DataLayout) throws(CommandFailure) {
    for file in try layout.trails() { try run(file.path, as: file.trail) }
  }

  /// - Parameter place: the trail that the file's place says it is.
  mutating func run(_ path: String, as place: String? = nil) throws(CommandFailure) {
    try Interruption.check()
    let progress = ProgressLine(session, "verified")
    var verifier = TrailVerifier()
    verifier.onProgress = { rows in
      progress.show(rows)
      return !Interruption.isAsked
    }
    do throws(AuditFailure) {
      var trail: String? = place
      if trail == nil { trail = try verifier.trail(of: path) }
      verifier.anchors = anchors.filter { $0.trail == trail }
      let verdict = try verifier.verify(path: path, as: place)
      progress.clear()
      if let trail { seen.insert(trail) }
      switch verdict {
      case .sound(let report): note(TrailVerdict.json(report, path))
      case .unsound(let finding): note(TrailVerdict.json(finding, trail, path))
      case .none: session.note("\(path) is from before there were audit trails.")
      }
    } catch {
      progress.clear()
      throw CommandFailure(error)
    }
  }

  /// What a daemon serves, row by row: its own trail and those of all vaults, or, of a tenant that is named, that of its vault.
  mutating func runOnline() throws(CommandFailure) {
    if let named = session.tenant {
      let tenant = try session.get(PercentCoding.path("/v1/tenants", named))
      return try run(try ServedTrail(session, vaultOf: tenant), isNamed: true)
    }
    try run(ServedTrail(session), isNamed: true)
    var cursor: String?
    repeat {
      let page = try session.get("/v1/tenants", query: [("limit", "100"), ("cursor", cursor)])
      for tenant in page["data"]?.arrayValue ?? [] {
        try run(try ServedTrail(session, vaultOf: tenant), isNamed: false)
      }
      cursor = page["has_more"]?.boolValue == true ? page["cursor"]?.stringValue : nil
    } while cursor != nil
  }

  /// - Parameter isNamed: whether it is asked for, and not just met: then nothing is said of a vault without a row.
  private mutating func run(_ served: ServedTrail, isNamed: Bool) throws(CommandFailure) {
    let mine = anchors.filter { $0.trail == served.name }
    switch try served.verify(mine) {
    case .sound(let report):
      if isNamed || report.rows > 0 || !mine.isEmpty { note(TrailVerdict.json(report, served.title)) }
    case .unsound(let finding): note(TrailVerdict.json(finding, served.name, served.title))
    case .none: return
    }
    seen.insert(served.name)
  }

  private mutating func note(_ result: JSONValue) {
    results.append(result)
    let isSound = result["sound"]?.boolValue == true
    if !isSound { unsound += 1 }
    if session.output.format == .table, !isQuiet || !isSound {
      session.streams.out(TrailVerdict.text(result, session.output))
    }
  }

  /// Throws if a trail is not what was written.
  func requireSound() throws(CommandFailure) {
    if let unused = anchors.first(where: { !seen.contains($0.trail) }) {
      throw CommandFailure(.integrity, "no audit trail here is '\(unused.trail)', which an anchor is of")
    }
    guard unsound == 0 else {
      throw CommandFailure(
        .integrity, unsound == 1 ? "the audit trail is not what was written" : "\(unsound) audit trails are not what was written")
    }
  }

  /// Writes the results and throws if a trail is unsound.
  func finish() throws(CommandFailure) {
    switch session.output.format {
    case .table: break
    case .json: session.output.json(results.count == 1 ? results[0] : ["trails": .array(results)])
    case .jsonl: for result in results { session.output.jsonLine(result) }
    case .csv: session.output.csv(results, TrailVerdict.csv, isFirst: true)
    }
    try requireSound()
  }
}

/// What a verification of an audit trail found, for people and for programs.
enum TrailVerdict {
  static func json(_ report: TrailReport, _ path: String) -> JSONValue {
    [
      "file": .string(path), "sound": true, "trail": .string(report.trail), "rows": .integer(report.rows),
      "head": ["sequence": .integer(report.rows), "seal": .string(report.sealText)], "anchors": .integer(Int64(report.anchors)),
    ]
  }

  static func json(_ finding: Finding, _ trail: String?, _ path: String) -> JSONValue {
    var members = VerdictText.json(finding, path).objectValue ?? JSONObject()
    members["trail"] = trail.map { .string($0) } ?? .null
    return .object(members)
  }

  static func text(_ result: JSONValue, _ output: Output) -> String {
    guard result["sound"]?.boolValue == true else { return VerdictText.text(result, output) }
    var text = "\("sound".styled(.good, output))  \(Plain.text(result.text(at: "file")))\n"
    text += "  audit     \(Count.text(result, "rows")) rows, seal \(result.text(at: "head.seal"))\n"
    let anchors = result["anchors"]?.integerValue ?? 0
    if anchors > 0 { text += "  anchors   \(anchors) held against it, all fit\n" }
    return text
  }

  static let csv = [
    Column("", "file", .text("file")), Column("", "sound", .text("sound")), Column("", "trail", .text("trail")),
    Column("", "rows", .text("rows")), Column("", "seal", .text("head.seal")), Column("", "finding", .text("finding.text")),
  ]
}
