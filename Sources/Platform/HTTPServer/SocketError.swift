import Glibc

/// A socket could not be made, bound or watched.
package struct SocketError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was tried: "cannot bind /run/walletd/control.sock".
  package let action: String
  /// The system's error number; 0 if the refusal is our own.
  package let errno: Int32
  /// Why, and what to do.
  package let reason: String

  package init(_ action: String, errno: Int32) {
    self.action = action
    self.errno = errno
    reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
  }

  package init(_ action: String, because reason: String) {
    self.action = action
    errno = 0
    self.reason = reason
  }

  package var description: String { "\(action): \(reason)" }
}
