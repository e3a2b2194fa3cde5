import Foundation
import Testing

/// What the pages tell people to type, typed: every line of their `sh` blocks, in the order of the page, on a daemon of its own.
///
/// A block that no test can run says why beside its language: `sh (not run: REASON)`.
@Suite struct `The pages` {
  static let pages: [String] = {
    let files = FileManager.default.enumerator(atPath: Program.repository + "/docs")?.compactMap { $0 as? String } ?? []
    return
      (files.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
      + ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md", "CHANGELOG.md"]).sorted()
  }()

  static func blocks(_ page: String) throws -> [PageBlock] {
    PageBlock.all(in: try String(contentsOfFile: "\(Program.repository)/\(page)", encoding: .utf8))
  }

  @Test(arguments: pages) func `say what works`(page: String) throws {
    let blocks = try `The pages`.blocks(page).filter { $0.isRun }
    guard !blocks.isEmpty else { return }
    let folder = try Folder()
    let daemon = try Daemon(on: folder)
    let programs = URL(filePath: Program.walletctl.path).deletingLastPathComponent().path
    // `! command` is one that must fail; -e does not see that by itself.
    let script = blocks.map(\.text).joined().replacing(/(?m)^! (.+)$/) { "if \($0.1); then echo 'it should fail'; exit 99; fi" }
      .replacing("$PWD/.run/control.sock", with: daemon.socketPath)
    let run = try Run(
      ["/bin/sh", "-ec", "cd '\(folder.path)'; PATH='\(programs)':'\(Program.repository)/etc':$PATH; \(script)"],
      environment: ["WALLETD_SOCKET": daemon.socketPath, "WALLETD_TENANT": "", "WALLETD_KEY_FILE": "", "NO_COLOR": "1"])
    #expect(run.end == .exited(0), "\(run.output)")
  }

  @Test func `have no commands in a block that is neither run nor says why`() throws {
    var (run, left) = (0, 0)
    for page in `The pages`.pages {
      for block in try `The pages`.blocks(page) {
        if block.isRun { run += 1 } else if block.reason != nil { left += 1 }
        if block.isShell, !block.isRun {
          #expect(block.reason?.isEmpty == false, "\(page):\(block.line): a block of sh that is not run says why")
        }
        // `text` is what a screen shows.
        guard !block.isShell, block.label != "text", page != "docs/reference/walletctl.md" else { continue }
        if let command = block.command {
          Issue.record("\(page):\(block.line): `\(command)` is a command, in a block that is no sh")
        }
      }
    }
    #expect(run >= 12)
    print("pages: \(run) blocks of commands run, \(left) not, each with its reason")
  }

  @Test func `are read by what sees a command that is not marked`() {
    let page =
      "a\n```\nwalletctl tenant list\n```\n```sh (not run: it takes an hour)\nmake trust\n```\n```sh\nls\n```\n```json\n{}\n```\n"
    let blocks = PageBlock.all(in: page)
    #expect(blocks.map(\.isRun) == [false, false, true, false])
    #expect(blocks.map { $0.reason ?? "" } == ["", "it takes an hour", "", ""])
    #expect(blocks[0].command == "walletctl tenant list" && blocks[0].line == 2)
    #expect(blocks[3].command == nil)
  }
}

/// What stands between two lines of three backticks.
struct PageBlock {
  /// What stands behind the first backticks.
  let label: String
  let text: String
  /// Of the page, from 1.
  let line: Int

  static func all(in page: String) -> [PageBlock] {
    page.matches(of: /(?ms)^```([^\n]*)\n(.*?)^```$/).map { match in
      PageBlock(
        label: String(match.1), text: String(match.2), line: page[..<match.range.lowerBound].count { $0 == "\n" } + 1)
    }
  }

  var isShell: Bool { label == "sh" || label.hasPrefix("sh ") }
  var isRun: Bool { label == "sh" }
  var reason: String? { label.wholeMatch(of: /sh \(not run: (.+)\)/).map { String($0.1) } }

  /// The first line that somebody would type.
  var command: String? {
    let programs: Set<Substring> = [
      "walletctl", "walletbench", "walletsim", "make", "curl", "sudo", "systemctl", "sqlite3", "perf", "export",
      "swift", "apt", "git", "python3", "hledger", "etc/verify-ledger", "etc/simulate", "etc/fuzz",
    ]
    return text.split(separator: "\n").first { line in
      let word = line.drop { $0 == " " }.split(separator: " ").first { !$0.contains("=") } ?? ""
      return programs.contains(word) || word.hasPrefix(".build/") || line.hasPrefix("walletd -")
    }.map(String.init)
  }
}
