/// Every bound of the server, with its unit.
package struct HTTPLimits: Sendable {
  /// Connections open at once; one more is answered 503 and closed.
  package var connections = 8_192
  /// Bytes of the request target (414).
  package var targetBytes = 4_096
  /// Bytes of request line and headers together, the empty line included (431); below 64 KiB.
  package var headBytes = 16_384
  /// Header lines (431).
  package var headers = 64
  /// Bytes of a body (413, before any of it is read).
  package var bodyBytes = 4 << 20
  /// Bytes of all bodies that are on their way, as announced or, in chunks, as arrived (503); one body of `bodyBytes` always fits.
  package var bodyBytesInFlight = 128 << 20
  /// Requests of one connection taken and not yet answered; beyond it reading stops.
  package var pipelinedRequests = 32
  /// Requests of one connection taken before it is another one's turn; each 2 KiB of its body count as one more.
  package var weightPerVisit = 4
  /// Nanoseconds of reading, handing over and writing after which the loop looks who else has come.
  package var turnNanoseconds: UInt64 = 500_000
  /// Bytes of streamed replies a connection may have waiting before its stream is asked to pause.
  package var streamBytes = 256 << 10

  /// From the first byte of a request to the end of its head (408); also from accepting a connection to its first byte.
  package var headTimeout = Duration.seconds(10)
  /// From the end of the head to the end of the body (408).
  package var bodyTimeout = Duration.seconds(30)
  /// Between two requests; then the connection is closed without a word.
  package var idleTimeout = Duration.seconds(75)
  /// Without the client taking a single byte of a waiting reply; then the connection is cut.
  package var writeTimeout = Duration.seconds(30)
  /// After an error reply, for the client to read it while what it still sends is thrown away.
  package var lingerTimeout = Duration.seconds(2)
  /// How long nothing is taken from a connection that the handler lets rest.
  package var restTime = Duration.milliseconds(100)

  package init() {}
}
