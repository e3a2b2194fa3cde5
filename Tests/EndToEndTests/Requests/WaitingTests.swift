import Foundation
import Testing

/// What a person sees of work that takes longer than a second: on a terminal that it goes on, in a pipe nothing.
@Suite struct `A person who waits` {
  private let shop: Shop

  init() throws { shop = try Shop() }

  private func list(_ launcher: [String]) throws -> Run {
    try shop.daemon.freeze()
    defer { shop.daemon.signal(SIGCONT) }
    return try Run(
      launcher,
      environment: [
        "WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Shop.tenant, "CTL": Program.walletctl.path, "TERM": "dumb",
        "NO_COLOR": "1",
      ])
  }

  @Test func `at a terminal sees that it goes on, and then what came of it`() throws {
    let run = try list(["/usr/bin/script", "-qec", "\"$CTL\" account list --timeout 3", "/dev/null"])
    #expect(
      run.output.contains("waiting for the daemon, 1 s") && run.output.contains("waiting for the daemon, 2 s"), "\(run.output)")
    // The line is taken away before the message is written.
    #expect(run.output.contains("\r\u{1B}[Kwalletctl: the daemon did not answer within 3 seconds"), "\(run.output)")
  }

  @Test func `in a pipe reads nothing of it`() throws {
    let run = try list(["/bin/sh", "-c", "\"$CTL\" account list --timeout 2 2>&1 | cat"])
    #expect(run.output == "walletctl: the daemon did not answer within 2 seconds\n", "\(run.output)")
  }
}
