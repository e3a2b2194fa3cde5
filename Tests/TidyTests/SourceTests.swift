import Testing

/// The style of the code, as tests.
@Suite struct `Sources` {
  static let everywhere: [SourceRule] = [
    .length, .force, .abandon, .swallow, .names, .unchecked, .reexport, .wrapped,
  ]

  @Test(arguments: everywhere.indices) func `obey the rules of style`(_ index: Int) throws {
    let rule = Sources.everywhere[index]
    let findings = try Repository.here.swiftFiles(under: "Sources").flatMap(rule.check)
    #expect(findings.isEmpty, "\(rule.name)\n\(findings.list)")
  }

  @Test func `have no empty rooms`() {
    let placeholders = Repository.here.paths(under: "Sources", ending: ["Placeholder.swift"])
    #expect(placeholders.isEmpty, "\(placeholders)")
  }

  @Test(arguments: ["LedgerCore", "Payments", "Providers", "Tenancy", "Storage", "Audit"])
  func `keep floating-point numbers away from money`(
    _ room: String
  )
    throws
  {
    let findings = try Repository.here.swiftFiles(under: "Sources/" + room).flatMap(SourceRule.floating.check)
    #expect(findings.isEmpty, "\(findings.list)")
  }

  @Test func `keep SQL in Storage and Audit`() throws {
    // The benchmark's floor is a bare append to a file of its own; the wrapper begins and ends transactions.
    let allowed = ["Sources/Storage/", "Sources/Audit/", "Sources/walletbench/", "Sources/Platform/SQLite/"]
    let findings = try Repository.here.swiftFiles(under: "Sources")
      .filter { file in !allowed.contains { file.path.hasPrefix($0) } }.flatMap(SourceRule.sql.check)
    #expect(findings.isEmpty, "\(findings.list)")
  }

  @Test func `of tests are short, forced nowhere, and do not sleep`() throws {
    // The rules name what they forbid.
    let files = try Repository.here.swiftFiles(under: "Tests").filter { $0.name != "SourceRules.swift" }
    for rule in [SourceRule.length, .names, .sleep] {
      let findings = files.flatMap(rule.check)
      #expect(findings.isEmpty, "\(rule.name)\n\(findings.list)")
    }
  }

  @Test func `exist`() throws {
    #expect(try Repository.here.swiftFiles(under: "Sources").count > 40)
    #expect(try Repository.here.swiftFiles(under: "Tests").count > 20)
  }
}

/// Each rule finds what it looks for, and nothing in what is allowed.
@Suite struct `The rules of style` {
  struct Sample: Sendable, CustomTestStringConvertible {
    let rule: SourceRule
    let wrong: [String]
    let right: [String]

    var testDescription: String { rule.name }
  }

  static let samples = [
    Sample(
      rule: .length, wrong: [String(repeating: "\n", count: 401)], right: [String(repeating: "\n", count: 400), "let a = 1"]),
    Sample(
      rule: .force, wrong: ["let a = b!", "let a = try! b()", "a as! B", "f(x)!.y", "a[0]!"],
      right: ["a != b", "!a", "if !(a) {}", "// a!", "\"a!\"", "guard !x else {}", "a !== b", "\"\"\"\n a!\n \"\"\""]),
    Sample(rule: .abandon, wrong: ["fatalError()", "abort()"], right: ["precondition(a, \"fatalError()\")", "abortive()"]),
    Sample(rule: .swallow, wrong: ["let a = try? b()", "do { } catch {}"], right: ["try b()", "// try? b()"]),
    Sample(
      rule: .names, wrong: ["class AccountManager {}", "enum Utils {}", "struct CommandBase {}", "extension Helper {}"],
      right: ["enum CrockfordBase32 {}", "struct Database {}", "// Helper", "let common = 1"]),
    Sample(
      rule: .unchecked, wrong: ["final class A: @unchecked Sendable {}"],
      right: ["/// Sendable because nothing changes.\nfinal class A: @unchecked Sendable {}"]),
    Sample(rule: .reexport, wrong: ["@_exported import Glibc"], right: ["import Glibc"]),
    Sample(rule: .floating, wrong: ["let a: Double", "Float(3)"], right: ["let doubled = 2", "// Double", "\"Double\""]),
    Sample(
      rule: .sql, wrong: ["\"SELECT 1\"", "\"\"\"\n  INSERT INTO a VALUES (1)\n  \"\"\"", "\"UPDATE a SET b = 1\""],
      right: ["// SELECT", "\"select an account\"", "let SELECT = 1"]),
    Sample(
      rule: .wrapped, wrong: ["let a = Mutex<() -> Void>({})", "let a: Monitor<(@Sendable (Int) -> Void)?>"],
      right: ["let a = Mutex<Int>(0)", "func a(_ b: Mutex<Int>) -> Int"]),
    Sample(rule: .sleep, wrong: ["sleep(1)", "try await Task.sleep(for: .seconds(1))"], right: ["// sleep(1)", "asleep(1)"]),
  ]

  @Test(arguments: samples) func `find what they look for and nothing else`(_ sample: Sample) {
    for text in sample.wrong {
      #expect(!sample.rule.check(SwiftFile(path: "A.swift", text: text)).isEmpty, "should be found: \(text)")
    }
    for text in sample.right {
      let findings = sample.rule.check(SwiftFile(path: "A.swift", text: text))
      #expect(findings.isEmpty, "should be allowed: \(text): \(findings.list)")
    }
  }
}

extension [Finding] {
  var list: String { map(\.description).joined(separator: "\n") }
}
