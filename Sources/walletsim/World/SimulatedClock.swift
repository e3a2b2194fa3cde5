import LedgerCore
import Storage
import Synchronization

/// Both clocks, moved by hand. They stand still while the daemon works, so that what it does follows from what it was told.
///
/// A reading can be a crash point: the engine reads the clock before it decides, before and after each commit.
final class SimulatedClock: LedgerClock {
  private struct State {
    var wall: Int64
    var monotonic: Int64 = 1_000_000_000
    var readingsLeft: Int?
    var crash: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>

  init() {
    // 2026-11-20T10:00:00Z
    state = Mutex(State(wall: 1_795_168_800_000_000))
  }

  var wall: Int64 { state.withLock { $0.wall } }
  /// Wall clock less monotonic clock.
  var offset: Int64 { state.withLock { $0.wall - $0.monotonic } }

  func now() -> Timestamp {
    countReading()
    return Timestamp(microseconds: wall)
  }

  func monotonic() -> Int64 {
    countReading()
    return state.withLock { $0.monotonic }
  }

  func advance(_ microseconds: Int64) {
    state.withLock { state in
      state.wall += microseconds
      state.monotonic += microseconds
    }
  }

  /// Somebody sets the wall clock.
  func jump(_ microseconds: Int64) { state.withLock { $0.wall += microseconds } }

  /// Runs `crash` at one of the next readings.
  func arm(readings: Int, _ crash: @escaping @Sendable () -> Void) {
    state.withLock { state in
      state.readingsLeft = readings
      state.crash = crash
    }
  }

  func disarm() {
    state.withLock { state in
      state.readingsLeft = nil
      state.crash = nil
    }
  }

  private func countReading() {
    let crash = state.withLock { state -> (@Sendable () -> Void)? in
      guard let left = state.readingsLeft else { return nil }
      state.readingsLeft = left > 0 ? left - 1 : nil
      return left > 0 ? nil : state.crash
    }
    crash?()
  }
}
