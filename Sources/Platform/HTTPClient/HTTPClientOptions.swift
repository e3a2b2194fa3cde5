/// How a client connects, and every bound it has.
package struct HTTPClientOptions: Sendable {
  /// Connections to one scheme, host and port at once; further calls wait.
  package var connectionsPerHost = 8
  /// Connections kept open while nothing is sent on them, to all hosts together.
  package var idleConnections = 64
  /// Seconds after which an idle connection is not used again. Servers close theirs after a time of their own, and a call that is
  /// sent at that very moment is interrupted: less than theirs is better.
  package var idleSeconds = 15
  /// Calls taken and not answered; one more is not sent.
  package var callsInFlight = 16_384
  /// Bytes of an address.
  package var urlBytes = 8_192
  /// Headers of a call.
  package var headers = 64
  /// Bytes of an answer's status line and headers together.
  package var answerHeadBytes = 65_536
  /// A PEM file with the only authorities whose certificates are believed; nil: those of the system.
  package var authoritiesFile: String?
  /// `http://host:port` of a proxy for all calls; nil: none, whatever the environment says.
  package var proxy: String?

  package init() {}
}

/// What a client has seen since it was made.
package struct HTTPClientStatistics: Sendable, Equatable {
  /// Taken by `send`.
  package var calls: UInt64 = 0
  /// Of them, not answered yet.
  package var callsInFlight = 0
  /// Connections that were made for calls of which something may have been sent.
  package var connectionsMade: UInt64 = 0
  /// Calls for which none had to be made.
  package var connectionsReused: UInt64 = 0

  package init() {}
}
