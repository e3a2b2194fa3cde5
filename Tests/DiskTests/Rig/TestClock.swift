import LedgerCore
import Storage
import Synchronization

/// A clock that a test moves by hand.
final class TestClock: LedgerClock {
  static let start: Int64 = 1_795_168_800_000_000
  private let state: Mutex<Int64>

  init(_ microseconds: Int64 = TestClock.start) { state = Mutex(microseconds) }

  func now() -> Timestamp { Timestamp(microseconds: state.withLock { $0 }) }
  func monotonic() -> Int64 { state.withLock { $0 } }

  /// Microseconds since 1970.
  var time: Int64 {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
