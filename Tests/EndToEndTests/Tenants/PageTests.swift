import Foundation
import Testing

/// What the pages tell people to type, typed: every line of their `sh` blocks, in the order of the page, on a daemon of its own.
@Suite struct `The pages about tenants` {
  @Test(arguments: [
    "docs/concepts/tenants-and-keys.md", "docs/operating/tenants.md", "docs/operating/keys.md", "docs/operating/auditing.md",
    "docs/concepts/events.md",
  ]) func `say what works`(page: String) throws {
    let text = try String(contentsOfFile: "\(Program.repository)/\(page)", encoding: .utf8)
    let blocks = text.matches(of: /(?s)```sh\n(.*?)```/).map { String($0.1) }
    #expect(blocks.count >= 2)
    let folder = try Folder()
    let daemon = try Daemon(on: folder)
    let programs = URL(filePath: Program.walletctl.path).deletingLastPathComponent().path
    // `! command` is one that must fail; -e does not see that by itself.
    let script = blocks.joined().replacing(/(?m)^! (.+)$/) { "if \($0.1); then echo 'it should fail'; exit 99; fi" }
    let run = try Run(
      ["/bin/sh", "-ec", "cd '\(folder.path)'; PATH='\(programs)':$PATH; \(script)"],
      environment: ["WALLETD_SOCKET": daemon.socketPath, "WALLETD_TENANT": "", "WALLETD_KEY_FILE": "", "NO_COLOR": "1"])
    #expect(run.end == .exited(0), "\(run.output)")
  }
}
