import Testing

@testable import walletctl

struct HelpTests {
  /// The reference page is made of the help, and the help is reviewed there.
  @Test func `the reference has the help of every command`() throws {
    var text = """
      # walletctl

      The command line of walletd. This page is `walletctl help`, and `walletctl help COMMAND` for each command, in that order; \
      `make golden` writes it anew.

      ```
      \(try HelpPage.text([]))```

      """
    for command in CommandTable.all { text += "\n## \(command.name)\n\n```\n\(try HelpPage.text(command.words))```\n" }
    try Golden.expect(text, is: "../../docs/reference/walletctl.md")
  }

  @Test(arguments: [
    ["transfer", "create", "--help"], ["help", "transfer", "create"], ["-h", "transfer", "create"],
    ["transfer", "create", "a", "-h"],
  ])
  func `help is had in every way people try`(line: [String]) throws {
    let streams = Captured()
    #expect(Program.run(line, environment: [:], streams: streams) == .done)
    #expect(streams.output == (try HelpPage.text(["transfer", "create"])))
    #expect(streams.remarks.isEmpty)
  }

  @Test func `help about nothing known suggests something`() {
    let (exit, _, remarks) = Captured.run("help", "transfer", "crate")
    #expect(exit == .usage)
    #expect(remarks.contains("did you mean 'transfer create'?\n"))
    #expect(!remarks.contains("\u{FFFD}"), "a line break is not something others wrote")
  }

  @Test func `a line of nothing is help`() {
    #expect(Captured.run().output.hasPrefix("walletctl: the command line of walletd"))
  }

  @Test func `the version is one line`() {
    #expect(Captured.run("--version").output.wholeMatch(of: /walletctl \d+\.\d+\.\d+\n/) != nil)
  }

  @Test func `no line of help is wider than a terminal`() throws {
    for command in CommandTable.all {
      for line in try HelpPage.text(command.words).split(separator: "\n") {
        #expect(line.count <= 150, "\(command.name): \(line)")
      }
    }
  }
}
