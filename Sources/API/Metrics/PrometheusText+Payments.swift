import LedgerCore
import Payments
import WalletAPI

/// What there is to be done, what providers were asked, and what they have sent. Nothing here has a label for tenants: ten thousand of them would be
/// ten thousand series of each.
extension PrometheusText {
  mutating func write(_ jobs: [Job.Kind: DueCount], at now: Timestamp) {
    metric(
      "walletd_jobs", .gauge,
      "What is to be done in open ledgers, by kind of record: due now, waiting for its time, and given up (dead).")
    for kind in Job.Kind.allCases {
      let count = jobs[kind]
      for (status, value) in [("due", count?.due), ("waiting", count?.waiting), ("dead", count?.dead)] {
        sample("walletd_jobs", [("kind", kind.rawValue), ("status", status)], value ?? 0)
      }
    }
    let age = "walletd_jobs_oldest_due_seconds"
    metric(age, .gauge, "How long the oldest of what is due now has been due.")
    for kind in Job.Kind.allCases {
      let since = jobs[kind]?.oldest.map { max(0, now.microseconds - $0.microseconds) }
      sample(age, [("kind", kind.rawValue)], microseconds: since ?? 0)
    }
    metric(
      "walletd_jobs_overdue", .gauge,
      "Questions about money that nobody could answer for \(Job.overdueSeconds / 60) minutes. They are asked until they are answered."
    )
    for kind in Job.Kind.allCases where kind.isAboutMoney {
      sample("walletd_jobs_overdue", [("kind", kind.rawValue)], jobs[kind]?.stuck ?? 0)
    }
  }

  mutating func write(_ traffic: [ProviderTraffic.Line: ProviderTraffic.Counts]) {
    let lines = traffic.sorted { $0.key < $1.key }
    metric("walletd_provider_calls_total", .counter, "Calls made to providers, by what came of them.")
    for (line, counts) in lines {
      for (outcome, count) in counts.outcomes.sorted(by: { $0.key < $1.key }) {
        sample("walletd_provider_calls_total", line.labels + [("outcome", outcome)], count)
      }
    }
    metric("walletd_provider_calls_kept_away_total", .counter, "Calls not made, because the provider failed too often.")
    for (line, counts) in lines where counts.keptAway > 0 {
      sample("walletd_provider_calls_kept_away_total", line.labels, counts.keptAway)
    }
    let name = "walletd_provider_call_seconds"
    metric(name, .histogram, "From the beginning of a call to its answer, or to giving up waiting for one.")
    for (line, counts) in lines where !counts.outcomes.isEmpty {
      histogram(name, line.labels, log2: counts.microsecondsLog2, sum: counts.microsecondsSum)
    }
  }

  mutating func write(_ breakers: [BreakerBoard.Line: Int]) {
    metric(
      "walletd_provider_breakers", .gauge,
      "Accounts at a provider that are left alone (open), or tried with one call (half_open).")
    for provider in ProviderName.allCases {
      for operation in ProviderOperation.allCases {
        for state in [CircuitBreaker.State.open, .halfOpen] {
          let count = breakers[BreakerBoard.Line(provider: provider, operation: operation, state: state)] ?? 0
          sample(
            "walletd_provider_breakers",
            [("provider", provider.rawValue), ("operation", operation.rawValue), ("state", state.rawValue)], count)
        }
      }
    }
  }

  mutating func write(_ ingress: IngressCounts) {
    metric("walletd_webhooks_kept_total", .counter, "Webhooks that were checked and kept.")
    for (provider, count) in ingress.kept.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      sample("walletd_webhooks_kept_total", [("provider", provider.rawValue)], count)
    }
    metric("walletd_webhooks_repeated_total", .counter, "Webhooks that were kept before, and came again.")
    for (provider, count) in ingress.repeated.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      sample("walletd_webhooks_repeated_total", [("provider", provider.rawValue)], count)
    }
    metric("walletd_webhooks_refused_total", .counter, "Webhooks of which nothing was kept, by the code of the refusal.")
    let refused = ingress.refused.map { ($0.key.provider?.rawValue ?? "none", $0.key.reason.rawValue, $0.value) }
    for (provider, reason, count) in refused.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      sample("walletd_webhooks_refused_total", [("provider", provider), ("reason", reason)], count)
    }
  }
}

extension ProviderTraffic.Line {
  fileprivate var labels: [(name: String, value: String)] {
    [("provider", provider.rawValue), ("operation", operation.rawValue)]
  }

  fileprivate static func < (left: Self, right: Self) -> Bool {
    (left.provider.rawValue, left.operation.rawValue) < (right.provider.rawValue, right.operation.rawValue)
  }
}
