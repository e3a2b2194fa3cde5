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
}
