import Testing

@testable import walletctl

@Suite struct FilesTests {
  /// A slash before a combining accent is one Character with it.
  @Test(arguments: [
    ("/a/../b", "/b", "/a/.."), ("/a//./b/", "/a/b", "/a//."), ("/a/\u{301}b", "/a/\u{301}b", "/a"), ("/..", "/", "/"),
    ("/\u{301}", "/\u{301}", "/"),
  ])
  func `paths are cut at their slashes, whatever follows one`(path: String, absolute: String, parent: String) throws {
    let found = try Files.absolute(path)
    #expect(Array(found.unicodeScalars) == Array(absolute.unicodeScalars))
    #expect(Array(Files.parent(of: path).unicodeScalars) == Array(parent.unicodeScalars))
  }
}
