import Glibc

/// Small files as text.
enum TextFile {
  /// The first `limit` bytes; nil when there is no such file.
  static func read(_ path: String, from offset: Int = 0, limit: Int = 64 * 1_024) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    lseek(file, offset, SEEK_SET)
    var bytes = [UInt8](repeating: 0, count: limit)
    var filled = 0
    while filled < limit {
      let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + filled }, limit - filled) }
      guard count > 0 else { break }
      filled += count
    }
    return String(decoding: bytes[..<filled], as: UTF8.self)
  }

  /// The end of a log.
  static func tail(of path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "(nothing)" }
    return read(path, from: max(0, status.st_size - 4_000)) ?? "(nothing)"
  }

  /// The number that follows a label and blanks.
  static func number(after label: String, in path: String) -> Int? {
    guard let line = read(path)?.split(separator: "\n").first(where: { $0.hasPrefix(label) }) else { return nil }
    return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
  }
}
