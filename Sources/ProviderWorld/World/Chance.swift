/// Randomness of a seed: SplitMix64 (https://prng.di.unimi.it/splitmix64.c). The same seed gives the same numbers for ever.
struct Chance: Sendable {
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

  mutating func pick<Value>(_ values: [Value]) -> Value? { values.isEmpty ? nil : values[below(values.count)] }

  mutating func digits(_ count: Int) -> String { (0..<count).map { _ in "\(below(10))" }.joined() }

  mutating func hexadecimal(_ count: Int) -> String { (0..<count).map { _ in String(below(16), radix: 16) }.joined() }

  /// A UUID of version 4.
  mutating func uuid() -> String {
    let digits = hexadecimal(31)
    func piece(_ start: Int, _ count: Int) -> Substring { digits.dropFirst(start).prefix(count) }
    return "\(piece(0, 8))-\(piece(8, 4))-4\(piece(12, 3))-a\(piece(16, 3))-\(piece(19, 12))"
  }
}
