import Foundation
import Testing

@testable import walletbench

@Suite struct ArgumentsTests {
  @Test func `without options everything runs in full, on .bench`() throws {
    let arguments = try Arguments([])
    #expect(!arguments.isQuick && !arguments.writesJSON && !arguments.keepsFiles && arguments.cases.isEmpty)
    #expect(arguments.directory == ".bench")
    #expect(arguments.daemon == nil)
  }

  @Test func `options add up, and a case named twice runs once`() throws {
    let words = [
      "--quick", "--json", "--only", "hot", "--only", "batch", "--only", "hot", "--walletd", "/x/walletd", "--dir", "d", "--keep",
    ]
    let arguments = try Arguments(words)
    #expect(arguments.isQuick && arguments.writesJSON && arguments.keepsFiles)
    #expect(arguments.cases == [.hot, .batch])
    #expect(arguments.daemon == "/x/walletd")
    #expect(arguments.directory == "d")
  }

  @Test(arguments: [["--only"], ["--only", "nothing"], ["--dir", "--json"], ["--walletd", ""], ["quick"], ["--fast"]])
  func `what is not understood is a usage failure`(words: [String]) {
    #expect {
      try Arguments(words)
    } throws: { error in
      if case BenchFailure.usage = error { true } else { false }
    }
  }

  @Test func `the help is as it was reviewed`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Golden/walletbench-help.txt").standardized
    if ProcessInfo.processInfo.environment["WALLETD_GOLDEN"] == "write" {
      try Data((Arguments.help + "\n").utf8).write(to: file)
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == Arguments.help + "\n")
    #expect(Arguments.help.hasPrefix("Examples:\n"))
  }
}
