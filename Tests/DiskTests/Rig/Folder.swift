import Foundation

/// A folder that goes when the test is done with it.
final class Folder {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "walletd-disk-\(UUID().uuidString)"
    _ = Result { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  }

  deinit { _ = Result { try FileManager.default.removeItem(atPath: path) } }

  subscript(name: String) -> String { path + "/" + name }
}
