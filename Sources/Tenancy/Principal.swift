/// Who is calling: the peer of a Unix socket, as the kernel names it.
package struct Principal: Sendable, Equatable {
  package let uid: UInt32
  package let gid: UInt32
  package let pid: Int32
  package let role: Role

  /// The role the kernel's word gives a peer: root and the daemon's own user administer; everybody else is nobody yet.
  package init?(uid: UInt32, gid: UInt32, pid: Int32, daemon: UInt32) {
    guard uid == 0 || uid == daemon else { return nil }
    self.uid = uid
    self.gid = gid
    self.pid = pid
    role = .administrator
  }
}

/// What a caller may do. Further roles move in with API keys.
package enum Role: String, Sendable, CaseIterable {
  /// Every tenant, every operation.
  case administrator
}
