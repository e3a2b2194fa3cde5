import Foundation

/// A folder that goes when the test is done with it.
final class Folder {
  let path: String

  init() {
    // In memory where there is such a place: no test here depends on the real disk, which would only be waited for.
    let memory = "/dev/shm"
    let place = FileManager.default.isWritableFile(atPath: memory) ? memory + "/" : NSTemporaryDirectory()
    path = place + "walletd-disk-\(UUID().uuidString)"
    _ = Result { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  }

  deinit { _ = Result { try FileManager.default.removeItem(atPath: path) } }

  subscript(name: String) -> String { path + "/" + name }
}
