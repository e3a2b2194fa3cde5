/// How many rows the daemon says it has committed, in how many commits.
struct CommitCounters {
  private let rows: Int?
  private let commits: Int?

  init(_ daemon: Daemon) throws {
    let metrics = try Call.succeed(daemon.socketPath, "GET", "/metrics")
    rows = Self.sum("walletd_ledger_rows_total", in: metrics)
    commits = Self.sum("walletd_ledger_commits_total", in: metrics)
  }

  /// Rounded, at least 1; nil when there was no commit or the daemon does not tell.
  func rowsPerCommit(since earlier: CommitCounters) -> Int? {
    // A daemon that has not committed yet shows neither.
    let (earlierRows, earlierCommits) = (earlier.rows ?? 0, earlier.commits ?? 0)
    guard let rows, let commits, commits > earlierCommits else { return nil }
    let count = commits - earlierCommits
    return max(1, (rows - earlierRows + count / 2) / count)
  }

  /// The sum over all labels of a metric; nil when there is none of that name.
  static func sum(_ name: String, in metrics: String) -> Int? {
    var sum: Int?
    for line in metrics.split(separator: "\n") where line.hasPrefix(name) {
      let rest = line.dropFirst(name.utf8.count)
      guard rest.first == " " || rest.first == "{", let value = rest.split(separator: " ").last.flatMap({ Int($0) }) else {
        continue
      }
      sum = (sum ?? 0) + value
    }
    return sum
  }
}
