/// One whole request, checked and within its limits. A class: it is handed through many hands, and as a value each of its parts would be
/// counted every time.
package final class HTTPRequest: Sendable {
  package let head: HTTPHead
  package let body: [UInt8]
  /// The process at the other end of a Unix socket as the kernel knew it at connect; nil on TCP.
  package let peer: PeerCredentials?
  /// Distinct for each connection of one server.
  package let connectionID: UInt64
  /// For what the handler remembers about the connection; only on the thread of the server.
  package let session: HTTPSession
  /// When its last byte was read, in nanoseconds of CLOCK_MONOTONIC.
  package let receivedAt: UInt64

  package init(
    head: HTTPHead, body: [UInt8], peer: PeerCredentials?, connectionID: UInt64, session: HTTPSession = HTTPSession(),
    receivedAt: UInt64
  ) {
    self.head = head
    self.body = body
    self.peer = peer
    self.connectionID = connectionID
    self.session = session
    self.receivedAt = receivedAt
  }

  deinit { head.wipeCredentials() }

  package var method: HTTPMethod { head.method }
  /// As sent, percent escapes and all; begins with `/`.
  package var path: HTTPText { head.path }
  /// Behind the `?`, as sent; nil without a `?`.
  package var query: HTTPText? { head.query }

  /// The first header of that name, white space around its value removed. Allocates nothing.
  ///
  /// - Parameter name: in lower case; the request's own case does not matter.
  package func header(_ name: StaticString) -> HTTPText? { head.header(name) }

  /// How many headers have that name: more than one is ambiguous for most.
  package func headerCount(_ name: StaticString) -> Int { head.headerCount(name) }
}

/// Who is at the other end of a Unix socket.
package struct PeerCredentials: Equatable, Sendable {
  package let pid: Int32
  package let uid: UInt32
  package let gid: UInt32
  /// Its other groups, as the kernel knew them at connect.
  package let groups: [UInt32]

  package init(pid: Int32, uid: UInt32, gid: UInt32, groups: [UInt32] = []) {
    self.pid = pid
    self.uid = uid
    self.gid = gid
    self.groups = groups
  }
}
