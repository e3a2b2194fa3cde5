/// Holds by the time they expire: a binary heap. Entries of holds that are gone stay until they come to the top.
struct ExpiryQueue {
  private var heap: [(at: Timestamp, hold: Int64)] = []

  var count: Int { heap.count }

  var first: (at: Timestamp, hold: Int64)? { heap.first }

  mutating func insert(_ hold: Int64, at time: Timestamp) {
    heap.append((time, hold))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard ExpiryQueue.isBefore(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap[0] = last
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && ExpiryQueue.isBefore(heap[child], heap[smallest])
      {
        smallest = child
      }
      guard smallest != parent else { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }

  private static func isBefore(_ a: (at: Timestamp, hold: Int64), _ b: (at: Timestamp, hold: Int64)) -> Bool {
    a.at != b.at ? a.at < b.at : a.hold < b.hold
  }
}
