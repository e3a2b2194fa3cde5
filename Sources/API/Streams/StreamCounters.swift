import Synchronization

/// What streams have come to, for metrics.
final class StreamCounters: Sendable {
  private let events = Atomic<Int64>(0)
  private let bytes = Atomic<Int64>(0)
  private let cutOff = Atomic<Int64>(0)

  func note(_ output: TenantFeed.Output) {
    events.add(Int64(output.events), ordering: .relaxed)
    bytes.add(Int64(output.bytes), ordering: .relaxed)
  }

  func cut() { cutOff.add(1, ordering: .relaxed) }

  /// Events that were read for somebody, bytes that were sent, readers that were cut off.
  var values: (events: Int64, bytes: Int64, cutOff: Int64) {
    (events.load(ordering: .relaxed), bytes.load(ordering: .relaxed), cutOff.load(ordering: .relaxed))
  }
}
