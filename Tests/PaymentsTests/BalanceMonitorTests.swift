import Testing

@testable import LedgerCore
@testable import Payments
@testable import Storage

/// Balances that are watched: told of once for each crossing, in the commit that caused it.
@Suite struct BalanceMonitorTests {
  private let scene: Scene

  init() throws {
    scene = try Scene()
    try scene.wallet("w2", customer: nil)
    try scene.topUp(100_000)
  }

  private func watch(_ direction: BalanceMonitor.Direction, _ amount: Int64, _ wallet: Text = "w1") throws -> MonitorID {
    try scene.settled(scene.begin(CreateMonitor(.wallet(wallet), direction, amount: amount)), BalanceMonitor.self).id
  }

  /// Its states, and what was available in each.
  private func history(_ id: MonitorID) throws -> [String] {
    try scene.ledger.history(ofRecord: id.number, limit: 100).map {
      let monitor = try Kept<BalanceMonitor>($0, scene.ledger.tag).value
      return "\(monitor.state.rawValue) \(monitor.available)"
    }
  }

  @Test func `is told of once when it is crossed, and once when it is back`() throws {
    let low = try watch(.below, 50_000)
    let high = try watch(.above, 40_000, "w2")
    try scene.sent("w1", "w2", 50_000)
    #expect(try history(low) == ["armed 100000"], "the line itself is not beyond it")
    #expect(try history(high) == ["armed 0", "crossed 50000"])
    try scene.sent("w1", "w2", 1)
    try scene.sent("w1", "w2", 1)
    #expect(try history(low) == ["armed 100000", "crossed 49999"])
    try scene.sent("w2", "w1", 2)
    #expect(try history(low) == ["armed 100000", "crossed 49999", "armed 50000"])
    #expect(try history(high).count == 2)
    try scene.settled(scene.begin(RemoveMonitor(low)))
    #expect(try scene.rejection(scene.begin(RemoveMonitor(low))) == .partyClosed)
    try scene.sent("w1", "w2", 50_000)
    #expect(try history(low).last == "removed 50000")
    #expect(try history(high).last == "crossed 50000")
  }

  @Test func `whatever the cause is: a payment, a hold, a top-up, and a plain transfer of any account`() throws {
    let low = try watch(.below, 60_000)
    let payment = try scene.paid(50_000, capture: .manual)
    #expect(try history(low).last == "crossed 50000", "what is held is not available")
    try scene.settled(scene.begin(CancelIntent(voiding: payment)))
    #expect(try history(low).last == "armed 100000")
    _ = try scene.paid(50_000)
    try scene.topUp(20_000)
    #expect(try history(low) == ["armed 100000", "crossed 50000", "armed 100000", "crossed 50000", "armed 70000"])
    // What begins beyond its line is told of when it has been back.
    #expect(try history(watch(.below, 80_000)) == ["crossed 70000"])
  }

  @Test func `stands in the commit of its cause, and goes on after a restart`() throws {
    let low = try watch(.below, 99_000)
    try scene.sent("w1", "w2", 2_000)
    let told = try scene.find(low, BalanceMonitor.self).change
    let cause = try #require(try scene.ledger.change(at: told.sequence - 1))
    #expect(cause.postedAt.microseconds == told.postedAt.microseconds - 1 || cause.postedAt < told.postedAt)
    try scene.restarted { ledger in
      _ = try Scene.send("w2", "w1", 1_000, "back", ledger)
      let states = try ledger.history(ofRecord: low.number, limit: 9).map(\.content.state.string)
      #expect(states == ["armed", "crossed", "armed"])
    }
  }
}
