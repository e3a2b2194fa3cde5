import Glibc
import Sodium

/// The daemon's ed25519 key: 32 bytes of seed in a file that only the daemon can read; made at the first start.
enum SigningKeyFile {
  static func load(_ path: String, randomBytes: (Int) -> [UInt8]) throws -> SigningKey {
    let existing = open(path, O_RDONLY | O_CLOEXEC)
    if existing < 0, errno == ENOENT { return try make(path, seed: seed(randomBytes)) }
    guard existing >= 0 else { throw FileError("open", path) }
    defer { close(existing) }
    // One byte more than there should be, so that a longer file is noticed.
    var isWhole = false
    let content = SecretBytes(count: SigningKey.seedBytes + 1) { bytes in
      isWhole = read(existing, bytes.baseAddress, bytes.count) == SigningKey.seedBytes
    }
    guard isWhole else { throw DataDirectoryError.badKey(path: path) }
    return SigningKey(seed: content.prefix(SigningKey.seedBytes))
  }

  /// The source gives an array, so that a simulation may bring its own; that array is wiped.
  private static func seed(_ randomBytes: (Int) -> [UInt8]) -> SecretBytes {
    var bytes = randomBytes(SigningKey.seedBytes)
    defer { wipe(&bytes) }
    return SecretBytes(copying: bytes)
  }

  private static func make(_ path: String, seed: borrowing SecretBytes) throws -> SigningKey {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileError("create", path) }
    defer { close(file) }
    let isWritten = seed.withBytes { write(file, $0.baseAddress, $0.count) == $0.count }
    guard isWritten, fsync(file) == 0 else { throw FileError("write", path) }
    try Directory.sync(Directory.parent(of: path))
    return SigningKey(seed: seed)
  }
}
