import LedgerCore
import Synchronization
import Tenancy
import Testing

@testable import API

@Suite struct `The pace of streams` {
  private let millisecond: Int64 = 1_000_000

  @Test func `lets them rest as long as they work while nobody else does`() {
    var pace = StreamPace(restWhileBusy: 30, process: 0, now: 0)
    // In ten milliseconds the process has used two, one of them for streams.
    #expect(pace.rest(after: millisecond, process: 2 * millisecond, now: 10 * millisecond) == millisecond)
    #expect(!pace.isBusy)
  }

  @Test func `and thirty times as long while others work`() {
    var pace = StreamPace(restWhileBusy: 30, process: 0, now: 0)
    #expect(pace.rest(after: millisecond, process: 10 * millisecond, now: 10 * millisecond) == 30 * millisecond)
    #expect(pace.isBusy)
    // Too short a time says nothing new.
    #expect(pace.rest(after: 1_000, process: 10 * millisecond, now: 11 * millisecond) == 30_000)
    #expect(pace.rest(after: 1_000, process: 11 * millisecond, now: 31 * millisecond) == 1_000, "they have gone")
  }

  @Test func `does not take their own work for others'`() {
    var pace = StreamPace(restWhileBusy: 30, process: 0, now: 0)
    #expect(pace.rest(after: 8 * millisecond, process: 9 * millisecond, now: 10 * millisecond) == 8 * millisecond)
  }

  @Test func `counts what sending costs`() {
    #expect(StreamPace.cost(thread: 100, pieces: 3, bytes: 1_000_000) == 100 + 15_000 + 600_000)
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
