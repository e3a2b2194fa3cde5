import Glibc

/// A small file that people wrote.
enum TextFile {
  static let mostBytes = 1 << 20

  static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      guard count >= 0 else { throw failure(path) }
      guard count > 0 else { return bytes }
      bytes += piece[..<count]
      guard bytes.count <= mostBytes else { throw ConfigurationError(sentence: "\(path): larger than \(mostBytes) bytes") }
    }
  }

  private static func failure(_ path: String) -> ConfigurationError {
    ConfigurationError(sentence: "\(path): cannot be read: \(String(cString: strerror(errno)))")
  }
}
