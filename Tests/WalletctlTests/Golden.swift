import Foundation
import Testing

/// Texts that are kept as files beside the tests. `WALLETD_GOLDEN=write` writes them; the difference is then reviewed.
enum Golden {
  /// `name` is a path from the folder of these tests.
  static func expect(_ text: String, is name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(name).standardized
    if ProcessInfo.processInfo.environment["WALLETD_GOLDEN"] == "write" {
      try Data(text.utf8).write(to: file)
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    let (new, old) = (
      text.split(separator: "\n", omittingEmptySubsequences: false), kept.split(separator: "\n", omittingEmptySubsequences: false)
    )
    let line = zip(new, old).prefix { $0 == $1 }.count
    #expect(
      text == kept,
      "\(name), line \(line + 1): '\(line < new.count ? new[line] : "")' instead of '\(line < old.count ? old[line] : "")'",
      sourceLocation: location)
  }
}
