import Testing

@testable import LedgerCore

@Suite struct `The expiry queue` {
  @Test(arguments: 0..<300 as Range<UInt64>)
  func `gives out what a sorted list would, through any mix of insertions and removals`(seed: UInt64) {
    var random = Seeded(seed)
    var queue = ExpiryQueue()
    var sorted: [(at: Int64, hold: Int64)] = []
    for hold in 0..<Int64.random(in: 1...400, using: &random) {
      if Int.random(in: 0..<3, using: &random) == 0 {
        queue.removeFirst()
        if !sorted.isEmpty { sorted.removeFirst() }
      } else {
        // Few different times, so that many are equal.
        let at = Int64.random(in: 0..<20, using: &random)
        queue.insert(hold, at: Timestamp(microseconds: at))
        let place = sorted.firstIndex { ($0.at, $0.hold) > (at, hold) } ?? sorted.count
        sorted.insert((at, hold), at: place)
      }
      #expect(queue.first?.hold == sorted.first?.hold)
      #expect(queue.first?.at.microseconds == sorted.first?.at)
    }
    while let expected = sorted.first {
      #expect(queue.first?.hold == expected.hold)
      queue.removeFirst()
      sorted.removeFirst()
    }
    #expect(queue.first == nil)
    queue.removeFirst()
    #expect(queue.first == nil)
  }
}
