import LyingDisk
import Synchronization

/// Random bytes that a seed gives again, for whoever asks.
final class SharedDice: Sendable {
  private let dice: Mutex<Dice>

  init(seed: UInt64) { dice = Mutex(Dice(seed: seed)) }

  func bytes(_ count: Int) -> [UInt8] {
    dice.withLock { dice in (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next() >> 17) } }
  }
}
