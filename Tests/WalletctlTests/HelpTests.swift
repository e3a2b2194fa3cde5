import Testing

@testable import walletctl

struct HelpTests {
  @Test func `all help is as it was reviewed`() throws {
    var text = try HelpPage.text([])
    for resource in CommandTable.resources where CommandTable.commands(of: resource).count > 1 {
      text += "\n==== walletctl help \(resource)\n" + (try HelpPage.text([resource]))
    }
    for command in CommandTable.all { text += "\n==== walletctl help \(command.name)\n" + (try HelpPage.text(command.words)) }
    try Golden.expect(text, is: "help.txt")
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
