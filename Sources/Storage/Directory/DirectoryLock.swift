import Glibc

/// One daemon for one data directory: a lock on a file of its own, held while the daemon lives and freed by the kernel when it dies.
///
/// On a file of its own because closing any descriptor of a database file would drop SQLite's own locks on it.
final class DirectoryLock: Sendable {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw FileError("open", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      defer { Glibc.close(descriptor) }
      if errno == EWOULDBLOCK { throw DataDirectoryError.locked(path: path) }
      throw FileError("lock", path)
    }
  }

  deinit {
    // Unlocked, not only closed: a child that is being started has the descriptor too until it runs its program.
    flock(descriptor, LOCK_UN)
    Glibc.close(descriptor)
  }
}

/// Why a data directory cannot be served.
package enum DataDirectoryError: Error, CustomStringConvertible {
  case locked(path: String)
  case badKey(path: String)

  package var description: String {
    switch self {
    case .locked(let path):
      "\(path) is locked: another walletd serves this data directory; stop it first, or choose another directory"
    case .badKey(let path): "\(path) must hold exactly 32 bytes: put the daemon's signing key back from a backup"
    }
  }
}
