import LedgerCore
import Synchronization
import Tenancy
import Testing

@testable import API

@Suite struct `The pace of streams` {
  private let millisecond: Int64 = 1_000_000

  /// Milliseconds.
  private func clocks(_ now: Int64, process: Int64, thread: Int64 = 0, waited: Int64 = 0) -> StreamPace.Clocks {
    StreamPace.Clocks(
      now: now * millisecond, process: process * millisecond, thread: thread * millisecond, waited: waited * millisecond)
  }

  private func rest(_ pace: inout StreamPace, _ work: StreamWork, _ clocks: StreamPace.Clocks) -> Int64 {
    pace.rest(after: work, at: clocks.now, clocks)
  }

  private var pace: StreamPace { StreamPace(restWhileBusy: 30, clocks(0, process: 0)) }

  private func work(_ deferrable: Int64, needed: Int64 = 0) -> StreamWork { StreamWork(needed: needed, deferrable: deferrable) }

  @Test func `lets what can wait rest four times as long as it works while there is processor to spare`() {
    var pace = pace
    // In ten milliseconds the process has used two, one of them for streams.
    #expect(rest(&pace, work(millisecond), clocks(10, process: 2)) == 4 * millisecond)
    #expect(!pace.isBusy)
  }

  @Test func `and thirty times as long while others work`() {
    var pace = pace
    #expect(rest(&pace, work(millisecond), clocks(10, process: 10)) == 30 * millisecond)
    #expect(pace.isBusy)
    // Too short a time says nothing new.
    #expect(rest(&pace, work(1_000), clocks(11, process: 10)) == 30_000)
    #expect(rest(&pace, work(1_000), clocks(31, process: 11)) == 4_000, "they have gone")
  }

  @Test func `and while they have to wait for a processor, whoever has it`() {
    var pace = pace
    #expect(rest(&pace, work(millisecond), clocks(10, process: 2, thread: 1, waited: 2)) == 30 * millisecond)
    #expect(rest(&pace, work(millisecond), clocks(20, process: 3, thread: 2, waited: 3)) == 4 * millisecond)
  }

  @Test func `does not take their own work for others', and puts nothing off that is new`() {
    var pace = pace
    #expect(rest(&pace, work(millisecond, needed: 7 * millisecond), clocks(10, process: 9)) == 4 * millisecond)
    #expect(rest(&pace, work(0, needed: 9 * millisecond), clocks(20, process: 29)) == 0)
  }

  @Test func `knows what can wait: all but the first few readers of what is new, and all that is old`() {
    var some = StreamWork()
    some.noteNew(time: 100, pieces: 2, bytes: 1_000)
    #expect(some == work(0, needed: 100 + 16_000 + 1_500))
    var many = StreamWork()
    many.noteNew(time: 100, pieces: 200, bytes: 1_000_000)
    #expect(many == work(3_100_000 - 31_000, needed: 100 + 31_000))
    var old = StreamWork()
    old.noteOld(time: 100, pieces: 1, bytes: 1_000)
    #expect(old == work(100 + 8_000 + 1_500))
  }

  @Test func `reads how long a thread has waited from what the kernel says of it`() {
    #expect(RunDelay.second(of: "5067614 1002334 12\n".utf8) == 1_002_334)
    #expect(RunDelay.second(of: "".utf8) == 0 && RunDelay.second(of: "7".utf8) == 0 && RunDelay.second(of: "7 8".utf8) == 8)
  }

}

@Suite struct `The bell` {
  private let one = TenantID(rawValue: 1)
  private let two = TenantID(rawValue: 2)

  @Test func `keeps what is rung for those who are followed, and wakes who sleeps once`() {
    let bell = CommitBell()
    let woken = Counter()
    bell.wakes { woken.add() }
    bell.ring(one, .ledger)
    #expect(bell.take().isEmpty, "nobody follows")
    bell.follow(one)
    bell.ring(one, .ledger)
    bell.ring(one, .vault)
    bell.ring(two, .ledger)
    #expect(woken.value == 0, "nobody sleeps")
    #expect(!bell.fallAsleep(), "something is there")
    #expect(bell.take() == [one: [.ledger, .vault]] && bell.take().isEmpty)
    #expect(bell.fallAsleep())
    bell.ring(two, .ledger)
    #expect(woken.value == 0)
    bell.ring(one, .catalogue)
    bell.ring(one, .ledger)
    #expect(woken.value == 1)
    bell.unfollow(one)
    bell.ring(one, .ledger)
    #expect(bell.take().isEmpty)
  }
}

final class Counter: Sendable {
  private let count = Atomic(0)

  func add() { count.add(1, ordering: .relaxed) }
  var value: Int { count.load(ordering: .relaxed) }
}
