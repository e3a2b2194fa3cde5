import Threads

/// Things to do later, on a thread of their own. None of them may block.
final class Agenda: Sendable {
  private struct Entry {
    let due: Int64
    let number: Int
    let body: @Sendable () -> Void
  }

  private struct Plan {
    var entries: [Entry] = []
    var numbers = 0
  }

  private let plan = Monitor(Plan())
  private let clock: SimulatorClock

  init(clock: SimulatorClock) { self.clock = clock }

  func after(_ milliseconds: Int64, _ body: @escaping @Sendable () -> Void) {
    let due = clock.milliseconds() + milliseconds
    plan.withLock { plan in
      plan.numbers += 1
      plan.entries.append(Entry(due: due, number: plan.numbers, body: body))
    }
    plan.signal()
  }

  func start() {
    Thread.start("agenda") { [self] in while true { next()() } }.detach()
  }

  /// Waits for what is due first.
  private func next() -> @Sendable () -> Void {
    plan.wait { plan in
      guard
        let first = plan.entries.indices.min(by: {
          (plan.entries[$0].due, plan.entries[$0].number) < (plan.entries[$1].due, plan.entries[$1].number)
        })
      else { return .wait(nil) }
      let rest = plan.entries[first].due - self.clock.milliseconds()
      return rest > 0 ? .wait(rest * 1_000) : .done(plan.entries.remove(at: first).body)
    }
  }
}
