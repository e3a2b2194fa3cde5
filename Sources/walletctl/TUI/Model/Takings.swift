import JSON
import LedgerCore
import WalletClient

/// What has been paid today, and what waits for somebody: the overview's lines about payments, from a few short lists.
struct Takings: Sendable {
  /// Asked for no more often.
  static let interval: Int64 = 10_000_000
  /// Rows of each list: what is behind them is "and more".
  static let rows = 100

  static let requests: [(path: String, status: String?)] = [
    ("/v1/payments", nil), ("/v1/attempts", "pending"), ("/v1/attempts", "unknown"), ("/v1/inbox", "unmatched"),
    ("/v1/jobs", "dead"), ("/v1/providers", nil),
  ]

  private let lists: [JSONValue?]

  /// In the order of the requests; nil: refused.
  init(_ lists: [JSONValue?]) { self.lists = lists }

  /// Nothing was ever to be paid here: there is nothing to say.
  var isEmpty: Bool { !lists.contains { $0?["data"]?.arrayValue?.isEmpty == false } }

  /// The overview's lines.
  func lines(_ now: Timestamp, whose: String) -> [PulseRows.Line] {
    guard !isEmpty else { return [] }
    return today(now, whose)
      + [
        count("asked", 1, "attempts that wait for the customer, or the provider", "attempts", "pending"),
        count("in doubt", 2, "attempts of which nobody knows what became of them", "attempts", "unknown"),
        count("unmatched", 3, "webhooks about nothing that is known here", "inbox", "unmatched"),
        count("given up", 4, "jobs that wait for a person", "jobs", "dead"),
      ].compactMap { $0 } + providers
  }

  /// How many accounts at providers do well; which do not is said.
  private var providers: [PulseRows.Line] {
    guard lists.count > 5, let accounts = lists[5]?["data"]?.arrayValue, !accounts.isEmpty else { return [] }
    let ill = accounts.filter { ["failing", "cut_off"].contains($0.text(at: "health")) || $0.text(at: "status") != "active" }
    let names = ill.map { account in
      let isActive = account.text(at: "status") == "active"
      return Plain.text("\(account.text(at: "provider")) is \(account.text(at: isActive ? "health" : "status"))")
    }
    return [
      PulseRows.Line(
        name: "providers", now: "\(accounts.count - ill.count) of \(accounts.count)", values: [], most: "",
        means: names.isEmpty ? "accounts that charges go to" : names.joined(separator: ", "), opens: "providers")
    ]
  }

  private func count(_ name: String, _ place: Int, _ means: String, _ opens: String, _ status: String) -> PulseRows.Line? {
    guard lists.indices.contains(place), let list = lists[place] else { return nil }
    let found = list["data"]?.arrayValue?.count ?? 0
    let text = Count.text(Int64(found)) + (list["has_more"]?.boolValue == true ? "+" : "")
    return PulseRows.Line(name: name, now: text, values: [], most: "", means: means, opens: opens, status: status)
  }

  private func today(_ now: Timestamp, _ whose: String) -> [PulseRows.Line] {
    guard let list = lists[0] else { return [] }
    let day = now.rfc3339.prefix(10)
    let all = list["data"]?.arrayValue ?? []
    let payments = all.filter { $0.text(at: "created_at").prefix(10) == day }
    // Older than today's are not there: today has more than were read.
    let more = payments.count == all.count && list["has_more"]?.boolValue == true ? "+" : ""
    let hour = Int(now.rfc3339.dropFirst(11).prefix(2)) ?? 0
    func hourly(_ value: (JSONValue) -> Int64) -> [Int64?] {
      var sums = [Int64](repeating: 0, count: hour + 1)
      for payment in payments {
        let place = min(hour, Int(payment.text(at: "created_at").dropFirst(11).prefix(2)) ?? 0)
        sums[place] = Takings.saturated(sums[place], value(payment))
      }
      return sums
    }
    let counts = hourly { _ in 1 }
    let through = payments.count { ($0["captured"]?.integerValue ?? 0) > 0 }
    let lost = payments.count { ["failed", "expired", "voided"].contains($0.text(at: "status")) }
    let decided = through + lost
    let share = decided == 0 ? "-" : "\(through * 1_000 / decided / 10).\(through * 1_000 / decided % 10) %"
    var lines = [
      PulseRows.Line(
        name: "payments", now: Count.text(Int64(payments.count)) + more, values: counts,
        most: Count.text(counts.compactMap { $0 }.max() ?? 0), means: "begun today\(whose), UTC; a bar for each hour",
        opens: "payments")
    ]
    for currency in currencies(payments) {
      let own = hourly { $0.text(at: "currency") == currency ? $0["captured"]?.integerValue ?? 0 : 0 }
      let sum = own.compactMap { $0 }.reduce(0, Takings.saturated)
      lines.append(
        PulseRows.Line(
          name: "paid \(currency)", now: AmountText(isMinor: false).text(sum, currency) + more, values: own,
          most: AmountText(isMinor: false).text(own.compactMap { $0 }.max() ?? 0, currency), means: "taken of today's payments",
          opens: "payments", status: "captured"))
    }
    lines.append(
      PulseRows.Line(
        name: "succeeded", now: share, values: [], most: "", means: "of today's payments that are decided", opens: "payments"))
    return lines
  }

  /// Those of today's payments, the most used first.
  private func currencies(_ payments: [JSONValue]) -> [String] {
    let counts = Dictionary(payments.map { ($0.text(at: "currency"), 1) }, uniquingKeysWith: +)
    return counts.keys.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) }
  }

  private static func saturated(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }
}

/// Asking for them: while the overview is looked at, inside a tenant.
extension Model {
  mutating func askTakings() -> [Effect] {
    guard case .pulse = screen.source, tenant != nil || settings.hasFixedTenant, !awaited.contains(.takings),
      nextTakingsAt.map({ now >= $0 }) ?? true
    else { return [] }
    nextTakingsAt = Timestamp(microseconds: now.microseconds + Takings.interval)
    let requests = Takings.requests.map { path, status in
      // All accounts are one answer.
      ClientRequest.get(path, query: path == "/v1/providers" ? [] : [("status", status), ("limit", "\(Takings.rows)")])
    }
    return [ask(.takings, requests, tenant: settings.hasFixedTenant ? nil : tenant)]
  }

  mutating func takeTakings(_ answer: Answer) {
    // Who may not read payments has no lines about them, and is asked again when somebody else might.
    takings = Takings(answer.results.map(\.value))
    showPulse()
  }

  /// The lines of the overview, wherever it is in the trail.
  mutating func showPulse() {
    for index in trail.indices {
      guard case .pulse = trail[index].screen.source else { continue }
      trail[index].trouble = pulseTrouble
      trail[index].loadedAt = pulse.last?.at
      if pulse.last != nil { show(PulseRows.rows(self), page: index) }
    }
  }
}
