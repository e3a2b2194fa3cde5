import HTTPServer
import LedgerCore
import Payments
import Tenancy
import Vault
import WalletAPI

extension WalletService {
  func metrics(_ call: Call) throws(Problem) {
    try onWorker(call.exchange) { [self] () throws(Problem) in
      var out = PrometheusText()
      out.metric("walletd_info", .gauge, "The daemon's version.")
      out.sample("walletd_info", [("version", version)], 1)
      out.metric("walletd_ready", .gauge, "1 while requests are served.")
      out.sample("walletd_ready", readiness.value ? 1 : 0)
      out.metric("walletd_worker_queue", .gauge, "Requests that wait for a thread that may wait for the disk.")
      out.sample("walletd_worker_queue", workers.waiting)
      out.write(traffic.current)
      out.metric("walletd_limited_total", .counter, "Requests refused by a limit, by reason.")
      for reason in LimitReason.allCases {
        out.sample("walletd_limited_total", [("reason", reason.name)], meters.refusals.current(reason))
      }
      out.write(serverStatistics())
      out.write(streams)
      out.write(directory.openLedgers)
      if let vaults { out.write(vaults.openVaults) }
      let now = Timestamp.now
      let open = openTenants(call)
      out.write(jobs(open, at: now), at: now)
      out.write(desk.traffic.current)
      out.write(desk.breakers.counts)
      out.write(ingress)
      out.write(ledgers(open))
      call.exchange.reply(200, "text/plain; version=0.0.4; charset=utf-8", Array(out.text.utf8))
    }
  }

  /// What is to be done in ledgers that are open, which those of tenants that take payments are. One that cannot be read is left out here, and seen in
  /// `walletd_ledger_up`.
  private func jobs(_ open: [Tenant], at now: Timestamp) -> [Job.Kind: DueCount] {
    var sums: [Job.Kind: DueCount] = [:]
    for tenant in open {
      let counted = directory.glance(at: tenant.id) { ledger in
        Result { () throws(LedgerFailure) in
          try ledger.dueCounts(at: now, stuck: Job.stuck, madeBy: now.adding(seconds: -Job.overdueSeconds))
        }
      }
      guard case .success(let counts)? = counted else { continue }
      for count in counts {
        let kind = Job.Kind(count.kind)
        sums[kind] = sums[kind].map { $0 + count } ?? count
      }
    }
    return sums
  }

  /// Those that are open, of the tenants in reach.
  private func ledgers(_ open: [Tenant]) -> [(tenant: Tenant, statistics: LedgerStatistics, head: LedgerHead)] {
    open.compactMap { tenant in
      directory.glance(at: tenant.id) { (tenant, $0.statistics, $0.head) }
    }
  }

  private func openTenants(_ call: Call) -> [Tenant] {
    var result: [Tenant] = []
    var cursor: TenantID?
    repeat {
      let page = directory.tenants(after: cursor, limit: Limits.pageItems)
      result += page.items.filter { call.reaches($0) && directory.glance(at: $0.id) { _ in } != nil }
      cursor = page.next
    } while cursor != nil
    return result
  }
}

extension PrometheusText {
  fileprivate mutating func write(_ streams: EventHub) {
    let (events, bytes, cutOff) = streams.counters.values
    metric("walletd_streams", .gauge, "Event streams open now.")
    sample("walletd_streams", streams.openStreams)
    metric("walletd_stream_events_total", .counter, "Events read for those who follow.")
    sample("walletd_stream_events_total", events)
    metric("walletd_stream_bytes_total", .counter, "Bytes written to event streams.")
    sample("walletd_stream_bytes_total", bytes)
    metric("walletd_streams_cut_off_total", .counter, "Readers cut off because they did not take what they were sent.")
    sample("walletd_streams_cut_off_total", cutOff)
  }

  fileprivate mutating func write(_ ledgers: OpenLedgerStatistics) {
    metric("walletd_open_ledgers", .gauge, "Ledgers that are open, being opened or being closed.")
    sample("walletd_open_ledgers", ledgers.open)
    metric("walletd_open_ledgers_bound", .gauge, "As many may be open at once.")
    sample("walletd_open_ledgers_bound", ledgers.bound)
    metric("walletd_ledgers_waited_for", .gauge, "Closed ledgers that a request waits for.")
    sample("walletd_ledgers_waited_for", ledgers.waitedFor)
    metric("walletd_ledger_opens_total", .counter, "Ledgers opened.")
    sample("walletd_ledger_opens_total", ledgers.opens)
    metric("walletd_ledger_open_failures_total", .counter, "Ledgers that could not be opened.")
    sample("walletd_ledger_open_failures_total", ledgers.failures)
    metric("walletd_ledger_evictions_total", .counter, "Ledgers closed to make room for others.")
    sample("walletd_ledger_evictions_total", ledgers.evictions)
    let name = "walletd_ledger_open_seconds"
    metric(name, .histogram, "How long requests waited for their ledger to be opened.")
    histogram(name, [], log2: ledgers.waitMicrosecondsLog2, sum: ledgers.waitMicrosecondsSum)
  }

