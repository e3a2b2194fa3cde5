package import LedgerCore

/// Who did something, as the audit trail keeps it.
package enum Actor: Sendable, Equatable {
  /// - Parameter login: the login uid, which survives `sudo`; nil where the kernel knows none (a service).
  case peer(uid: UInt32, pid: Int32, login: UInt32?)
  case key(KeyID)
  /// The daemon itself, on a schedule or by policy.
  case daemon

  package var text: String {
    switch self {
    case .peer(let uid, let pid, let login): "uid:\(uid) pid:\(pid)" + (login.map { " login:\($0)" } ?? "")
    case .key(let key): key.text
    case .daemon: "daemon"
    }
  }

  /// The same without the process, for what is read again and again.
  package var name: String {
    switch self {
    case .peer(let uid, _, let login): "uid:\(login ?? uid)"
    case .key(let key): key.text
    case .daemon: "daemon"
    }
  }

  /// The one human being or program behind it, where that can be told: what two people are counted by. Root without a login is nobody
  /// in particular, and so never anybody's second person.
  package var person: String? {
    switch self {
    case .peer(_, _, let login?) where login != 0: "uid:\(login)"
    case .peer(let uid, _, nil) where uid != 0: "uid:\(uid)"
    case .peer: nil
    case .key(let key): key.text
    case .daemon: nil
    }
  }

  /// Whether this is certainly somebody else than `other`: both are known, and they differ.
  package func isAnotherPerson(than other: Actor) -> Bool {
    guard let person, let others = other.person else { return false }
    return person != others
  }
}

/// Where an act comes from: who, and with which request.
package struct Origin: Sendable, Equatable {
  package let actor: Actor
  package let requestID: String

  package init(_ actor: Actor, requestID: String) {
    self.actor = actor
    self.requestID = requestID
  }

  package static let daemon = Origin(.daemon, requestID: "")
}
