import Synchronization

/// Randomness of a seed: SplitMix64 (https://prng.di.unimi.it/splitmix64.c). The same seed gives the same numbers for ever.
struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  /// From 0 to just below `bound`.
  mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(next() % UInt64(bound)) }
  mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }
  mutating func number(_ low: Int64, _ high: Int64) -> Int64 { low + Int64(next() % UInt64(high - low + 1)) }
  /// True in `percent` of a hundred cases.
  mutating func happens(_ percent: Int) -> Bool { below(100) < percent }
  /// Nil from an empty collection.
  mutating func pick<Items: RandomAccessCollection>(_ items: Items) -> Items.Element? where Items.Index == Int {
    items.isEmpty ? nil : items[items.startIndex + below(items.count)]
  }
  mutating func choose<Value>(_ values: Value...) -> Value { values[below(values.count)] }

  /// An index of `weights`, each as likely as its weight.
  mutating func weighted(_ weights: [Int]) -> Int {
    var left = below(weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if left < weight { return index }
      left -= weight
    }
    return 0
  }
}

/// The engine's source of ids, tags and keys under a seed.
final class SeededBytes: Sendable {
  private let chance: Mutex<Chance>

  init(seed: UInt64) { chance = Mutex(Chance(seed: seed)) }

  func take(_ count: Int) -> [UInt8] {
    chance.withLock { chance in (0..<count).map { _ in UInt8(truncatingIfNeeded: chance.next() >> 32) } }
  }
}
