import Glibc

/// Why there is no answer.
package enum ClientFailure: Error, Equatable, Sendable {
  /// Nobody took the connection; nothing was sent. `code` is errno.
  case unreachable(path: String, code: Int32)
  /// The request was on its way when the connection broke or time ran out. A mutation may or may not have been done: the same
  /// request with the same key finds out, and does nothing twice.
  case outcomeUnknown(key: String?, reason: String)
  /// A question that was not answered; asking again harms nothing.
  case noAnswer(reason: String)
  /// The answer is not HTTP as this client knows it.
  case brokenAnswer(reason: String)
  /// A header or path that cannot be sent.
  case unsendable(reason: String)
  /// A signal asked to stop.
  case interrupted
}

extension ClientFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreachable(let path, let code): "cannot reach the daemon at \(path): \(ClientFailure.hint(code))"
    case .outcomeUnknown(let key, let reason):
      "\(reason): whether it was done is not known. "
        + (key.map { "Send the same command with --key '\($0)' to find out; nothing is done twice" }
          ?? "Look before you send it again")
    case .noAnswer(let reason): reason
    case .brokenAnswer(let reason): "the answer cannot be read: \(reason). Is something other than walletd listening there?"
    case .unsendable(let reason): reason
    case .interrupted: "interrupted"
    }
  }

  private static func hint(_ code: Int32) -> String {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT:
      return
        "there is no socket (\(reason)). Is the daemon running? `systemctl status walletd` says; or name its socket with --socket or WALLETD_SOCKET"
    case ECONNREFUSED: return "nobody listens (\(reason)). The daemon is not running: `systemctl start walletd`"
    case EACCES, EPERM: return "you may not open it (\(reason))"
    case EAGAIN, ETIMEDOUT: return "it takes no more connections just now (\(reason)); try again"
    default: return reason
    }
  }
}
