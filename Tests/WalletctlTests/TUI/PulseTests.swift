import LedgerCore
import Terminal
import Testing
import WalletClient

@testable import walletctl

/// What the counters say.
struct PulseTests {
  private func metrics(commands: Int, fast: Int, slow: Int) -> MetricsText {
    MetricsText(
      """
      # TYPE walletd_ledger_commands_total counter
      walletd_ledger_commands_total{tenant="toko"} \(commands)
      walletd_ledger_commands_total{tenant="warung"} 7
      walletd_request_seconds_bucket{le="0.001024"} \(fast)
      walletd_request_seconds_bucket{le="0.016384"} \(fast + slow)
      walletd_request_seconds_bucket{le="+Inf"} \(fast + slow)
      walletd_request_seconds_sum 1.250000

      """)
  }

  private func pulse() -> Pulse {
    var pulse = Pulse()
    pulse.take(metrics(commands: 100, fast: 0, slow: 0), at: PaperDaemon.now)
    pulse.take(metrics(commands: 150, fast: 98, slow: 2), at: PaperDaemon.now.adding(seconds: 2))
    pulse.take(metrics(commands: 40, fast: 198, slow: 2), at: PaperDaemon.now.adding(seconds: 3))
    return pulse
  }

  @Test func `rates are growth by time, and a counter that began anew is a gap`() {
    #expect(pulse().rates("walletd_ledger_commands_total", ["tenant": "toko"]) == [25_000, nil])
    #expect(pulse().rates("walletd_ledger_commands_total", ["tenant": "warung"]) == [0, 0])
    #expect(pulse().rates("walletd_no_such_total") == [nil, nil])
  }

  @Test func `quantiles are those of what was observed in between`() {
    let pulse = pulse()
    #expect(pulse.quantiles("walletd_request_seconds", perMille: 500) == [1_024, 1_024])
    #expect(pulse.quantiles("walletd_request_seconds", perMille: 990) == [16_384, 1_024])
    #expect(pulse.quantiles("walletd_ledger_commit_seconds", perMille: 990) == [nil, nil])
  }

  @Test func `sums, labels and seconds are read`() {
    let metrics = metrics(commands: 1, fast: 1, slow: 1)
    #expect(metrics.sum("walletd_ledger_commands_total") == 8)
    #expect(metrics.sum("walletd_request_seconds_sum") == 1_250_000)
    #expect(metrics.values(of: "tenant", in: "walletd_ledger_commands_total") == ["toko", "warung"])
    #expect(metrics.buckets("walletd_request_seconds") == [1_024: 1, 16_384: 2, .max: 2])
  }

  @Test func `only the last minutes are kept`() {
    var pulse = Pulse()
    for second in 0..<1_000 {
      pulse.take(metrics(commands: second, fast: 0, slow: 0), at: PaperDaemon.now.adding(seconds: Int64(second)))
    }
    #expect(pulse.samples.count == Pulse.mostSamples)
  }

  @Test(arguments: [false, true]) func `bars are as high as their values`(ascii: Bool) {
    let glyphs = Glyphs(isASCII: ascii)
    #expect(glyphs.sparkline([0, 7, nil, 14], width: 6) == (ascii ? "  .+ @" : "  ▁▅ █"))
    let graph = glyphs.graph([0, 8, 16], width: 3, height: 2)
    #expect(graph == (ascii ? ["  @", ".@@"] : ["  █", "▁██"]))
  }

  @Test func `the overview has pictures, and what makes a number is behind it`() throws {
    var stage = Stage(120, 40)
    for second in 1...40 {
      let daemon = PaperDaemon.metrics.replacing("} 1200", with: "} \(1_200 + second * second)")
      stage.daemon.instead["GET /metrics"] = .text(daemon)
      stage.wait(seconds: 1)
    }
    for _ in 1...8 { stage.press(.down) }
    try Golden.expect(stage.frame, is: "TUI/Frames/overview-busy.txt")
    stage.press(.enter)
    #expect(stage.line(2).contains("overview › transactions"))
  }

  @Test func `who may not read the counters is told, and the other screens work`() {
    var daemon = PaperDaemon()
    daemon.instead["GET /metrics"] = PaperDaemon.problem(
      403, "permission_denied", "The role viewer lacks the permission 'metrics:read'.")
    var stage = Stage(daemon: daemon)
    #expect(stage.frame.contains("The roles that have it: operator, auditor, administrator."))
    let asked = stage.asked.filter { $0.request.path == "/metrics" }.count
    stage.wait(seconds: 5)
    #expect(stage.asked.filter { $0.request.path == "/metrics" }.count == asked, "it is not asked again and again")
    stage.press("3")
    #expect(stage.frame.contains("wallet:alice"))
  }
}
