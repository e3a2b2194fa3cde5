import Foundation

/// The files of this repository, as the rules of style see them.
struct Repository {
  let root: URL

  /// The repository that this test was compiled from.
  static let here = Repository(
    root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

  /// Paths below `folder` that end with one of `suffixes`, sorted. What is built or fetched is left out.
  func paths(under folder: String, ending suffixes: [String]) -> [String] {
    let start = folder.isEmpty ? root : root.appending(path: folder)
    var found: [String] = []
    guard let walker = FileManager.default.enumerator(atPath: start.path) else { return [] }
    for case let path as String in walker {
      let whole = folder.isEmpty ? path : folder + "/" + path
      if [".build", ".git", ".venv", ".run", ".demo", ".bench", ".schemathesis", ".hypothesis"].contains(whole) {
        walker.skipDescendants()
      } else if suffixes.contains(where: { whole.hasSuffix($0) }) {
        found.append(whole)
      }
    }
    return found.sorted()
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

  func swiftFiles(under folder: String) throws -> [SwiftFile] {
    try paths(under: folder, ending: [".swift"]).map { SwiftFile(path: $0, text: try text($0)) }
  }
}
