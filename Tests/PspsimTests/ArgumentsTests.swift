import Testing

@testable import ProviderWorld
@testable import pspsim

@Suite struct `The command line` {
  @Test func `says everything that can be set`() throws {
    let invocation = try Arguments.read([
      "--port", "8099", "--midtrans-key", "m", "--xendit-key", "x", "--xendit-token", "t", "--midtrans-webhook",
      "http://127.0.0.1:1/m", "--xendit-webhook", "unix:/a.sock:/x", "--seed", "7", "--faults", "0.05", "--hold", "1", "--slow",
      "2",
      "--retry", "3", "--confirm", "4", "--verbose",
    ])
    let settings = invocation.settings
    #expect(invocation.port == 8099 && invocation.isVerbose)
    #expect(settings.midtransKey == "m" && settings.xenditKey == "x" && settings.xenditToken == "t")
    #expect(settings.midtransWebhook == WebhookTarget("http://127.0.0.1:1/m"))
    #expect(settings.xenditWebhook == WebhookTarget("unix:/a.sock:/x"))
    #expect(settings.seed == 7 && settings.faults == 50_000 && settings.delays.hold == 1 && settings.delays.slow == 2)
    #expect(settings.retry == 3 && settings.confirmation == 4)
    #expect(try Arguments.read([]) == Invocation())
  }

  @Test(
    arguments: [
      ["--port"], ["--port", "70000"], ["--port", "-1"], ["--faults", "2"], ["--midtrans-webhook", "https://example.com"],
      ["--midtrans-key", "--seed"], ["--hold", "86400001"], ["--fast"], ["8099"],
    ])
  func `is refused where it is not understood`(words: [String]) {
    #expect(throws: UsageError.self) { try Arguments.read(words) }
  }

  @Test func `has a help that begins with examples and names every fault and act`() {
    #expect(Arguments.help.hasPrefix("Examples:\n"))
    for word in FaultKind.allCases.map(\.rawValue) + CustomerAct.allCases.map(\.rawValue) {
      #expect(Arguments.help.contains(word), "\(word)")
    }
  }
}
