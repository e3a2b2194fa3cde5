/// What several clients claim of one hold, and what they were told.
struct Contest {
  enum Verb: Sendable {
    case capture(amount: Int64?, isFinal: Bool)
    case release

    func request(hold: String, key: String) -> Request {
      switch self {
      case .release: .post("/v1/holds/\(hold)/release", tenant: Shop.tenant, key: key, "{}")
      case .capture(let amount, let isFinal):
        .post(
          "/v1/holds/\(hold)/capture", tenant: Shop.tenant, key: key,
          "{\(amount.map { #""amount":\#($0),"# } ?? "")\"final\":\(isFinal)}")
      }
    }
  }

  struct Claim {
    let verb: Verb
    let status: Int
    let code: String?
    /// What the answer says is left, and where it stands in the ledger; of a success.
    let remaining: Int64
    let sequence: Int64
  }

  private(set) var findings: [String] = []
  private(set) var captured: Int64 = 0
  private(set) var winner = "nobody"

  /// Goes through the successes in the ledger's order: each takes from what the one before it left, until one takes the rest; whoever
  /// was refused must have had a reason.
  init(amount: Int64, claims: [Claim]) {
    var left = amount
    var end: String?
    var parts = 0
    for claim in claims.filter({ $0.status == 200 }).sorted(by: { $0.sequence < $1.sequence }) {
      if let end { findings.append("\(claim.verb) succeeded behind the one that \(end) the rest") }
      switch claim.verb {
      case .release:
        left = 0
        end = end ?? "released"
      case .capture(let asked, let isFinal):
        let taken = asked ?? left
        if taken > left { findings.append("captured \(captured + taken) of \(amount): \(taken) of \(left) that were left") }
        captured += taken
        parts += 1
        left = isFinal ? 0 : left - taken
        if left == 0 { end = end ?? "captured" }
      }
      if claim.remaining != left { findings.append("\(claim.verb) leaves \(left), and was told \(claim.remaining)") }
    }
    if captured > amount { findings.append("reserved \(amount), captured \(captured)") }
    for claim in claims where claim.status != 200 {
      let isAboveRemaining = claim.status == 409 && claim.code == "capture_above_remaining"
      guard isAboveRemaining || (claim.status == 409 && claim.code == "hold_\(end ?? "open")") else {
        findings.append("\(claim.verb) was refused with \(claim.status) \(claim.code ?? ""), the hold is \(end ?? "open")")
        continue
      }
    }
    if end == nil { findings.append("nobody took the rest") }
    winner = end.map { $0 == "captured" && parts > 1 ? "captured in parts" : $0 } ?? "nobody"
  }
}
