import LedgerCore
import Storage
import Synchronization

/// Both clocks, moved by hand. They stand still while the daemon works, so that what it does follows from what it was told.
final class SimulatedClock: LedgerClock {
  private struct State {
    var wall: Int64
    var monotonic: Int64 = 1_000_000_000
  }

  private let state: Mutex<State>

  init() {
    // 2026-11-20T10:00:00Z
    state = Mutex(State(wall: 1_795_168_800_000_000))
  }

  var wall: Int64 { state.withLock { $0.wall } }
  /// Wall clock less monotonic clock.
  var offset: Int64 { state.withLock { $0.wall - $0.monotonic } }

  func now() -> Timestamp { Timestamp(microseconds: wall) }
  func monotonic() -> Int64 { state.withLock { $0.monotonic } }

  func advance(_ microseconds: Int64) {
    state.withLock { state in
      state.wall += microseconds
      state.monotonic += microseconds
    }
  }

  /// Somebody sets the wall clock.
  func jump(_ microseconds: Int64) { state.withLock { $0.wall += microseconds } }
}
