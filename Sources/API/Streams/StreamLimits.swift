/// Every bound of event streams, with its unit.
package struct StreamLimits: Sendable {
  /// Streams open at once, of all tenants together and of one.
  package var streams = 1_000
  package var streamsOfTenant = 250
  /// Microseconds between two heartbeats, and between two looks at whether those who follow still may.
  package var heartbeat: Int64 = 15_000_000
  /// Microseconds a reader may take for what it was sent; then it is cut off.
  package var stall: Int64 = 10_000_000
  /// Rows that are read of a tenant before it is another one's turn.
  package var rowsPerTurn = 256
  /// Microseconds between two turns at least: what is committed meanwhile goes out together.
  package var pause: Int64 = 2_000
  package var pauseWhileBusy: Int64 = 4_000
  /// The same for more than a few readers: each turn wakes many of them, and whoever transacts waits for all that.
  package var pauseForMany: Int64 = 8_000
  /// How long streams rest for each unit of work while the daemon works for others; less there than while it does not means no difference.
  package var restWhileBusy: Int64 = 30
  /// Whether streams have a thread of their own; without one `WalletService.runStreams` serves them, so that a simulation is one thread.
  package var hasThread = true

  package init() {}
}
