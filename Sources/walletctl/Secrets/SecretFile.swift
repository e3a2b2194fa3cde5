import Glibc
import Sodium

/// Secrets that people hand in: a file that nobody else can read, a descriptor (`/dev/fd/3`), or `-` for standard input. They go straight
/// into protected memory, and no message repeats them.
enum SecretFile {
  /// All of it, at most `limit` bytes; of a line less its newline at the end.
  static func read(_ path: String, limit: Int, isLine: Bool = true) throws(CommandFailure) -> SecretBytes {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .usage("\(path) cannot be read: \(String(cString: strerror(errno)))") }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    if path != "-" { try requirePrivate(descriptor, path) }
    var length = 0
    // One byte more than there may be, so that a longer file is noticed.
    let content = try SecretBytes(count: limit + 2) { bytes throws(CommandFailure) in
      while length < bytes.count {
        let count = Glibc.read(descriptor, bytes.baseAddress?.advanced(by: length), bytes.count - length)
        if count < 0, errno == EINTR {
          try Interruption.check()
          continue
        }
        guard count >= 0 else { throw .usage("\(path) cannot be read: \(String(cString: strerror(errno)))") }
        if count == 0 { break }
        length += count
      }
    }
    if isLine, length > 0, content.withBytes({ $0[length - 1] }) == UInt8(ascii: "\n") { length -= 1 }
    guard length <= limit else { throw .usage("\(path) is longer than \(limit) bytes") }
    guard length > 0 else { throw .usage("\(path) is empty") }
    return content.prefix(length)
  }

  /// What others can read is no secret any more. systemd gives its credentials to a group of one where it uses access lists.
  private static func requirePrivate(_ descriptor: Int32, _ path: String) throws(CommandFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Files.failure("look at", path) }
    guard status.st_mode & S_IFMT == S_IFREG else { return }
    let isCredential = status.st_uid == 0 && status.st_mode & 0o777 == 0o440
    guard status.st_mode & 0o077 == 0 || isCredential else {
      throw CommandFailure(
        .usage, "\(path) can be read by others (its mode is 0\(String(status.st_mode & 0o777, radix: 8))): it is not used",
        hints: ["chmod 600 '\(path)', and if others may have read it, replace what it holds (`walletctl key rotate`)."])
    }
  }

  /// Writes a secret into a file that must not be there yet, readable by its owner alone, with a newline behind it.
  static func write(_ secret: borrowing SecretBytes, to path: String) throws(CommandFailure) {
    let file = try create(path)
    defer { close(file) }
    try secret.withBytes { bytes throws(CommandFailure) in try write(bytes, file, path) }
  }

  /// Makes the file before there is a secret for it: what cannot be kept is not asked for.
  static func create(_ path: String) throws(CommandFailure) -> Int32 {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      if errno == EEXIST { throw CommandFailure(.conflict, "\(path) is there already; a secret is never written over anything") }
      throw Files.failure("create", path)
    }
    return file
  }

  static func write(_ bytes: UnsafeRawBufferPointer, _ file: Int32, _ path: String) throws(CommandFailure) {
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(file, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Files.failure("write", path) }
      written += count
    }
    guard Glibc.write(file, "\n", 1) == 1, fsync(file) == 0 else { throw Files.failure("write", path) }
  }
}
