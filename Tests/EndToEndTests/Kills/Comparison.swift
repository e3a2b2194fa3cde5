import Threads

/// Holds the clients' own records against the ledger. What it finds is what was promised and is not so.
struct Comparison {
  private(set) var findings: [String] = []
  private(set) var compared = 0

  var isClean: Bool { findings.isEmpty }
  var summary: String { "\(findings.count) findings, the first: \(findings.prefix(5).joined(separator: "\n"))" }

  mutating func note(_ finding: String) { findings.append(finding) }

  /// Sends every answered request again: each answer must come back, byte for byte, and as a replay.
  mutating func replay(_ records: [Record], on path: String, connections: Int = 8) throws {
    let found = Monitor<[String]>([])
    let size = (records.count + connections - 1) / connections
    let threads = (0..<connections).map { number in
      Thread.start("replay-\(number)") {
        let part = records.dropFirst(number * size).prefix(size)
        let wrong: [String]
        do {
          let connection = try Connection(path: path)
          wrong = part.compactMap { Comparison.replay($0, on: connection) }
        } catch {
          wrong = ["\(error)"]
        }
        found.withLock { $0 += wrong }
      }
    }
    for thread in threads { thread.join() }
    findings += found.withLock { $0 }
    compared += records.count
  }

  /// Nil if the answer is the one that was given before.
  static func replay(_ record: Record, on connection: Connection) -> String? {
    guard let before = record.answer else { return "\(record.key) was never answered" }
    guard let reply = connection.exchange(record.request) else { return "\(record.key): no answer to its replay" }
    if reply.isReplay, reply.lasting == before { return nil }
    let what = reply.isReplay || reply.status == 503 ? "changed" : "was acknowledged and lost: it was decided again"
    return "\(record.key) \(what). It was answered\n  \(before.text), is now answered\n  \(reply.lasting.text)"
  }

  /// Every counter of every account must be what the answers add up to.
  mutating func balances(_ tally: Tally, on connection: Connection) throws {
    let found = try connection.counters(tenant: Cast.tenant)
    for account in 0..<Cast.accounts {
      let expected = tally.accounts[account]
      guard let counters = found[Cast.code(account)] else {
        findings.append("account \(Cast.code(account)) is gone")
        continue
      }
      if counters != expected {
        findings.append("\(Cast.code(account)): the answers add up to \(expected), the ledger has \(counters)")
      }
    }
  }
}
