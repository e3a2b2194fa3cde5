import Foundation
import Testing

@testable import walletctl

/// Commands in the running text of the pages: they are not typed by a test, but there is such a command, with such options.
struct InlineCommandTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  /// What is wrong with the words behind `walletctl`; nil where such a command can be.
  static func problem(_ text: String) -> String? {
    let words = text.split(separator: " ").map(String.init).filter { !$0.isEmpty && $0 != "…" }
    // `vault init|seal`: one command for each.
    if let index = words.firstIndex(where: { $0.contains("|") && !$0.hasPrefix("-") }) {
      return words[index].split(separator: "|").compactMap { verb in
        problem((words[..<index] + [String(verb)] + words[(index + 1)...]).joined(separator: " "))
      }.first
    }
    guard let command = CommandLineParser.command(in: words) else {
      return words.isEmpty || (words.count == 1 && (CommandTable.resources.contains(words[0]) || words[0].hasPrefix("-")))
        || words.first?.allSatisfy({ $0.isUppercase }) == true || words[0] == Completer.word ? nil : "there is no such command"
    }
    let known = (GlobalOptions.all + command.options).flatMap { ["--" + $0.name] + ($0.short.map { ["-\($0)"] } ?? []) }
    return words.map { String($0.prefix { $0 != "=" }) }.first { word in
      word.contains(/^--?[a-z]/) && !known.contains(word)
    }.map { "\(command.name) has no option \($0)" }
  }

  @Test func `in every page are commands there are`() throws {
    var count = 0
    let files = FileManager.default.enumerator(atPath: InlineCommandTests.repository.path)?.compactMap { $0 as? String } ?? []
    for name in files where name.hasSuffix(".md") && !name.hasPrefix(".") && name != "docs/reference/walletctl.md" {
      let page = try String(contentsOf: InlineCommandTests.repository.appending(path: name), encoding: .utf8)
      for match in page.matches(of: /`walletctl ([^`\n]+)`/) {
        count += 1
        if let problem = InlineCommandTests.problem(String(match.1)) {
          Issue.record("\(name): `walletctl \(match.1)`: \(problem)")
        }
      }
    }
    #expect(count >= 20)
  }

  @Test(arguments: [
    ("tenant list --all", true), ("-t toko key list", true), ("vault init|seal|rotate-data-key", true), ("hold", true),
    ("--help", true),
    ("COMMAND --help", true), ("vault init|unsael", false), ("hold relase", false), ("hold list --stats open", false),
  ])
  func `a wrong one is seen`(text: String, isRight: Bool) {
    #expect((InlineCommandTests.problem(text) == nil) == isRight)
  }
}