  fileprivate mutating func write(_ vaults: OpenVaultStatistics) {
    metric("walletd_open_vaults", .gauge, "Vaults that are open, being opened or being closed.")
    sample("walletd_open_vaults", vaults.open)
    metric("walletd_open_vaults_bound", .gauge, "As many may be open at once.")
    sample("walletd_open_vaults_bound", vaults.bound)
    metric("walletd_vault_opens_total", .counter, "Vaults opened.")
    sample("walletd_vault_opens_total", vaults.opens)
    metric("walletd_vault_open_failures_total", .counter, "Vaults that could not be opened.")
    sample("walletd_vault_open_failures_total", vaults.failures)
    metric("walletd_vault_evictions_total", .counter, "Vaults closed to make room for others.")
    sample("walletd_vault_evictions_total", vaults.evictions)
  }

  fileprivate mutating func write(_ traffic: Traffic.Counts) {
    metric("walletd_requests_total", .counter, "Requests answered, by operation and class of status.")
    let names = OperationID.allCases.map(\.rawValue) + ["none"]
    for (name, answers) in zip(names, traffic.answers) {
      for (index, count) in answers.enumerated() where count > 0 {
        sample("walletd_requests_total", [("operation", name), ("status", "\(index + 1)xx")], count)
      }
    }
    let name = "walletd_request_seconds"
    metric(name, .histogram, "From the last byte of a request to the making of its reply.")
    histogram(name, [], log2: traffic.microsecondsLog2, sum: traffic.microsecondsSum)
  }

  fileprivate mutating func write(_ http: HTTPStatistics) {
    metric("walletd_http_connections", .gauge, "Connections open now.")
    sample("walletd_http_connections", http.connectionsOpen)
    let counters: [(name: String, help: String, value: UInt64)] = [
      ("walletd_http_connections_total", "Connections accepted.", http.connectionsAccepted),
      ("walletd_http_connections_refused_total", "Connections turned away at the limit.", http.connectionsRefused),
      ("walletd_http_accept_pauses_total", "Times accepting paused for lack of descriptors or memory.", http.acceptPauses),
      ("walletd_http_requests_total", "Requests read.", http.requests),
      ("walletd_http_responses_total", "Replies written.", http.responses),
      ("walletd_http_write_timeouts_total", "Connections cut because the client did not take its reply.", http.writeTimeouts),
      ("walletd_http_idle_timeouts_total", "Connections closed after their idle time.", http.idleTimeouts),
    ]
    for counter in counters {
      metric(counter.name, .counter, counter.help)
      sample(counter.name, counter.value)
    }
    metric("walletd_http_failures_total", .counter, "Requests the server refused by itself, by code.")
    let failures = Dictionary(http.failures.map { (ProblemCode($0.key).rawValue, $0.value) }, uniquingKeysWith: +)
    for (code, count) in failures.sorted(by: { $0.key < $1.key }) {
      sample("walletd_http_failures_total", [("code", code)], count)
    }
  }

  fileprivate mutating func write(_ ledgers: [(tenant: Tenant, statistics: LedgerStatistics, head: LedgerHead)]) {
    let metrics: [(name: String, kind: Kind, help: String, value: (LedgerStatistics, LedgerHead) -> Int64)] = [
      ("walletd_ledger_up", .gauge, "1 while the ledger serves.", { statistics, _ in statistics.trouble == nil ? 1 : 0 }),
      ("walletd_ledger_sequence", .gauge, "The last durable sequence.", { _, head in head.sequence }),
      ("walletd_ledger_commands_total", .counter, "Commands decided.", { statistics, _ in statistics.commands }),
      ("walletd_ledger_refusals_total", .counter, "Commands refused.", { statistics, _ in statistics.refusals }),
      ("walletd_ledger_replays_total", .counter, "Commands answered from their key.", { statistics, _ in statistics.replays }),
      ("walletd_ledger_commits_total", .counter, "Commits.", { statistics, _ in statistics.commits }),
      ("walletd_ledger_rows_total", .counter, "Rows appended.", { statistics, _ in statistics.rows }),
      (
        "walletd_ledger_checkpoints_total", .counter, "Checkpoints of the write-ahead log.",
        { statistics, _ in statistics.checkpoints }
      ),
      ("walletd_ledger_waiting", .gauge, "Commands that wait for their commit.", { statistics, _ in statistics.waiting }),
      ("walletd_ledger_open_holds", .gauge, "Holds that reserve something.", { statistics, _ in statistics.openHolds }),
      ("walletd_ledger_accounts", .gauge, "Accounts.", { statistics, _ in statistics.accounts }),
      ("walletd_ledger_file_bytes", .gauge, "Size of the ledger's file.", { statistics, _ in statistics.fileBytes }),
    ]
    for entry in metrics {
      metric(entry.name, entry.kind, entry.help)
      for ledger in ledgers {
        sample(entry.name, [("tenant", ledger.tenant.code)], entry.value(ledger.statistics, ledger.head))
      }
    }
    let age = "walletd_ledger_waiting_seconds"
    metric(age, .gauge, "How long the oldest command has waited that has no answer yet.")
    for ledger in ledgers { sample(age, [("tenant", ledger.tenant.code)], microseconds: ledger.statistics.waitingMicroseconds) }
    let name = "walletd_ledger_commit_seconds"
    metric(name, .histogram, "Time of a commit, from its first row to the disk's word.")
    for ledger in ledgers {
      histogram(
        name, [("tenant", ledger.tenant.code)], log2: ledger.statistics.commitMicrosecondsLog2,
        sum: ledger.statistics.commitMicrosecondsSum)
    }
  }
}
