import Foundation
import Testing

@testable import API

/// To Swift a slash with an accent on it is another character; to the file system it is a slash.
@Suite struct `The path of a backup` {
  @Test(arguments: ["/a/../\u{35A}b", "/a/./\u{35A}b", "/a/../b", "a", "", "/", "/a//b", "/a/"])
  func `is absolute and plain, whatever stands behind a slash`(path: String) {
    #expect(throws: Problem.self) { try BackupDirectory(path) }
  }

  @Test(arguments: ["backup", "\u{35A}backup", "\u{35A}folder/backup"])
  func `is not inside the data directory, whatever stands behind a slash`(name: String) throws {
    let data = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: data + "/\u{35A}folder", withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: data) } }
    #expect(throws: Problem.self) { try BackupDirectory(data + "/" + name).requireOutside(data) }
  }
}
