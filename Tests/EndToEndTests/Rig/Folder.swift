import Foundation

/// A folder of a test's own, removed with the value that made it.
final class Folder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/walletd-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw RigFailure("no temporary folder: \(String(cString: strerror(errno)))") }
    path = String(cString: made)
  }

  deinit {
    // What is left in a temporary folder harms nobody.
    do { try FileManager.default.removeItem(atPath: path) } catch {}
  }

  func file(_ name: String) -> String { path + "/" + name }
}

/// The rig itself could not do its work: not a finding about the daemon.
struct RigFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
