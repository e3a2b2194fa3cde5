import Testing

@testable import API

@Suite struct `A queue that tenants share` {
  @Test func `lets its lines take turns, each in its order`() {
    var queue = FairQueue<String>(depth: 100, runningOfOne: 100)
    for number in 0..<3 { #expect(queue.put("a\(number)", in: 1)) }
    #expect(queue.put("b0", in: 2))
    for number in 0..<2 { #expect(queue.put("c\(number)", in: 3)) }
    var order: [String] = []
    while let (job, line) = queue.take() {
      order.append(job)
      queue.end(of: line)
    }
    #expect(order == ["a0", "b0", "c0", "a1", "c1", "a2"])
    #expect(queue.waiting == 0)
  }

  @Test func `lets one line fill it, and still takes from those who come later`() {
    var queue = FairQueue<Int>(depth: 10, runningOfOne: 2)
    #expect((0..<12).count { queue.put($0, in: 1) } == 10)
    #expect((0..<12).count { queue.put($0, in: 2) } == 5)
    #expect((0..<12).count { queue.put($0, in: 3) } == 4)
    #expect(!queue.put(0, in: 1))
    #expect(queue.waiting == 19)
  }

  @Test func `lets no line keep every thread busy`() {
    var queue = FairQueue<Int>(depth: 100, runningOfOne: 2)
    for number in 0..<10 { #expect(queue.put(number, in: 1)) }
    #expect(queue.take()?.job == 0)
    #expect(queue.take()?.job == 1)
    #expect(queue.take() == nil, "two of the flood run; a third waits although there is room")
    #expect(queue.put(77, in: 2))
    #expect(queue.take()?.job == 77)
    queue.end(of: 1)
    #expect(queue.take()?.job == 2)
  }

  @Test func `keeps nothing about lines in which nothing is left`() {
    var queue = FairQueue<Int>(depth: 10, runningOfOne: 1)
    for line in 0..<5_000 as Range<UInt128> {
      #expect(queue.put(1, in: line))
      #expect(queue.take() != nil)
      queue.end(of: line)
    }
    #expect(queue.lineCount == 0 && queue.waiting == 0)
  }
}
