import Foundation
import Testing

/// What is written about the code.
@Suite struct `Documents` {
  static var pages: [String] {
    Repository.here.paths(under: "", ending: [".md"])
  }

  @Test func `have no dead links`() throws {
    for page in Documents.pages {
      for problem in try Documents.deadLinks(in: try Repository.here.text(page), at: page) {
        Issue.record("\(page): \(problem)")
      }
    }
  }

  @Test func `list every decision, numbered without gaps`() throws {
    let records = Repository.here.paths(under: "docs/adr", ending: [".md"]).map { String($0.dropFirst("docs/adr/".count)) }
      .filter { $0 != "README.md" }
    let list = try Repository.here.text("docs/adr/README.md")
    for (index, record) in records.enumerated() {
      let number = String(10_001 + index).dropFirst()
      #expect(record.hasPrefix(number + "-"), "\(record) should begin with \(number)")
      #expect(list.contains("(\(record))"), "docs/adr/README.md does not link \(record)")
      #expect(try Repository.here.text("docs/adr/" + record).hasPrefix("# \(number): "), "the title of \(record)")
    }
    #expect(records.count >= 4)
  }

  @Test func `and sources mention no unfinished work and no machine of ours`() throws {
    let endings = [".swift", ".md", ".sql", ".h", ".modulemap", ".py", ".sh", ".service", ".json", ".yaml"]
    for path in ["Sources", "docs", "etc", "Tests"].flatMap({ Repository.here.paths(under: $0, ending: endings) })
      + Documents.pages + ["Makefile", "Package.swift"] where !path.hasPrefix("Tests/TidyTests/")
    {
      let isTest = path.hasPrefix("Tests/")
      for problem in Documents.leftovers(in: try Repository.here.text(path), mayUseTemporaryFiles: isTest) {
        Issue.record("\(path): \(problem)")
      }
    }
  }

  @Test func `that every repository has are there`() {
    for file in [
      "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "Makefile", ".ci/run",
      ".swift-format", "docs/glossary.md",
    ] {
      #expect(Repository.here.exists(file), "\(file)")
    }
  }

  @Test func `explain each word of the glossary once, in order`() throws {
    let words = try Repository.here.text("docs/glossary.md").matches(of: /(?m)^\| \*\*([^*]+)\*\* \|/).map { String($0.1) }
    #expect(words.count > 40)
    #expect(words == words.sorted())
    #expect(Set(words).count == words.count)
  }

  /// docs/reference/pci-dss.md names, for each requirement, the tests that show it.
  @Test func `name only tests that there are`() throws {
    let tests = try Repository.here.paths(under: "Tests", ending: [".swift"]).map { try Repository.here.text($0) }.joined()
    let named = Documents.namedTests(in: try Repository.here.text("docs/reference/pci-dss.md"))
    #expect(named.count > 30)
    for name in named { #expect(tests.contains("func `\(name)`("), "there is no test '\(name)'") }
    #expect(Documents.namedTests(in: "| 1 | `a` | `no such test`, `b` |") == ["no such test", "b"])
  }

  /// What stands in backquotes in the last column of a page's tables.
  private static func namedTests(in text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("|") }.flatMap { line in
      (line.split(separator: "|").last ?? "").matches(of: /`([^`]+)`/).map { String($0.1) }
    }
  }

  @Test func `are checked by rules that find what they look for`() throws {
    func dead(_ text: String) throws -> Int { try Documents.deadLinks(in: text, at: "README.md").count }
    #expect(try dead("[a](no-such-file.md)") == 1)
    #expect(try dead("[a](docs/glossary.md#no-such-heading)") == 1)
    #expect(try dead("[a](#no-such-heading)") == 1)
    #expect(try dead("[a](docs/glossary.md#glossary) [b](https://example.com/x) [c](#here)\n# Here") == 0)
    #expect(Documents.leftovers(in: "// TODO: later", mayUseTemporaryFiles: false).count == 1)
    #expect(Documents.leftovers(in: "FIXME", mayUseTemporaryFiles: true).count == 1)
    #expect(Documents.leftovers(in: "open(\"/tmp/x\")", mayUseTemporaryFiles: false).count == 1)
    #expect(Documents.leftovers(in: "open(\"/work/x\")", mayUseTemporaryFiles: true).count == 1)
    #expect(Documents.leftovers(in: "todos los días, /home, a/tmp", mayUseTemporaryFiles: false).isEmpty)
  }

  /// Relative links that lead nowhere.
  static func deadLinks(in text: String, at page: String) throws -> [String] {
    let folder = page.split(separator: "/").dropLast().joined(separator: "/")
    return try text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }.filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
      .compactMap { link in
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var target = page
        if !parts[0].isEmpty {
          target = URL(filePath: "/" + (folder.isEmpty ? "" : folder + "/") + parts[0]).standardized.path
          target.removeFirst()
          guard Repository.here.exists(target) else { return "dead link to \(link)" }
        }
        guard parts.count == 2, target.hasSuffix(".md") else { return nil }
        let whole = target == page ? text : try Repository.here.text(target)
        return headings(of: whole).contains(parts[1]) ? nil : "no heading \(link)"
      }
  }

  /// The anchors of a page's headings, as code hosts make them.
  private static func headings(of text: String) -> Set<String> {
    Set(
      text.matches(of: /(?m)^#+ (.+)$/).map { match in
        match.1.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }.replacing(" ", with: "-")
      })
  }

  static func leftovers(in text: String, mayUseTemporaryFiles: Bool) -> [String] {
    var found: [String] = []
    if let match = text.firstMatch(of: /\b(?:TODO|FIXME|HACK)\b/) { found.append("unfinished: \(match.0)") }
    if text.contains(/(?:^|[^\w.])\/work\//) { found.append("a path of one machine") }
    if !mayUseTemporaryFiles, text.contains(/(?:^|[^\w.])\/tmp\b/) { found.append("a path into /tmp") }
    return found
  }
}
