import Glibc
import JSON

/// Files people hand in; `-` is standard input.
enum InputFile {
  static let mostBytes = 1 << 30

  static func bytes(_ path: String) throws(CommandFailure) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .usage("\(path) cannot be read: \(String(cString: strerror(errno)))") }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR {
        try Interruption.check()
        continue
      }
      guard count >= 0 else { throw .usage("\(path) cannot be read: \(String(cString: strerror(errno)))") }
      if count == 0 { return bytes }
      bytes += piece[..<count]
      guard bytes.count <= mostBytes else { throw .usage("\(path) is larger than \(mostBytes >> 20) MiB") }
    }
  }

  /// As it is, where it is UTF-8: anything else would be another file to whoever reads it.
  static func text(_ path: String) throws(CommandFailure) -> String {
    let bytes = try bytes(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .usage("\(path) is in another encoding than UTF-8, and was not sent")
    }
    return text
  }

  static func json(_ path: String) throws(CommandFailure) -> JSONValue {
    let bytes = try bytes(path)
    do {
      return try JSONValue.parse(bytes)
    } catch {
      throw .usage("\(path) is not JSON: \(error)")
    }
  }
}
