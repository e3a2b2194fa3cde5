import Glibc

/// Writes the files a power cut leaves.
struct DiskImage: Sendable {
  /// Where the files are that SQLite does not know: they are copied as they are.
  let directory: String
  /// Paths below it that SQLite has used.
  let known: Set<String>

  func write(_ state: DiskState, _ survival: Survival, seed: UInt64, to target: String) throws(LyingDiskError) {
    try copyOthers(to: target)
    var dice = Dice(seed: seed)
    for (path, bytes) in state.image(survival, &dice) { try Self.write(bytes, to: target + "/" + path) }
  }

  func copyOthers(to target: String) throws(LyingDiskError) { try copyOthers(directory, target, below: "") }

  private func copyOthers(_ source: String, _ target: String, below: String) throws(LyingDiskError) {
    guard mkdir(target, 0o750) == 0 else { throw LyingDiskError("make", target) }
    guard let listing = opendir(source) else { throw LyingDiskError("list", source) }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let path = below + name
      if name == "." || name == ".." || known.contains(path) { continue }
      // Shared memory, and what the engine makes on its way to a log that SQLite will know.
      if name.hasSuffix("-shm") || name.hasSuffix("-wal.new") { continue }
      if entry.pointee.d_type == DT_DIR {
        try copyOthers(source + "/" + name, target + "/" + name, below: path + "/")
      } else {
        try Self.write(try Self.read(source + "/" + name), to: target + "/" + name)
      }
    }
  }

  static func read(_ path: String) throws(LyingDiskError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw LyingDiskError("open", path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(file, &piece, piece.count)
      guard count >= 0 else { throw LyingDiskError("read", path) }
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws(LyingDiskError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw LyingDiskError("make", path) }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress?.advanced(by: written), bytes.count - written) }
      guard count > 0 else { throw LyingDiskError("write", path) }
      written += count
    }
  }
}
