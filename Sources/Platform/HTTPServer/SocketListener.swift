/// Makes listening sockets for `HTTPServer`.
package enum SocketListener {
  /// Binds and listens on a Unix socket path. A path that is a socket nobody answers on is removed first; anything else
  /// that stands there is left alone and reported.
  package static func unix(path: String, mode: UInt32 = 0o660, backlog: Int32 = 1024) throws(SocketError) -> Int32 {
    throw SocketError("cannot bind \(path)", because: "not there yet")
  }

  /// Takes over a listening socket that was inherited (socket activation), after checking that it is one.
  package static func adopt(_ descriptor: Int32) throws(SocketError) -> Int32 {
    throw SocketError("cannot adopt \(descriptor)", because: "not there yet")
  }

  /// Listens on 127.0.0.1; port 0 lets the system choose. For tests and measurements.
  package static func loopback(port: UInt16 = 0, backlog: Int32 = 1024) throws(SocketError) -> (descriptor: Int32, port: UInt16) {
    throw SocketError("cannot bind the loopback", because: "not there yet")
  }
}
