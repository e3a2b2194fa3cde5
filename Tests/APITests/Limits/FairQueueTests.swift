import Testing

@testable import API

@Suite struct `A queue that tenants share` {
  @Test func `lets its lines take turns, each in its order`() {
    let queue = Queue<String>(depth: 100, runningOfOne: 100)
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
    let queue = Queue<Int>(depth: 10, runningOfOne: 2)
    #expect((0..<12).count { queue.put($0, in: 1) } == 10)
    #expect((0..<12).count { queue.put($0, in: 2) } == 5)
    #expect((0..<12).count { queue.put($0, in: 3) } == 4)
    #expect(!queue.put(0, in: 1))
    #expect(queue.waiting == 19)
  }

  @Test func `lets no line keep every thread busy`() {
    let queue = Queue<Int>(depth: 100, runningOfOne: 2)
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
    let queue = Queue<Int>(depth: 10, runningOfOne: 1)
    for line in 0..<5_000 as Range<UInt128> {
      #expect(queue.put(1, in: line))
      #expect(queue.take() != nil)
      queue.end(of: line)
    }
    #expect(queue.lineCount == 0 && queue.waiting == 0)
  }
}

/// A queue that `#expect` can ask.
private final class Queue<Job> {
  private var queue: FairQueue<Job>

  init(depth: Int, runningOfOne: Int) { queue = FairQueue(depth: depth, runningOfOne: runningOfOne) }

  func put(_ job: Job, in line: UInt128) -> Bool { queue.put(job, in: line) }
  func take() -> (job: Job, line: UInt128)? { queue.take() }
  func end(of line: UInt128) { queue.end(of: line) }
  var waiting: Int { queue.waiting }
  var lineCount: Int { queue.lineCount }
}
