import Foundation
import Testing

@testable import walletctl

/// The manual is made from the declarations, and is read by what people read it with.
struct ManualTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../etc/man").standardized

  static var pages: [String: String] {
    CommandPages.all.merging(DaemonPages.all) { $1 }.merging(ConceptPage.all) { $1 }
  }

  @Test(arguments: pages.keys.sorted()) func `a page is what the declarations say`(name: String) throws {
    let page = try #require(ManualTests.pages[name])
    let file = ManualTests.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["WALLETD_GOLDEN"] == "write" {
      try FileManager.default.createDirectory(at: ManualTests.folder, withIntermediateDirectories: true)
      try Data(page.utf8).write(to: file)
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == page, "etc/man/\(name) is out of date: `make golden` writes it")
  }

  @Test func `there is no page that nothing is the source of`() throws {
    let there = try FileManager.default.contentsOfDirectory(atPath: ManualTests.folder.path)
    #expect(Set(there) == Set(ManualTests.pages.keys))
  }

  @Test(arguments: pages.keys.sorted()) func `a page is rendered without a warning`(name: String) throws {
    let path = ManualTests.folder.appending(path: name).path
    let groff = try ManualTests.run(["man", "--warnings", "--encoding=UTF-8", "--local-file", path])
    #expect(groff.errors.isEmpty && groff.status == 0, "\(groff.errors)")
    #expect(groff.output.contains("EXAMPLES") && groff.output.contains("NAME"))
    let mandoc = try ManualTests.run(["mandoc", "-T", "lint", "-W", "warning", path])
    #expect(mandoc.output.isEmpty && mandoc.errors.isEmpty, "\(mandoc.output)\(mandoc.errors)")
  }

  @Test func `what a page refers to is there, or is a page of the system`() throws {
    let known = Set(
      ManualTests.pages.keys.map { name in
        let point = name.lastIndex(of: ".") ?? name.endIndex
        return "\(name[..<point])(\(name[name.index(after: point)...]))"
      }
    ).union(["systemd(1)"])
    for (name, page) in ManualTests.pages {
      let plain = page.replacing("\\-", with: "-").replacing("\\fB", with: "").replacing("\\fR", with: "").replacing(
        ".BR ", with: "")
      for match in plain.matches(of: /([a-z][a-z0-9.-]*) ?(\([1-8]\))/) {
        #expect(known.contains("\(match.1)\(match.2)"), "\(name) refers to \(match.0)")
      }
    }
  }

  @Test func `every command and every option of it stands on a page`() {
    for command in CommandTable.all {
      let page = ManualTests.pages["walletctl-\(command.words[0]).1"]?.replacing("\\-", with: "-") ?? ""
      #expect(page.contains("walletctl \(command.name)"), "\(command.name)")
      for option in command.options { #expect(page.contains("--\(option.name)"), "--\(option.name) of \(command.name)") }
      for example in command.examples {
        let first = Roff.escaped(example.line).replacing("\\-", with: "-")
        #expect(page.contains(first), "\(example.line)")
      }
    }
  }

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "MANWIDTH": "100", "MANPAGER": "cat", "LC_ALL": "C.UTF-8", "MANROFFOPT": ""]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let trouble = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text, trouble)
  }
}
