/// A run on a disk, to be looked at as it was after each of its calls. Moves forward only.
package struct DiskPast: Sendable {
  private let events: [(number: Int, event: DiskEvent)]
  private let image: DiskImage
  private var state = DiskState()
  private var position = 0
  /// Calls that are done.
  package private(set) var call = 0

  init(events: [(number: Int, event: DiskEvent)], image: DiskImage) {
    self.events = events
    self.image = image
  }

  /// Goes to the moment after a call.
  package mutating func advance(to call: Int) {
    precondition(call >= self.call, "the past is walked through forwards")
    while position < events.count, events[position].number <= call {
      state.apply(events[position].event, number: events[position].number)
      position += 1
    }
    self.call = call
  }

  /// Writes what a power cut at this moment leaves to a directory that does not exist yet.
  package func image(_ survival: Survival, seed: UInt64, to target: String) throws(LyingDiskError) {
    try image.write(state, survival, seed: seed, to: target)
  }
}
