/// Something that happened to the files of a disk, in the order it happened.
enum DiskEvent: Sendable {
  /// A file came to be; its name is durable when its directory is.
  case made(path: String, file: Int)
  /// A file was found that this disk had not seen being made: durable as it is.
  case found(path: String, file: Int, contents: [UInt8])
  case wrote(file: Int, at: Int, bytes: [UInt8])
  case truncated(file: Int, to: Int)
  /// Everything of the file is durable, and everything of the directory, where one is named.
  case synced(file: Int, directory: String?)
  /// The sync failed: by the dice of that seed some sectors were saved, and the rest never will be.
  case syncFailed(file: Int, seed: UInt64)
  case deleted(path: String, directory: String?)

  static func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}
