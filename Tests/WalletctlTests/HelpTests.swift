import Testing

@testable import walletctl

struct HelpTests {
  /// The reference page is made of the help, and the help is reviewed there.
  @Test func `the reference has the help of every command`() throws {
    var text = """
      # walletctl

      The command line of walletd. This page is `walletctl help`, `walletctl help RESOURCE` and `walletctl help COMMAND` for each of \
      them, in that order; `make golden` writes it anew. The same as manual pages: `man walletctl`.

      ```
      \(try HelpPage.text([]))```

      """
    for command in CommandTable.all {
      let resource = command.words[0]
      if command.words.count > 1, CommandTable.commands(of: resource).first?.name == command.name {
        text += "\n## \(resource)\n\n```\n\(try HelpPage.text([resource]))```\n"
      }
      text += "\n\(command.words.count > 1 ? "###" : "##") \(command.name)\n\n```\n\(try HelpPage.text(command.words))```\n"
    }
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

  @Test func `examples come first in every help`() throws {
    let pages = try CommandTable.all.map { try HelpPage.text($0.words) } + CommandTable.resources.map { try HelpPage.text([$0]) }
    for page in pages + [try HelpPage.text([])] {
      let headings = page.split(separator: "\n").dropFirst().filter { $0.first?.isUppercase == true && !$0.contains(" ") }
      #expect(headings.first == "Examples", "\(page.prefix(200))")
    }
  }

  @Test func `every resource says what it is`() {
    for resource in CommandTable.resources where CommandTable.commands(of: resource).contains(where: { $0.words.count > 1 }) {
      #expect(ResourceTable.summary(resource) != nil, "\(resource)")
    }
    #expect(Set(ResourceTable.summaries.keys).isSubset(of: CommandTable.resources))
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
