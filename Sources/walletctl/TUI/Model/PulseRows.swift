import JSON
import LedgerCore

/// The lines of the overview: what is measured, its last minutes, and what is behind Enter.
enum PulseRows {
  struct Line {
    let name: String
    let now: String
    /// Newest last.
    let values: [Int64?]
    let most: String
    let means: String
    /// The screen that shows what makes it.
    let opens: String
    var tenant = ""
    /// Of the rows behind it, those with this status.
    var status = ""
  }

  static let graphWidth = 24

  static func rows(_ model: Model) -> [JSONValue] {
    lines(model).map { line in
      [
        "name": .string(line.name), "now": .string(line.now), "most": .string(line.most), "means": .string(line.means),
        "graph": .string(Glyphs(isASCII: false).sparkline(line.values, width: graphWidth)),
        "ascii": .string(Glyphs(isASCII: true).sparkline(line.values, width: graphWidth)), "opens": .string(line.opens),
        "tenant": .string(line.tenant), "status": .string(line.status),
      ]
    }
  }

  static func lines(_ model: Model) -> [Line] {
    let pulse = model.pulse
    guard let last = pulse.last else { return [] }
    let labels = model.tenant.map { ["tenant": $0] } ?? [:]
    let whose = model.tenant.map { " of \($0)" } ?? ""
    let isASCII = model.settings.isASCII
    func rate(_ name: String, _ metric: String, _ labels: [String: String], _ means: String, _ opens: String) -> Line {
      let values = pulse.rates(metric, labels)
      return Line(
        name: name, now: perSecond(values.last ?? nil), values: values, most: perSecond(values.compactMap { $0 }.max()),
        means: means,
        opens: opens)
    }
    func level(_ name: String, _ metric: String, _ labels: [String: String], _ means: String, _ opens: String) -> Line {
      let values = pulse.levels(metric, labels)
      return Line(
        name: name, now: (values.last ?? nil).map { Count.text($0) } ?? "-", values: values,
        most: values.compactMap { $0 }.max().map { Count.text($0) } ?? "-", means: means, opens: opens)
    }
    func quantile(
      _ name: String, _ metric: String, _ labels: [String: String], _ perMille: Int64, _ means: String, _ opens: String
    ) -> Line {
      let values = pulse.quantiles(metric, labels, perMille: perMille)
      func text(_ value: Int64?) -> String {
        value.map { $0 == .max ? "> 17 s" : MomentText.duration($0, isASCII: isASCII) } ?? "-"
      }
      return Line(
        name: name, now: text(values.last { $0 != nil } ?? nil), values: values, most: text(values.compactMap { $0 }.max()),
        means: means,
        opens: opens)
    }
    var lines = model.takings?.lines(model.now, whose: whose) ?? []
    lines += [
      rate("commands", "walletd_ledger_commands_total", labels, "a second, decided\(whose)", "transactions"),
      rate("refusals", "walletd_ledger_refusals_total", labels, "a second: funds, limits, states", "transactions"),
      accepted(pulse, labels), rate("rows", "walletd_ledger_rows_total", labels, "a second, into the books", "transactions"),
      quantile("answer p50", "walletd_request_seconds", [:], 500, "half of all requests took less", ""),
      quantile("answer p99", "walletd_request_seconds", [:], 990, "all but one in a hundred", ""),
      quantile("commit p99", "walletd_ledger_commit_seconds", labels, 990, "first row to the disk's word", "transactions"),
      lastRow(pulse, labels, model.now),
      level("waiting", "walletd_ledger_waiting", labels, "commands that wait for their commit", "transactions"),
      oldest(pulse, labels, isASCII),
      level("queue", "walletd_worker_queue", [:], "requests that wait for a thread", "doctor"),
      level("open holds", "walletd_ledger_open_holds", labels, "what is reserved\(whose)", "holds"),
      level("accounts", "walletd_ledger_accounts", labels, "of the open ledgers\(whose)", "accounts"),
      level("connections", "walletd_http_connections", [:], "open on the socket", "keys"),
      rate("limited", "walletd_limited_total", [:], "a second, refused by a limit", "tenants"),
    ]
    let down = last.metrics.matching("walletd_ledger_up", labels).filter { $0.value == 0 }
    for series in down {
      lines.insert(
        Line(
          name: "DOWN", now: "ledger", values: [], most: "", means: "\(series.labels["tenant"] ?? "") does not serve",
          opens: "doctor"), at: 0)
    }
    if model.tenant == nil {
      for tenant in last.metrics.values(of: "tenant", in: "walletd_ledger_sequence").prefix(50) {
        let values = pulse.rates("walletd_ledger_commands_total", ["tenant": tenant])
        lines.append(
          Line(
            name: tenant, now: perSecond(values.last ?? nil), values: values, most: perSecond(values.compactMap { $0 }.max()),
            means: "commands a second of this tenant", opens: "accounts", tenant: tenant))
      }
    }
    return lines
  }

  /// How much of what was asked was done, in percent.
  private static func accepted(_ pulse: Pulse, _ labels: [String: String]) -> Line {
    let asked = pulse.rates("walletd_ledger_commands_total", labels)
    let refused = pulse.rates("walletd_ledger_refusals_total", labels)
    let values: [Int64?] = zip(asked, refused).map { asked, refused in
      guard let asked, let refused, asked > 0 else { return nil }
      return max(0, (asked - refused) * 1_000 / asked)
    }
    func text(_ perMille: Int64?) -> String { perMille.map { "\($0 / 10).\($0 % 10) %" } ?? "-" }
    return Line(
      name: "accepted", now: text(values.last { $0 != nil } ?? nil), values: values, most: text(values.compactMap { $0 }.max()),
      means: "of the commands: not refused", opens: "transactions")
  }

  /// How long the command has waited that waits longest, of all ledgers.
  private static func oldest(_ pulse: Pulse, _ labels: [String: String], _ isASCII: Bool) -> Line {
    let values = pulse.samples.map { $0.metrics.matching("walletd_ledger_waiting_seconds", labels).map(\.value).max() }
    func text(_ value: Int64?) -> String { value.map { MomentText.duration($0, isASCII: isASCII) } ?? "-" }
    return Line(
      name: "waits for", now: text(values.last ?? nil), values: values, most: text(values.compactMap { $0 }.max()),
      means: "the oldest command that has no answer yet", opens: "transactions")
  }

  /// How long nothing has been written: the age of the last row, in seconds.
  private static func lastRow(_ pulse: Pulse, _ labels: [String: String], _ now: Timestamp) -> Line {
    var values: [Int64?] = []
    var changed: Timestamp?
    var before: Int64?
    for sample in pulse.samples {
      let sequence = sample.metrics.sum("walletd_ledger_sequence", labels)
      if let before, sequence != before { changed = sample.at }
      before = sequence
      values.append(changed.map { (sample.at.microseconds - $0.microseconds) / 1_000_000 })
    }
    let age = changed.map { MomentText.span(max(0, (now.microseconds - $0.microseconds) / 1_000_000)) }
    return Line(
      name: "last commit", now: age ?? "-", values: values,
      most: values.compactMap { $0 }.max().map { MomentText.span($0) } ?? "-", means: "ago, as seen since this was opened",
      opens: "transactions")
  }

  /// Thousandths a second.
  private static func perSecond(_ milli: Int64?) -> String {
    guard let milli else { return "-" }
    return milli >= 100_000 || milli % 1_000 == 0 ? "\(Count.text(milli / 1_000))/s" : "\(milli / 1_000).\(milli / 100 % 10)/s"
  }
}
