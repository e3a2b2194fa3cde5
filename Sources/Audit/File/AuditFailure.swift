/// Why a file was not looked at. It says nothing about whether the file is sound.
package enum AuditFailure: Error, Equatable, Sendable {
  case noSuchFile(path: String)
  case notAFile(path: String)
  case unreadable(path: String, reason: String)
  /// A running daemon owns the data directory the file is in.
  case live(path: String, directory: String)
  /// Told to stop.
  case stopped(path: String)
  case notACatalog(path: String, reason: String)
}

extension AuditFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noSuchFile(let path): "there is no file \(path)"
    case .notAFile(let path): "\(path) is not a regular file"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .live(let path, let directory):
      """
      \(path) belongs to a running daemon (it holds the lock of \(directory)); no other program may open it. Ask the daemon \
      instead: `walletctl verify` without --file takes a backup and verifies that
      """
    case .stopped(let path): "stopped before \(path) was verified"
    case .notACatalog(let path, let reason): "\(path) is not a catalogue of walletd: \(reason)"
    }
  }
}
