import Glibc
import Sodium

/// The daemon's ed25519 key: 32 bytes of seed in a file that only the daemon can read; made at the first start.
enum SigningKeyFile {
  static func load(_ path: String, randomBytes: (Int) -> [UInt8]) throws -> SigningKey {
    let existing = open(path, O_RDONLY | O_CLOEXEC)
    if existing < 0, errno == ENOENT { return try make(path, seed: randomBytes(SigningKey.seedBytes)) }
    guard existing >= 0 else { throw FileError("open", path) }
    defer { close(existing) }
    var seed = [UInt8](repeating: 0, count: SigningKey.seedBytes + 1)
    let count = read(existing, &seed, seed.count)
    guard count == SigningKey.seedBytes else { throw DataDirectoryError.badKey(path: path) }
    return SigningKey(seed: Array(seed.prefix(SigningKey.seedBytes)))
  }

  private static func make(_ path: String, seed: [UInt8]) throws -> SigningKey {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileError("create", path) }
    defer { close(file) }
    guard write(file, seed, seed.count) == seed.count, fsync(file) == 0 else { throw FileError("write", path) }
    try Directory.sync(Directory.parent(of: path))
    return SigningKey(seed: seed)
  }
}
