import Audit
import JSON
import LedgerCore

/// Verifies one ledger after the other, and keeps what was found.
struct Verification {
  let session: Session
  /// Writes nothing of what is sound: for a verification on the way.
  private let isQuiet: Bool
  private let anchors: [Anchor]
  private var results: [JSONValue] = []
  private var unsound = 0
  private var trails: TrailVerification?
  private var usedAnchors: Set<Int> = []

  init(_ session: Session, isQuiet: Bool = false) throws(CommandFailure) {
    self.session = session
    self.isQuiet = isQuiet
    let key = try session.invocation.value("public-key").map { text throws(CommandFailure) -> [UInt8] in
      guard let bytes = Hex.bytes(text), bytes.count == 32 else { throw .usage("--public-key is 64 hexadecimal digits") }
      return bytes
    }
    var anchors: [Anchor] = []
    for path in session.invocation.values("anchor") {
      let anchor = try AnchorFile.read(path)
      guard key == nil || anchor.publicKey == key else {
        throw CommandFailure(.integrity, "\(path) is signed with another key than --public-key")
      }
      anchors.append(anchor)
    }
    self.anchors = anchors
  }

  /// `kept`: further anchors, such as those of a catalogue; `name`: what to call the ledger, where its path says nothing to people.
  mutating func run(_ path: String, kept: [Anchor] = [], name: String? = nil) throws(CommandFailure) {
    try Interruption.check()
    var verifier = LedgerVerifier()
    verifier.checksIntegrity = session.invocation.has("integrity")
    // Given anchors are many tenants' when --data is: each ledger is held against its own.
    let mine = try ownAnchors(of: path)
    verifier.anchors = mine + kept
    let progress = ProgressLine(session, "verified")
    verifier.onProgress = { rows in
      progress.show(rows)
      return !Interruption.isAsked
    }
    do {
      let verdict = try verifier.verify(path: path)
      progress.clear()
      note(verdict, name ?? path)
    } catch {
      progress.clear()
      throw CommandFailure(error)
    }
  }

  mutating func runTrails(of layout: DataLayout) throws(CommandFailure) {
    var verification = TrailVerification(session, isQuiet: isQuiet)
    try verification.run(layout)
    trails = verification
  }

  private mutating func ownAnchors(of path: String) throws(CommandFailure) -> [Anchor] {
    guard anchors.count > 0 else { return [] }
    guard session.invocation.has("data") else {
      usedAnchors.formUnion(anchors.indices)
      return anchors
    }
    let mine = anchors.indices.filter { path.contains("/" + anchors[$0].tenant.text + "/") }
    usedAnchors.formUnion(mine)
    return mine.map { anchors[$0] }
  }

  private mutating func note(_ verdict: LedgerVerifier.Verdict, _ path: String) {
    switch verdict {
    case .sound(let report): results.append(VerdictText.json(report, path))
    case .unsound(let finding):
      unsound += 1
      results.append(VerdictText.json(finding, path))
    }
    if session.output.format == .table, let last = results.last, !isQuiet || last["sound"]?.boolValue == false {
      session.streams.out(VerdictText.text(last, session.output))
    }
  }

  /// What was found of a tenant's ledger.
  func result(of tenant: String) -> JSONValue? {
    results.first { $0.text(at: "tenant") == tenant || $0.text(at: "file").contains("/\(tenant)/") }
  }

  /// Writes the results and throws if a ledger is unsound.
  func finish() throws(CommandFailure) {
    if !isQuiet { write() }
    if let unused = anchors.indices.first(where: { !usedAnchors.contains($0) }) {
      throw CommandFailure(.integrity, "no ledger here is of \(anchors[unused].tenant), which an anchor is of")
    }
    guard unsound == 0 else {
      throw CommandFailure(
        .integrity, unsound == 1 ? "the ledger is not what was written" : "\(unsound) ledgers are not what was written")
    }
    try trails?.requireSound()
  }

  private func write() {
    switch session.output.format {
    case .table: break
    case .json:
      var members = (results.count == 1 ? results[0] : ["ledgers": .array(results)]).objectValue ?? JSONObject()
      if let trails { members["trails"] = .array(trails.results) }
      session.output.json(.object(members))
    case .jsonl: for result in results + (trails?.results ?? []) { session.output.jsonLine(result) }
    case .csv: session.output.csv(results + (trails?.results ?? []), VerdictText.csv, isFirst: true)
    }
  }
}
