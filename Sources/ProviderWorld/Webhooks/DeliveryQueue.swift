/// Which webhook leaves next. A value: time is told to it.
///
/// What is due goes in the order of its time; of one charge only one is on its way at a time, so that notices leave in the order in
/// which things happened. One that is tried again lets those behind it pass: so it is with the real ones.
package struct DeliveryQueue {
  private struct Entry {
    let due: Int64
    let delivery: Delivery
  }

  private var entries: [Entry] = []
  private var busy: Set<String> = []

  package init() {}

  /// - Parameter due: in milliseconds of the clock that `take` is told.
  package mutating func add(_ delivery: Delivery, due: Int64) {
    // Behind those that are due at the same time.
    let place = entries.lastIndex { $0.due <= due }.map { $0 + 1 } ?? 0
    entries.insert(Entry(due: due, delivery: delivery), at: place)
  }

  /// The next one, whose charge is then busy until `done`; otherwise how long to wait, nil: until something changes.
  package mutating func take(now: Int64) -> (delivery: Delivery?, wait: Int64?) {
    let free = entries.indices.first { !busy.contains(entries[$0].delivery.lane) }
    guard let free else { return (nil, nil) }
    guard entries[free].due <= now else { return (nil, entries[free].due - now) }
    let delivery = entries.remove(at: free).delivery
    busy.insert(delivery.lane)
    return (delivery, nil)
  }

  package mutating func done(_ lane: String) { busy.remove(lane) }

  /// When something may be taken, unless another charge's comes free before; nil: nothing waits.
  package var next: Int64? { entries.first { !busy.contains($0.delivery.lane) }?.due }

  package var isIdle: Bool { entries.isEmpty && busy.isEmpty }
}
